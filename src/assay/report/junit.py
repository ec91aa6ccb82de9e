"""JUnit XML as CI tools read Newman's, and true for data rows: every iteration is there, by its row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.model.event import Asserted, RunEnded, RunStarted
from assay.report.body import excerpt_of
from assay.report.clean import cut
from assay.report.curl import curl
from assay.report.difference import difference
from assay.report.failures import Failure, failures
from assay.report.fold import Records
from assay.report.measure import instant
from assay.report.probed import is_probe
from assay.report.turns import Turn, Turns
from assay.report.xml import LONGEST, attributes, escaped

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_]+")


class Case:
    """A test case: an assertion, or what kept a turn from getting as far as its assertions."""

    def __init__(self, name: str, *, failure: Failure | None = None, skipped: bool = False) -> None:
        self.name = name
        self.failure = failure
        self.skipped = skipped

    @property
    def kind(self) -> str:
        """passed, skipped, failed (an assertion), or error (a script, a request)."""
        if self.failure is not None:
            return "failed" if self.failure.kind == "assertion" else "error"
        return "skipped" if self.skipped else "passed"


class Totals:
    """Counts over the whole run, which stand at the top of the file."""

    def __init__(self) -> None:
        self.name = ""
        self.began = 0.0
        self.counts = dict.fromkeys(("passed", "skipped", "failed", "error"), 0)
        self.seconds = 0.0
        self.broken = ""

    def add(self, turn: Turn) -> None:
        """Count one turn."""
        for case in cases(turn):
            self.counts[case.kind] += 1
        self.seconds += seconds(turn)


def junit(records: Records) -> Iterator[str]:
    """The report in pieces; the records are opened twice, since the counts come first."""
    if is_probe(records):
        from assay.report.probing.junit import junit as of_probe

        yield from of_probe(records)
        return
    totals = count(records)
    if totals.broken:
        totals.counts["error"] += 1
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites{attributes(name=totals.name, **counts(totals.counts))} time="{totals.seconds:.3f}">\n'
    for turn in turns_of(records):
        yield from suite(turn, totals)
    if totals.broken:
        yield from broken_suite(totals)
    yield "</testsuites>\n"


def count(records: Records) -> Totals:
    """The first look."""
    totals = Totals()
    totals.broken = "The run was cut short: its log has no end."
    turns = Turns()
    for record in records():
        match record.event:
            case RunStarted(name=name):
                totals.name, totals.began = name, record.at
            case RunEnded(ending=ending, error=error):
                whole = ending in ("finished", "bailed")
                totals.broken = "" if whole else error or f"The run was {ending}."
        turn = turns.feed(record)
        if turn is not None:
            totals.add(turn)
    for turn in turns.unfinished():
        totals.add(turn)
    return totals


def turns_of(records: Records) -> Iterator[Turn]:
    """The second look."""
    turns = Turns()
    for record in records():
        turn = turns.feed(record)
        if turn is not None:
            yield turn
    yield from turns.unfinished()


def cases(turn: Turn) -> Iterator[Case]:
    """The test cases of a turn, named as its scripts name them; a name that comes again is numbered."""
    seen: dict[str, int] = {}
    failed = list(failures(turn))
    by_event = {id(event): failure for event, failure in zip(turn.failed, failed, strict=True)}
    if turn.skipped:
        yield Case("request skipped by its pre-request script", skipped=True)
    for event in turn.asserted:
        yield Case(numbered(event.name, seen), failure=failed_by(event, by_event), skipped=event.skipped)
    for failure in failed:
        if failure.kind != "assertion":
            yield Case(numbered(failure.at, seen), failure=failure)


def failed_by(event: Asserted, by_event: dict[int, Failure]) -> Failure | None:
    """The failure that an assertion is, if it is one."""
    return by_event.get(id(event))


def numbered(name: str, seen: dict[str, int]) -> str:
    """The name, with a number from the second time on: CI tools take equal names for one test."""
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def suite(turn: Turn, totals: Totals) -> Iterator[str]:
    """One turn of one item."""
    found = list(cases(turn))
    numbers = dict.fromkeys(totals.counts, 0)
    for case in found:
        numbers[case.kind] += 1
    suffix = f" [{turn.label}]" if turn.label else ""
    name = turn.full_name
    taken = f"{seconds(turn):.3f}"
    opening = attributes(name=name + suffix, id=turn.item.id, timestamp=instant(turn.began), **counts(numbers))
    yield f'  <testsuite{opening} time="{taken}"' + (">\n" if found or turn.label else "/>\n")
    if turn.label:
        yield from properties(turn)
    for case in found:
        yield f'    <testcase{attributes(name=case.name + suffix)} time="{taken}"'
        yield f"{attributes(classname=class_name(name) or class_name(totals.name))}"
        yield from outcome(case, turn)
    yield from errors(turn, found)
    if found or turn.label:
        yield "  </testsuite>\n"


def properties(turn: Turn) -> Iterator[str]:
    """Which iteration a suite belongs to, for tools that read more than names."""
    yield f"    <properties>\n      <property{attributes(name='iteration', value=str(turn.cursor.iteration + 1))}/>\n"
    if turn.row_name:
        yield f"      <property{attributes(name='row', value=turn.row_name)}/>\n"
    yield "    </properties>\n"


def outcome(case: Case, turn: Turn) -> Iterator[str]:
    """The rest of a test case: nothing, skipped, failure or error."""
    if case.kind == "passed":
        yield "/>\n"
    elif case.kind == "skipped":
        yield "><skipped/></testcase>\n"
    elif case.failure is not None:
        tag = "failure" if case.kind == "failed" else "error"
        kind = "AssertionFailure" if case.kind == "failed" else case.failure.name
        yield f">\n      <{tag}{attributes(type=kind, message=case.failure.message)}>"
        yield escaped("\n".join(details(case.failure, turn)), quote=False)
        yield f"</{tag}>\n    </testcase>\n"


def errors(turn: Turn, found: list[Case]) -> Iterator[str]:
    """What is no assertion and failed, once more where Newman tells it."""
    told = [case.failure for case in found if case.failure is not None and case.kind == "error"]
    if told:
        lines = [f"Iteration: {turn.cursor.iteration}"]
        lines += [f"{failure.at}: {failure.name}: {cut(failure.message, LONGEST)}" for failure in told]
        yield f"    <system-err>{escaped(chr(10).join(lines), quote=False)}</system-err>\n"


def details(failure: Failure, turn: Turn) -> Iterator[str]:
    """What a reader needs to understand a failure without running anything again."""
    yield f"{failure.name}: {cut(failure.message, LONGEST)}"
    found = difference(failure.message)
    if found is not None:
        yield f"expected: {cut(found.expected, LONGEST)}"
        yield f"actual:   {cut(found.actual, LONGEST)}"
    yield f"at {failure.place}"
    yield f"in {turn.full_name}" + (f" [{turn.label}]" if turn.label else "")
    exchange = failure.exchange
    if exchange is None:
        return
    yield f"{exchange.request.method} {cut(exchange.request.url, LONGEST)}"
    if exchange.response is not None:
        response = exchange.response
        yield f"{response.status} {response.reason}, {exchange.timings.total:.0f} ms"
        yield cut(excerpt_of(response, LONGEST), LONGEST)
    yield curl(exchange)


def broken_suite(totals: Totals) -> Iterator[str]:
    """A run that did not come to its end must not look like one that did."""
    opening = attributes(name="assay", timestamp=instant(totals.began), tests="1", failures="0", errors="1")
    yield f'  <testsuite{opening} skipped="0" time="0.000">\n'
    yield f'    <testcase{attributes(name="the run comes to its end", classname="assay")} time="0.000">\n'
    yield f"      <error{attributes(type='incomplete', message=totals.broken)}/>\n    </testcase>\n  </testsuite>\n"


def seconds(turn: Turn) -> float:
    """How long the answer took, as Newman measures a suite."""
    return turn.exchange.timings.total / 1000 if turn.exchange else 0.0


def counts(numbers: dict[str, int]) -> dict[str, str]:
    """Counts under the names that JUnit's readers know."""
    return {
        "tests": str(sum(numbers.values())),
        "failures": str(numbers["failed"]),
        "errors": str(numbers["error"]),
        "skipped": str(numbers["skipped"]),
    }


def class_name(name: str) -> str:
    """The words of a name run together with capitals, as Newman makes its class names."""
    return "".join(word[:1].upper() + word[1:].lower() for word in _WORD.findall(name))
