"""A stub for a person: where it listens, what it is asked, the summary when it ends, and the report."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from assay.app.outputs import write
from assay.app.proxying.specs import unknown
from assay.app.stubbing.checking import check
from assay.app.stubbing.loading import Ready, ready
from assay.app.stubbing.options import StubOptions
from assay.app.stubbing.report import checked, served
from assay.app.stubbing.serving import Ended, Ending, serve
from assay.app.stubbing.tally import Tally
from assay.faults.registry import FAULTS
from assay.interfaces.cli.streams import Output
from assay.model.errors import Exit, UsageError
from assay.model.finding import Finding
from assay.model.stub.mapping import Expected, Mapping
from assay.report.clean import block, cut, line
from assay.report.strict import dumps
from assay.stub.replying.breaking import BREAKING

_MOST = 20
"""Routes and calls that the summary names."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """How it is told."""

    reports: tuple[str, ...] = ()
    verbose: bool = False
    quiet: bool = False


class _Voice:
    """Lines for a person: on standard output, or on standard error where a report goes there."""

    def __init__(self, wanted: Wanted, files: list[Path | None], ending: Ending) -> None:
        self.out = Output(sys.stdout, ending.shut_down)  # nobody reads any more: it is over
        self._lines = Output(sys.stderr, ending.shut_down) if None in files else self.out
        self._quiet = wanted.quiet

    def say(self, text: str) -> None:
        if not self._quiet:
            self.always(text)

    def always(self, text: str) -> None:
        self._lines.write(block(text) + "\n")
        self._lines.flush()


def run(options: StubOptions, wanted: Wanted) -> int:
    """The whole of `assay stub`; returns the exit code."""
    files = [_report(text) for text in wanted.reports]
    ending = Ending()
    made, voice = ready(options), _Voice(wanted, files, ending)
    for text in made.warnings:
        voice.say(f"warning: {text}")
    if options.check_against:
        return _checked(made, voice, files, wanted)
    return _served(made, voice, files, wanted, ending)


def _served(made: Ready, voice: _Voice, files: list[Path | None], wanted: Wanted, ending: Ending) -> int:
    options = made.options
    _ended_by_signals(ending)
    ended = serve(made, ending, voice.say, (lambda text: voice.say(line(text))) if wanted.verbose else None)
    for text in _summary(ended):
        voice.say(text)
    _tell(ended.findings, voice)
    _write(files, served(ended, options.seed, strict=options.strict), voice)
    if options.strict and ended.tally.unmatched:
        voice.always(f"{_many(ended.tally.unmatched, 'call')} fitted nothing, and --strict allows none.")
        return Exit.FINDINGS
    if any(one.gates for one in ended.findings):
        return Exit.FINDINGS
    return Exit.INTERRUPTED if ended.interrupted else Exit.CLEAN


def _checked(made: Ready, voice: _Voice, files: list[Path | None], wanted: Wanted) -> int:
    try:
        done = asyncio.run(check(made, voice.say if wanted.verbose else lambda _: None))
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    for text in done.notes:
        voice.say(f"note: {text}")
    _tell(done.findings, voice)
    growth = sum(not one.gates for one in done.findings)
    voice.say(
        f"{_many(done.calls, 'call')} to {done.target}: {_many(len(done.findings) - growth, 'finding')}"
        + (f", {growth} worth knowing" if growth else "")
    )
    _write(files, checked(done, made.options.seed), voice)
    return Exit.FINDINGS if any(one.gates for one in done.findings) else Exit.CLEAN


def _summary(ended: Ended) -> Iterator[str]:
    tally = ended.tally
    yield f"{_many(tally.calls, 'call')}, {tally.unmatched} that fitted nothing, {tally.refused} refused"
    yield from _counted(tally.by_route.most_common(_MOST))
    if tally.missed:
        yield "fitted nothing:"
        yield from _missed(tally)
    if ended.refusals:
        yield ended.refusals


def _missed(tally: Tally) -> Iterator[str]:
    for name, count in tally.missed.most_common(_MOST):
        why = tally.reasons.get(name, "")
        yield f"  {count:>7,}  {line(cut(name, 100))}" + (f": {line(cut(why, 300))}" if why else "")


def _counted(counts: Iterable[tuple[str, int]]) -> Iterator[str]:
    for name, count in counts:
        yield f"  {count:>7,}  {line(cut(name, 100))}"


def _tell(findings: tuple[Finding, ...], voice: _Voice) -> None:
    for one in findings:
        where = f"  {one.where}" if one.where else ""
        voice.always(f"{one.rule}  {line(one.operation)}{line(where)}")
        voice.always(f"  {line(cut(one.message, 500))}")
        places = [one.cause, f"{one.contract.file}:{one.contract.line}" if one.contract else ""]
        if told := " · ".join(line(place) for place in places if place):
            voice.always(f"  {told}")


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def listed_routes(options: StubOptions) -> int:
    """What `--list` shows: each route in the order in which it is tried, and then the operations of the contract."""
    made, out = ready(options), Output(sys.stdout)
    for text in made.warnings:
        out.write(block(f"warning: {text}") + "\n")
    for _, one in sorted(enumerate(made.loaded.mappings), key=lambda pair: (pair[1].priority, -pair[0])):
        out.write(_route(one) + "\n")
    if made.loaded.contract is not None:
        for operation in made.loaded.contract.operations:
            answers = ", ".join(answer.status for answer in operation.answers)
            out.write(f"{line(operation.name):44} {answers}\n")
    out.finish()
    return Exit.CLEAN


def _route(mapping: Mapping) -> str:
    when, reply = mapping.when, mapping.replies[0]
    what = f"{when.method} {when.address.text or '/**'}"
    parts = [str(one.status) for one in mapping.replies[:5]] + (["…"] if len(mapping.replies) > 5 else [])
    told = [" ".join(parts), *_conditions(when)]
    told += [reply.fault.name] if reply.fault else []
    told += (
        [f"{mapping.scenario}: {mapping.state or 'any'} -> {mapping.next_state or 'the same'}"]
        if mapping.scenario
        else []
    )
    return line(f"{what:44} {', '.join(told)}  {mapping.source}")


def _conditions(when: Expected) -> Iterator[str]:
    for name in ("query", "headers", "cookies", "form", "path_parameters"):
        if keys := getattr(when, name):
            yield f"{name.replace('_', ' ')} {' '.join(keys)}"
    if when.body or when.multipart:
        yield "body"


def listed_faults() -> int:
    """What `--faults` shows."""
    out = Output(sys.stdout)
    for name, fault in FAULTS.items():
        takes = ", ".join(f"{one.name}={one.default}" for one in fault.settings)
        out.write(f"{name:24} {fault.phase:11} {fault.summary}{f' Takes {takes}.' if takes else ''}\n")
    for name in BREAKING:
        out.write(f"{name:24} {'wiremock':11} As WireMock has it.\n")
    out.finish()
    return Exit.CLEAN


def _ended_by_signals(ending: Ending) -> None:
    """The first signal ends it in good order; a second one does not wait."""

    def end(*_: Any) -> None:
        ending.interrupt()
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    for number in numbers:
        signal.signal(number, end)


def _report(text: str) -> Path | None:
    """The file of `--report json[=PATH]`; None: standard output."""
    kind, sign, path = text.partition("=")
    if kind != "json":
        raise unknown(kind, "report of a stub", ("json",), "--report")
    if sign and not path:
        raise UsageError("no path after json=", where="--report", remedy="Write json=FILE, or json alone.")
    return Path(path) if path else None


def _write(files: list[Path | None], document: dict[str, Any], voice: _Voice) -> None:
    text = msgspec.json.format(dumps(document), indent=2) + b"\n"
    for path in files:
        if path is None:
            voice.out.write(text.decode())
        else:
            write(path, [text])
    voice.out.finish()
