"""Writes the run to a terminal event by event: the tree of requests, verdicts, the scripts' console, and the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from assay.model.event import (
    Asserted,
    Cursor,
    Event,
    Exchanged,
    ItemEnded,
    ItemStarted,
    IterationStarted,
    Logged,
    Raised,
    Record,
    RunEnded,
    RunStarted,
)
from assay.model.exchange import Exchange, Unanswered
from assay.report.clean import block, cut, line
from assay.report.console.exchange import address, brief, status, suffix, verbose
from assay.report.console.failed import Failed
from assay.report.console.options import ConsoleOptions
from assay.report.console.summary import summary
from assay.report.failures import failure_of
from assay.report.literal import literal
from assay.report.measure import duration
from assay.report.style import LEVELS, Paint, Style
from assay.report.tally import Tally

LONGEST_NAME = 300
LONGEST_LOG = 4000
"""Characters of one console message of a script; LOG_LINES of its lines."""
LOG_LINES = 60
MOST_LOGGED = 20_000
"""Characters of console messages of one turn that are shown."""


class Console:
    """Takes records one at a time, in the order of iterations, and gives the text that each adds.

    No character of a server, script or collection that could steer the terminal gets through.
    """

    def __init__(self, options: ConsoleOptions) -> None:
        self._options = options
        self._style = Style(color=options.color, unicode=options.unicode)
        self._tally = Tally()
        self._failed = Failed(self._style)
        self._folder: tuple[str, ...] = ()
        self._label = ""
        self._exchange: Exchange | None = None
        self._origins: dict[str, str] = {}
        self._logged_so_far = 0
        self._began = 0.0
        self._now = 0.0
        self._ended: RunEnded | None = None
        self._writers: dict[type[Event], Callable[[Any], Iterator[str]]] = {
            RunStarted: self._start,
            IterationStarted: self._iteration,
            ItemStarted: self._item,
            Exchanged: self._exchanged,
            Asserted: self._asserted,
            Raised: self._raised,
            ItemEnded: self._item_ended,
            RunEnded: self._end,
        }
        if not options.no_console:
            self._writers[Logged] = self._logged

    def feed(self, record: Record) -> str:
        """The text that one more record adds; often none."""
        if self._options.silent:
            return ""
        self._now = record.at
        self._tally.add(record.event)
        write = self._writers.get(type(record.event))
        if write is None:
            return ""
        return "".join(f"{self._style.fit(self._stamp(text))}\n" for text in write(record.event))

    def finish(self) -> str:
        """What stands at the end: the summary, the failures, and why the run ended early, if it did."""
        if self._options.silent:
            return ""
        parts = []
        if not self._options.no_summary:
            verbose = self._options.verbose
            parts.append("\n".join(summary(self._tally, self._milliseconds(), self._style, verbose=verbose)))
        if not self._options.no_failures and self._failed.count:
            parts.append("\n".join(self._failed.lines()))
        ending = self._ending()
        if ending:
            parts.append(self._style.paint(ending, "bad"))
        return self._style.fit("".join(f"\n{part}\n" for part in parts))

    def _milliseconds(self) -> float:
        if self._ended is not None and self._ended.seconds:
            return self._ended.seconds * 1000
        return max(self._now - self._began, 0.0) * 1000

    def _ending(self) -> str:
        ended = self._ended
        if ended is None:
            return "The run was cut short: its log has no end."
        if ended.ending == "finished":
            return ""
        if ended.ending == "bailed":
            return "Stopped at the first failure (--bail)."
        if ended.ending == "interrupted":
            return line(ended.error) or f"Interrupted after {duration(self._milliseconds())}; this is what was done."
        return line(ended.error) or f"The run {ended.ending}."

    def _stamp(self, text: str) -> str:
        if not self._options.show_timestamps or not text.strip():
            return text
        moment = datetime.fromtimestamp(self._now).strftime("%H:%M:%S")
        return self._style.paint(f"[{moment}]", "dim") + f" {text}"

    def _name(self, text: str) -> str:
        return line(cut(text, LONGEST_NAME))

    def _start(self, event: RunStarted) -> Iterator[str]:
        self._began = self._now
        if not self._options.no_banner:
            yield self._style.paint("assay", "bold")
            yield ""
        if event.name:
            yield self._name(event.name)

    def _iteration(self, event: IterationStarted) -> Iterator[str]:
        cursor = event.cursor
        self._label = label(cursor, event.row_name)
        self._folder = ()
        if cursor.cycles <= 1 or cursor.part:
            return
        row = f"  {self._name(event.row_name)}" if event.row_name else ""
        yield ""
        yield self._style.paint(f"Iteration {cursor.iteration + 1}/{cursor.cycles}", "head") + row

    def _end(self, event: RunEnded) -> Iterator[str]:
        self._ended = event
        return iter(())

    def _item_ended(self, event: ItemEnded) -> Iterator[str]:
        if event.skipped:
            yield self._style.paint("  - skipped by its pre-request script", "cyan")

    def _item(self, event: ItemStarted) -> Iterator[str]:
        item = event.item
        self._exchange = None
        self._origins = {}
        self._logged_so_far = 0
        yield ""
        if item.path != self._folder:
            self._folder = item.path
            if item.path:
                yield f"{self._style.symbols.folder} {self._name(' / '.join(item.path))}"
        symbol = self._style.symbols.sub if item.path else self._style.symbols.root
        yield f"{symbol} {self._name(item.name)}"

    def _exchanged(self, event: Exchanged) -> Iterator[str]:
        exchange = event.exchange
        if event.source == "collection" and event.role == "final":
            self._exchange = exchange
        origin = self._origin(event)
        where = self._style.paint(f"  {address(exchange, origin)}", "dim")
        if event.role == "retried":
            yield f"{where} {self._style.paint(self._again(event), 'yellow')}"
        elif event.role == "redirected":
            if self._options.verbose and exchange.response is not None:
                yield f"{where} {self._style.paint(f'[{status(exchange.response)}]', 'dim')}"
                yield from verbose(event, self._style)
        elif exchange.response is None:
            yield f"{where} {self._style.paint('[errored]', 'red')}{suffix(event, self._style)}"
            yield from self._numbered(event)
        else:
            paint: Paint = "dim" if event.role == "final" else "yellow"
            answer = self._style.paint(brief(exchange, exchange.response), paint)
            yield f"{where} {answer}{suffix(event, self._style)}"
            if self._options.verbose:
                yield from verbose(event, self._style)

    def _origin(self, event: Exchanged) -> str | None:
        """The URL that a chain of redirects began with."""
        request = event.exchange.request
        origin = self._origins.get(request.parent or "")
        if event.role == "redirected":
            self._origins[request.id] = origin or request.url
        return origin if event.role != "redirected" else None

    def _again(self, event: Exchanged) -> str:
        outcome = event.exchange.outcome
        code = line(outcome.code or outcome.reason) if isinstance(outcome, Unanswered) else ""
        return f"{self._style.symbols.again} attempt {event.attempt}: {code}"

    def _numbered(self, event: Asserted | Raised | Exchanged, text: str = "") -> Iterator[str]:
        failure = failure_of(event, self._exchange)
        number = self._failed.add(failure, self._label)
        shown = text or line(cut(failure.message, LONGEST_NAME))
        yield self._style.paint(f"{number:>3}. {shown}", "bad")

    def _asserted(self, event: Asserted) -> Iterator[str]:
        name = self._name(event.name)
        quiet = self._options.no_assertions
        if event.skipped:
            if not (quiet or self._options.no_success_assertions):
                yield self._style.paint(f"  - [skipped] {name}", "cyan")
        elif event.passed:
            if not (quiet or self._options.no_success_assertions):
                mark = self._style.paint(f"  {self._style.symbols.passed} ", "green")
                yield f"{mark} {self._style.paint(name, 'dim')}"
        else:
            numbered = list(self._numbered(event, name))
            yield from [] if quiet else numbered

    def _raised(self, event: Raised) -> Iterator[str]:
        error = event.error
        spot = f":{error.line}" if error.line is not None else ""
        message = f"{error.name}: {error.message}" if error.message else error.name
        place = f"(in {event.script.listen}-script{spot})"
        yield from self._numbered(event, f"{self._name(message)}  {place}")

    def _logged(self, event: Logged) -> Iterator[str]:
        if self._logged_so_far < 0:
            return
        if self._logged_so_far > MOST_LOGGED:
            self._logged_so_far = -1
            yield self._style.paint("  … more console output of this request is in the log", "yellow")
            return
        symbols = self._style.symbols
        paint = LEVELS.get(event.level, "dim")
        text = cut(", ".join(literal(value) for value in event.values), LONGEST_LOG)
        self._logged_so_far += len(text) + 10
        lines = [shown for shown in block(text).splitlines() if shown.strip()]
        if len(lines) > LOG_LINES:
            lines[LOG_LINES:] = [f"… ({len(lines):,} lines)"]
        yield self._style.paint(f"  {symbols.top}", paint)
        for shown in lines:
            yield f"{self._style.paint(f'  {symbols.middle}', paint)} {shown}"
        yield self._style.paint(f"  {symbols.bottom}", paint)


def label(cursor: Cursor, row_name: str) -> str:
    """How an iteration is told apart; empty where there is only one."""
    if cursor.cycles <= 1:
        return ""
    number = f"iteration {cursor.iteration + 1}"
    return f"{number}: {row_name}" if row_name else number
