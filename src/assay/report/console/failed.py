"""The section of failures: each shows what was sent, what came back, what differs, and how to send it again."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.exchange import Exchange, Unanswered
from assay.report.body import excerpt_of
from assay.report.clean import block, cut, line
from assay.report.console.exchange import address, brief
from assay.report.curl import curl
from assay.report.difference import difference
from assay.report.failures import Failure
from assay.report.style import Style

MOST = 100
"""Different failures that are shown; the rest is counted, and in the log."""
MOST_NUMBERS = 6
LONGEST = 600
"""Characters of a message or value."""
LONGEST_CURL = 2000
EXCERPT_LINES = 12
EXCERPT = 800
"""Characters of an answer's body."""
_KEY_HEADERS = ("content-type", "location", "www-authenticate", "retry-after", "allow")

_Key = tuple[str, str, str, str]


class Failed:
    """Failures as they come; one that repeats, as in every iteration, is shown once with the numbers of the others."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._texts: dict[_Key, list[str]] = {}
        self._also: dict[_Key, list[str]] = {}
        self._repeats: dict[_Key, int] = {}
        self.count = 0
        self._beyond = 0

    def add(self, failure: Failure, label: str) -> int:
        """Take in one failure; its number. `label` names its iteration, where there are several."""
        self.count += 1
        key = (failure.item.id, failure.kind, failure.title, failure.message[:LONGEST])
        if key in self._texts:
            self._repeats[key] += 1
            if len(self._also[key]) < MOST_NUMBERS:
                self._also[key].append(f"{self.count}" + (f" ({label})" if label else ""))
        elif len(self._texts) < MOST:
            self._texts[key] = list(self._described(failure, label))
            self._also[key] = []
            self._repeats[key] = 0
        else:
            self._beyond += 1
        return self.count

    def lines(self) -> Iterator[str]:
        """The section, empty where nothing failed."""
        if not self.count:
            return
        yield self._style.paint(f"{self.count} failure{'s' if self.count > 1 else ''}", "bad")
        for key, lines in self._texts.items():
            yield ""
            yield from lines
            if self._repeats[key]:
                yield self._style.paint(f"     again as {self._others(key)}", "dim")
        if self._beyond:
            yield ""
            yield f"… and {self._beyond:,} other failures, all of them in the log."

    def _others(self, key: _Key) -> str:
        listed = self._also[key]
        more = self._repeats[key] - len(listed)
        return ", ".join(line(number) for number in listed) + (f" and {more:,} more" if more else "")

    def _described(self, failure: Failure, label: str) -> Iterator[str]:
        paint = self._style.paint
        title = line(cut(failure.title, LONGEST))
        yield paint(f"{self.count:>3}.  {line(cut(failure.name, 100))}", "bad") + (f"  {title}" if title else "")
        yield from self._message(failure)
        yield paint(f"     at {line(cut(failure.place, LONGEST))}", "dim")
        inside = line(cut(" / ".join((*failure.item.path, failure.item.name)), LONGEST))
        yield f'     inside "{inside}"' + (paint(f"  ({line(label)})", "dim") if label else "")
        if failure.exchange is not None:
            yield from self._evidence(failure.exchange)

    def _message(self, failure: Failure) -> Iterator[str]:
        for text in block(cut(failure.message, LONGEST)).splitlines()[:EXCERPT_LINES]:
            yield f"     {self._style.paint(text, 'red')}"
        found = difference(failure.message)
        if found is not None:
            yield f"       expected  {self._style.paint(line(cut(found.expected, LONGEST)), 'green')}"
            yield f"       actual    {self._style.paint(line(cut(found.actual, LONGEST)), 'red')}"

    def _evidence(self, exchange: Exchange) -> Iterator[str]:
        symbols = self._style.symbols
        yield f"     {symbols.up} {address(exchange)}"
        response = exchange.response
        if response is None:
            assert isinstance(exchange.outcome, Unanswered)
            yield f"     {symbols.down} no answer ({line(exchange.outcome.phase)})"
        else:
            yield f"     {symbols.down} {brief(exchange, response)[1:-1]}"
            for name, value in response.headers:
                if name.lower() in _KEY_HEADERS:
                    yield self._style.paint(f"       {line(cut(f'{name}: {value}', 200))}", "dim")
            yield from self._excerpt(exchange)
        command = curl(exchange)
        if len(command) > LONGEST_CURL:
            command = f"(the curl command takes {len(command):,} characters; it is in the HTML and JSON reports)"
        yield f"     {self._style.paint('$', 'dim')} {line(command)}"

    def _excerpt(self, exchange: Exchange) -> Iterator[str]:
        response = exchange.response
        if response is None or not response.body:
            return
        text = block(excerpt_of(response, EXCERPT))
        lines = text[:EXCERPT].splitlines()
        for shown in lines[:EXCERPT_LINES]:
            yield self._style.paint(f"       {shown}", "dim")
        if len(text) > EXCERPT or len(lines) > EXCERPT_LINES:
            yield self._style.paint(f"       … ({len(response.body):,} bytes)", "dim")
