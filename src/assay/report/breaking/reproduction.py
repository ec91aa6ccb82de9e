"""A finding of `assay break` as a pytest test: the dependencies are stood in for, the fault is on, the law is held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assay.faults.registry import FAULTS
from assay.model.event import RunStarted
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.report.breaking.expecting import Expected, expected
from assay.report.breaking.layout import laid as laid_out
from assay.report.breaking.shown_by import Companions, Laid, laid
from assay.report.fold import Records
from assay.report.probed import Probed, probed
from assay.report.probing.evidence import Evidence
from assay.report.probing.literals import quoted
from assay.report.probing.reproduction import MOST, Reproduction, headed

HALF, BLOCKS, LEAKED = "half-done", "dependency-blocks-others", "fault-leaked"
AGAIN = re.compile(r"\bagain\b")
UNIQUE = 'unique = f"qz{uuid.uuid4().hex[:4]}"'
WORDS = "upstream says qzw7k2d"
"""What a dependency says that fails, as `assay break` has it say."""
DOC = '"""'
_HEAD = '''"""What `assay break` found, as tests that fail until it is mended.

BASE_URL is where the API is, if it is not at the address below. It has to look for
its dependencies where assay.toml says. Each caller needs a credential; one that
ends in _BASIC is the base64 of user:password:
{variables}
"""

import os
import random
import re
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

BASE_URL = os.environ.get("BASE_URL", {target})
BUDGET = {budget}
CREDENTIALS: dict[str, dict[str, str]] = {credentials}


@pytest.fixture(autouse=True)
def dependencies(stub: Any) -> None:
    """Each of them is there, and well, when a test begins; calls go on to the real one."""
    for name in {names}:
        stub(name)


def send(method: str, path: str, who: str = "nobody", **more: Any) -> httpx.Response:
    """A request in somebody's name. There is an answer within BUDGET, in seconds."""
    shown = {{
        name: value.format_map(os.environ)
        for name, value in CREDENTIALS.get(who, {{}}).items()
    }}
    headers = {{**shown, **more.pop("headers", {{}})}}
    try:
        return httpx.request(
            method, BASE_URL + path, headers=headers, timeout=BUDGET, **more
        )
    except httpx.TransportError as problem:
        pytest.fail(f"{{method}} {{path}}: no answer within {{BUDGET:g}} s: {{problem!r}}")


def well_again(ask: Callable[[], httpx.Response]) -> bool:
    """Whether it succeeds once more within three seconds."""
    for pause in (0.0, 0.2, 0.8, 2.0):
        time.sleep(pause)
        if ask().is_success:
            return True
    return False


def done(stub: Any, method: str, path: str) -> int:
    """How often the dependency did it, less what it was told to take back.

    Calls with one Idempotency-Key, or with one answer, are one.
    """
    ids = {{one.id for one in stub.called(method, path)}}
    served = [one for one in stub.served() if one.received.id in ids]
    told = {{
        one.received.header("Idempotency-Key") or (one.answer or one.received).body
        for one in served
    }}
    undone = re.compile("cancel|releas|refund|void|revers|revok|undo", re.IGNORECASE)
    back = [c for c in stub.calls if c.method == "DELETE" or undone.search(c.url)]
    return len(told) - len(back)


def anew() -> str:
    """A text that was never used."""
    return f"qz{{uuid.uuid4().hex[:4]}}"


def many(ask: Callable[[], object]) -> ThreadPoolExecutor:
    """Twenty who ask at once, and wait."""
    pool = ThreadPoolExecutor(20)
    for _ in range(20):
        pool.submit(ask)
    time.sleep(0.3)
    return pool


def leaves(content: Any) -> list[Any]:
    """Every single value in it."""
    if isinstance(content, dict):
        content = list(content.values())
    if not isinstance(content, list):
        return [content]
    return [value for one in content for value in leaves(one)]
'''


def module(records: Records) -> Iterator[str]:
    """A whole file of tests, in pieces."""
    run = probed(records)
    source = Source(run, records)
    yield source.opening()
    for text in source.tests().values():
        yield f"\n\n{text}"


class Source:
    """The tests of one run."""

    def __init__(self, run: Probed, records: Records, fingerprint: str | None = None) -> None:
        self._run = run
        self._base = run.started.target if run.started else ""
        companions = Companions(records, self._base)
        chosen = [one for one in run.worst_first() if fingerprint is None or one.fingerprint.startswith(fingerprint)]
        self.findings = [_accompanied(one, companions) for one in chosen[:MOST]]
        self._evidence = Evidence(self.findings, records)

    def opening(self) -> str:
        """What stands above the tests."""
        options = _options(self._run.started)
        names = ", ".join(quoted(str(one)) for one in options.get("dependencies", ()))
        budget = repr(float(options.get("time_budget", 5.0)))
        return headed(_HEAD, self._run.started, self._evidence, budget=budget, names=f"[{names}]")

    def tests(self) -> dict[str, str]:
        """By fingerprint, the source of a test; none for a finding that no test can show."""
        found = {}
        for one in self.findings:
            faults = laid(one, self._run.matrix)
            answers = _options(self._run.started).get("answers", {}).get(one.operation, ())
            if faults and (source := Broken(one, self._evidence, self._base, faults, answers).source()):
                found[one.fingerprint] = source
        return found


def _options(started: RunStarted | None) -> Mapping[str, Any]:
    return started.options if started else {}


