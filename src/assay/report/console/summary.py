"""The table at the end: how much was done, how much of it failed, how long it took."""

from __future__ import annotations

from collections.abc import Iterator

from assay.report.measure import duration, size
from assay.report.style import Style
from assay.report.tally import Count, Spread, Tally

FIRST, OTHER = 25, 18
"""Widths of the columns, as Newman has them."""


def summary(tally: Tally, milliseconds: float, style: Style, *, verbose: bool = False) -> Iterator[str]:
    """The table in lines; `verbose` tells the phases of the requests too."""
    footers = list(_footers(tally, milliseconds, verbose=verbose))
    last = max(OTHER, max(map(len, footers)) + 2 - FIRST - OTHER - 2)
    table = _Table((FIRST, OTHER, last), style)
    yield table.rule(0)
    yield table.row("", "executed", "failed")
    for name, count in _counts(tally):
        yield table.rule(1)
        yield table.row(name, str(count.total), str(count.failed), paint="red" if count.failed else "green")
    yield table.rule(1, joined=False)
    for number, footer in enumerate(footers):
        if number:
            yield table.line()
        yield table.whole(footer)
    yield table.rule(2, joined=False, flat=True)


def _counts(tally: Tally) -> Iterator[tuple[str, Count]]:
    yield "iterations", tally.iterations
    yield "requests", tally.requests
    yield "test-scripts", tally.test_scripts
    yield "prerequest-scripts", tally.prerequest_scripts
    yield "assertions", tally.assertions


def _footers(tally: Tally, milliseconds: float, *, verbose: bool) -> Iterator[str]:
    yield f"total run duration: {duration(milliseconds)}"
    yield f"total data received: {size(tally.received)} (approx)"
    spreads = {"response time": tally.response}
    if verbose:
        spreads |= {"DNS lookup time": tally.name, "first byte time": tally.first_byte}
    for name, spread in spreads.items():
        if spread.count:
            yield f"average {name}: {_spread(spread)}"
    if tally.retried:
        yield f"unanswered and sent again: {tally.retried}"


def _spread(spread: Spread) -> str:
    least, greatest, deviation = map(duration, (spread.least, spread.greatest, spread.deviation))
    return f"{duration(spread.mean)} [min: {least}, max: {greatest}, s.d.: {deviation}]"


class _Table:
    def __init__(self, widths: tuple[int, int, int], style: Style) -> None:
        self._widths = widths
        self._style = style
        corners = style.symbols.corners
        self._corners = (corners[0:3], corners[3:6], corners[6:9])
        self._dash, self._bar = corners[9], corners[10]

    def rule(self, place: int, *, joined: bool = True, flat: bool = False) -> str:
        """A horizontal line: 0 above, 1 between, 2 below; not joined where the columns end at it."""
        left, cross, right = tuple(self._corners[place])
        inner = self._dash if flat else cross if joined else self._corners[2][1]
        return left + inner.join(self._dash * width for width in self._widths) + right

    def line(self) -> str:
        """A line between two rows that go over all columns."""
        left, _, right = tuple(self._corners[1])
        return left + self._dash * (sum(self._widths) + 2) + right

    def row(self, name: str, total: str, failed: str, paint: str = "plain") -> str:
        """A row of three cells, each at its right edge."""
        first, second, third = self._widths
        label = self._style.paint(name.rjust(first - 2), "red" if paint == "red" else "green" if name else "plain")
        number = failed.rjust(third - 2)
        number = self._style.paint(number, "red") if paint == "red" else number
        return f"{self._bar} {label} {self._bar} {total.rjust(second - 2)} {self._bar} {number} {self._bar}"

    def whole(self, text: str) -> str:
        """A row over all columns."""
        return f"{self._bar} {text.ljust(sum(self._widths))} {self._bar}"
