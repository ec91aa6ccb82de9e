"""The walk over a run's items: iterations, what comes next, and what ends it early."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from assay.engine.item import Verdict, play_item
from assay.engine.lane import Lane
from assay.engine.select import Item
from assay.model.command import Program, Sleep
from assay.model.event import Cursor, IterationEnded, IterationStarted


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """How a walk came to its end."""

    bailed: bool = False
    error: str = ""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a run that one lane walks: some items, some iterations."""

    items: Sequence[Item]
    iterations: range
    part: int = 0
    offset: int = 0
    """Position of the first item in the whole run."""
    length: int = 0
    """Items in the whole run."""


def walk(stretch: Stretch, lane: Lane) -> Program[Ending]:
    """All iterations of a stretch, one after the other; without an item to run there are none."""
    if not stretch.items:
        return Ending()
    for iteration in stretch.iterations:
        ending = yield from walk_iteration(stretch, iteration, lane)
        if ending.bailed or ending.error:
            return ending
    return Ending()


def walk_iteration(stretch: Stretch, iteration: int, lane: Lane) -> Program[Ending]:
    """One iteration: each item in turn, or the one that a script named."""
    row = lane.plan.row(iteration)
    lane.scopes.take_row(row)
    start = cursor_at(stretch, iteration, 0, lane, ref="")
    yield IterationStarted(cursor=start, row=row, row_name=name_row(row))
    ending = yield from visit(stretch, iteration, lane)
    yield IterationEnded(cursor=start)
    return ending


def visit(stretch: Stretch, iteration: int, lane: Lane) -> Program[Ending]:
    """The items of one iteration, until the last, an unknown name, or a failure that ends the run."""
    turns: dict[int, int] = {}
    position: int | None = 0
    while position is not None and position < len(stretch.items):
        turns[position] = turns.get(position, 0) + 1
        item = stretch.items[position]
        if turns[position] > lane.plan.max_turns:
            return Ending(
                error=f'"{item.step.name}" was sent back to itself {lane.plan.max_turns} times by setNextRequest'
            )
        if lane.plan.delay:
            yield Sleep(seconds=lane.plan.delay)
        cursor = cursor_at(stretch, iteration, position, lane, ref=lane.world.uuid())
        verdict = yield from play_item(item, cursor, lane)
        if verdict.error:
            return Ending(error=verdict.error)
        if verdict.failed and lane.plan.stop_on_failure:
            return Ending(bailed=True)
        position = following(stretch.items, position, verdict)
    return Ending()


def following(items: Sequence[Item], position: int, verdict: Verdict) -> int | None:
    """The position after this one; None ends the iteration (null, or a name that nothing answers to)."""
    wanted = verdict.next_request
    if wanted is msgspec.UNSET:
        return position + 1
    if wanted is None:
        return None
    by_id = [i for i, item in enumerate(items) if item.step.id == wanted]
    by_name = [i for i, item in enumerate(items) if item.step.name == wanted]
    found = by_id or by_name
    return found[-1] if found else None


def cursor_at(stretch: Stretch, iteration: int, position: int, lane: Lane, *, ref: str) -> Cursor:
    """Where in the whole run a turn stands."""
    return Cursor(
        iteration=iteration,
        cycles=lane.plan.iterations,
        position=stretch.offset + position,
        length=stretch.length or len(stretch.items),
        ref=ref,
        part=stretch.part,
    )


def name_row(row: dict[str, object], most: int = 60) -> str:
    """A row told in a few words, by its first columns, so that a reader finds it in the data file."""
    words = ", ".join(f"{key}={value}" for key, value in list(row.items())[:3])
    return words if len(words) <= most else words[: most - 1] + "…"