def _accompanied(finding: Finding, companions: Companions) -> Finding:
    if finding.rule == HALF:
        return companions.with_read(finding)
    return companions.with_crowd(finding) if finding.rule == BLOCKS else finding


class Broken(Reproduction):
    """One test of a fault."""

    def __init__(
        self, finding: Finding, evidence: Evidence, base: str, faults: tuple[Laid, ...], answers: Iterable[int]
    ) -> None:
        super().__init__(finding, evidence, base)
        self._faults = faults
        self._answers = tuple(answers)
        self._stubs = {one.dependency: _variable(one.dependency) for one in faults}
        for name, variable in self._stubs.items():
            self._names[f"\0{name}"] = variable  # no text is like that, and nothing made is called so

    def source(self) -> str:
        """The function; empty where no test can show the finding."""
        shown = [self._evidence.exchanges[one] for one in self._finding.exchanges if one in self._evidence.exchanges]
        if not shown:
            return ""
        shown = shown[:2] if self._finding.rule in (HALF, BLOCKS) else shown[:1]
        told = expected(self._finding, shown, self._stubs[self._faults[0].dependency], self._answers)
        if told is None or not self._is_writable(shown):
            return ""
        for one in shown:
            self._make_what_it_needs(one)
        if len(self._steps) > 12:
            return ""
        self._steps += self._tried(shown, told)
        return self._formatted()

    def _tried(self, shown: list[Exchange], told: Expected) -> list[str]:
        """What is looked at before, the block with the fault, and what is held against it."""
        if self._finding.rule == BLOCKS:
            return self._crowded(shown, told)
        call = self._sent(shown[0])
        steps = list(told.before)
        if self._finding.rule == HALF:
            read = f"ready({self._sent(shown[1])})"
            steps.append(f"before = {read}")
            after = [f"after = {read}", "assert after.json() == before.json()"]
        else:
            after = list(told.after)
            if any(AGAIN.search(one) for one in after):
                steps.append(f"def again() -> httpx.Response:\n    return {_inside(call)}")
                call = "again()"
        result = "response = " if any("response" in one for one in after) else ""
        return [*steps, f"{self._opened()}\n    {result}{_inside(call)}", *after]

    def _crowded(self, shown: list[Exchange], told: Expected) -> list[str]:
        waiting, asked = shown
        function = f"def wait() -> httpx.Response:\n    return {_inside(self._sent(waiting))}"
        block = f"{self._opened()[:-1]}, many(wait):\n    response = {_inside(self._sent(asked))}"
        return [*told.before, function, block, *told.after]

    def _opened(self) -> str:
        """The line that lays the faults."""
        return f"with {', '.join(self._fails(one) for one in self._faults)}:"

    def _fails(self, one: Laid) -> str:
        words = [quoted(one.fault), f"on={quoted(one.call)}"]
        words += [f"pointer={quoted(one.pointer)}"] if one.pointer else []
        words += [f"{name}={value}" for name, value in _settings(one.fault, self._finding.rule).items()]
        stub = self._stubs[one.dependency]
        if not one.then:
            return f"{stub}.fails({', '.join(words)})"
        then = f".fails({quoted(one.then)}, on={quoted(one.call)})"
        return f"{stub}{then}.fails({', '.join(words)}, times=1)"  # what is laid last has its turn first

    def _formatted(self) -> str:
        stubs = [f"{variable} = stub({quoted(name)})" for name, variable in self._stubs.items()]
        self._steps = [*stubs, *self._steps]
        text = self._whole().replace("() -> None:", "(stub: Any) -> None:", 1)
        text = text.replace(UNIQUE, "unique = anew()")
        head, doc, rest = text.partition(DOC)
        said, _, body = rest.partition(f"{DOC}\n")
        lines = laid_out("\n".join(line[4:] for line in body.split("\n")), 4)
        shown = "".join(f"    {line}\n" if line else "\n" for line in lines)
        return f"{_signature(head)}{doc}{said}{DOC}\n{shown}"


def _signature(head: str) -> str:
    """The line of the function, broken where it is too long."""
    line = head.rstrip()
    if len(line) <= 88:
        return head
    name, _, _ = line.partition("(")
    return f"{name}(\n    stub: Any,\n) -> None:\n    "


def _settings(fault: str, rule: str) -> dict[str, str]:
    """Slow enough to go beyond the budget; and words by which an answer is known again."""
    known = {one.name for one in FAULTS[fault].settings} if fault in FAULTS else set()
    found = {"text": quoted(WORDS)} if "text" in known and rule == LEAKED else {}
    if fault in ("slow-first-byte", "slow-connect", "slow-close", "dribble"):
        found["seconds"] = "2 * BUDGET"
    if fault == "dribble":
        found["pieces"] = "40"
    if fault == "bandwidth":
        found["bytes_per_second"] = "2"
    return found


def _variable(name: str) -> str:
    found = re.sub(r"\W+", "_", name).strip("_").lower() or "dependency"
    return f"the_{found}" if found[0].isdigit() or found in _TAKEN else found


_TAKEN = frozenset(
    {
        "stub",
        "send",
        "response",
        "before",
        "after",
        "many",
        "unique",
        "ready",
        "fresh",
        "at",
        "every",
        "inside",
        "leaves",
    }
    | {"well_again", "dependencies", "httpx", "pytest", "os", "random", "time", "uuid", "calls"}
)


def _inside(source: str, indent: int = 4) -> str:
    """A call of several lines within a block: only its own lines are moved."""
    return source.replace("\n", "\n" + " " * indent)
