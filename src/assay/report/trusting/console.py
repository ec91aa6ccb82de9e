"""What the console says of the tests: the score, the operations that are guarded least, what does not count."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.event import Weighed
from assay.report.clean import cut, line
from assay.report.style import Paint
from assay.report.trusting.operations import places, rows

_MOST_ROWS = 12
_MOST_PLACES = 3
_LONGEST = 300
_SHORT = 120


def told(weighed: Weighed | None) -> Iterator[tuple[Paint, str]]:
    """The lines, each with its colour; none where nothing was weighed."""
    if weighed is None:
        return
    yield _paint(weighed), headline(weighed)
    harms = ", ".join(f"{harm} {seen:,} of {all_:,}" for harm, (seen, all_) in weighed.by_harm.items() if all_)
    if harms:
        yield "plain", f"  by harm: {harms}"
    worst = [row for row in rows(weighed.fields) if row.missed]
    if worst:
        yield "plain", ""
        yield "bold", "Guarded least:"
    for row in worst[:_MOST_ROWS]:
        yield "yellow", f"  {row.noticed:,} of {row.total:,}  {cut(line(row.operation), _SHORT)} {row.status}"
        yield "dim", f"    not noticed: {cut(line(places(row, _MOST_PLACES)), _LONGEST)}"
    if len(worst) > _MOST_ROWS:
        yield "dim", f"  … and {len(worst) - _MOST_ROWS:,} more: --report html=FILE, or json=FILE"
    yield "plain", ""
    yield from _rest(weighed)


def headline(weighed: Weighed) -> str:
    """`score 38.8 %: 674 of 1,739 harmful changes of answers turn a test red`."""
    return (
        f"score {weighed.score:g} %: {weighed.noticed:,} of {weighed.harmful:,} harmful changes of answers "
        "turn a test red"
    )


def _rest(weighed: Weighed) -> Iterator[tuple[Paint, str]]:
    idle = sum(not one.noticed for one in weighed.tests)
    notice = f", {idle:,} of which notice none of them" if idle else ""
    yield "plain", f"{len(weighed.tests):,} tests of {weighed.requests:,} answers{notice}"
    if weighed.closed:
        left = weighed.harmful - weighed.noticed
        yield (
            "plain",
            (f"{len(weighed.mends):,} assertions close {weighed.closed:,} of the {left:,} gaps, each proven: --fix"),
        )
    if weighed.left_out:
        yield (
            "dim",
            f"left out: {sum(weighed.left_out.values()):,} changes that harm nobody, or that nobody can foretell",
        )
        for why, count in sorted(weighed.left_out.items(), key=lambda one: -one[1]):
            yield "dim", f"  {count:,}: {line(why)}"
    for note in weighed.notes[:10]:
        yield "yellow", cut(line(note), _LONGEST)


def _paint(weighed: Weighed) -> Paint:
    if weighed.score < weighed.wanted:
        return "bad"
    return "green" if weighed.score >= 80 else "yellow"
