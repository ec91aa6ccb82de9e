"""A proxy for a person: where it listens, what it did when it ends, and the report."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from assay.app.outputs import write
from assay.app.proxying.options import ProxyOptions
from assay.app.proxying.report import document
from assay.app.proxying.serving import Plan, Served, plan, serve
from assay.app.proxying.specs import unknown
from assay.faults.registry import FAULTS
from assay.interfaces.cli.streams import Output
from assay.model.errors import Exit, UsageError
from assay.proxy.toxics.registry import TOXICS
from assay.proxy.web.asking import BEYOND, SHORT
from assay.report.clean import block
from assay.report.strict import dumps


def run(options: ProxyOptions, reports: tuple[str, ...], *, quiet: bool) -> int:
    """The whole of `assay proxy`; returns the exit code."""
    files = [_report(text) for text in reports]
    made = plan(options)
    out = Output(sys.stdout)
    lines = Output(sys.stderr if None in files else sys.stdout)

    def say(text: str) -> None:
        if not quiet:
            lines.write(block(text) + "\n")
            lines.flush()

    served = serve(made, say, _ended_by_signals)
    for line in served.tally.told():
        say(line)
    for path in files:
        _write(path, made, served, out)
    if served.problem:
        raise UsageError(served.problem)
    out.finish()
    return Exit.INTERRUPTED if served.interrupted else Exit.CLEAN


def listed(*, toxics: bool) -> int:
    """What --toxic and --fault take."""
    out = Output(sys.stdout)
    for name, summary, known in _toxics() if toxics else _faults():
        out.write(f"{name:24} {summary}{f' Takes {known}.' if known else ''}\n")
    out.finish()
    return Exit.CLEAN


def _toxics() -> Iterator[tuple[str, str, str]]:
    for name, toxic in TOXICS.items():
        yield name, f"{toxic.summary}.", ", ".join(toxic.settings.__struct_fields__)


def _faults() -> Iterator[tuple[str, str, str]]:
    for name, fault in FAULTS.items():
        if name not in BEYOND:
            yield name, fault.summary, ", ".join(f"{one.name}={one.default}" for one in fault.settings)
    for short, name in SHORT.items():
        yield short, f"Short for {name}.", ""


def _ended_by_signals(task: asyncio.Task[Any]) -> None:
    """The first signal ends it in good order; a second one does not wait."""
    loop = asyncio.get_running_loop()

    def end() -> None:
        task.cancel()
        for number in signals:
            loop.remove_signal_handler(number)

    signals = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    for number in signals:
        try:
            loop.add_signal_handler(number, end)
        except NotImplementedError:  # Windows, where Ctrl-C arrives as KeyboardInterrupt
            return


def _report(text: str) -> Path | None:
    """The file of `--report json[=PATH]`; None: standard output."""
    kind, sign, path = text.partition("=")
    if kind != "json":
        raise unknown(kind, "report of a proxy", ("json",), "--report")
    if sign and not path:
        raise UsageError("no path after json=", where="--report", remedy="Write json=FILE, or json alone.")
    return Path(path) if path else None


def _write(path: Path | None, made: Plan, served: Served, out: Output) -> None:
    text = msgspec.json.format(dumps(document(made, served)), indent=2) + b"\n"
    if path is None:
        out.write(text.decode())
    else:
        write(path, [text])
