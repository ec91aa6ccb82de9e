"""What differs between the lists of two environments: their order, what a filter lets through, how long a page is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from assay.trust.drift_places import Places
from assay.trust.drift_rules import Difference

LONG = 6
"""Elements of a list that is ordered on purpose: one in 360 is so by chance."""
_LIMITS = frozenset({"limit", "page_size", "pagesize", "per_page", "perpage", "size", "count", "top", "first"})


def lists(a: Places, b: Places, query: Mapping[str, str]) -> Iterator[Difference]:
    """The differences; `query` are the parameters of the read."""
    for where in a.lists.keys() & b.lists.keys():
        ours, theirs = a.lists[where][0], b.lists[where][0]
        yield from _order(where, ours, theirs)
        yield from _filter(where, a.lists[where], b.lists[where], query)
        yield from _page(where, ours, theirs, query)


def _order(where: str, ours: list[Any], theirs: list[Any]) -> Iterator[Difference]:
    if min(len(ours), len(theirs)) < LONG:
        return
    one, other = _orders(ours), _orders(theirs)
    if not one or any(other.get(name) == way for name, way in one.items()):
        return  # it has no order, or they have one in common
    name, way = next(((name, way) for name, way in one.items() if name in other), next(iter(one.items())))
    after = f"by {name}, {other[name]}" if name in other else "in no such order"
    turned = name in other
    yield Difference(rule="drift-order", where=where, before=f"by {name}, {way}", after=after, severity="medium",
                     sure=turned)  # fmt: skip


def _orders(rows: list[Any]) -> dict[str, str]:
    """The fields by which the list is ordered, and how."""
    found: dict[str, str] = {}
    for name in rows[0] if isinstance(rows[0], dict) else ():
        column = [row.get(name) if isinstance(row, dict) else None for row in rows]
        if len({type(value) for value in column}) != 1 or not isinstance(column[0], str | int | float):
            continue
        if isinstance(column[0], bool) or len(set(column)) < len(column) * 0.6:
            continue
        if all(left <= right for left, right in pairwise(column)):  # type: ignore[operator]  # all of one type
            found[name] = "rising"
        elif all(left >= right for left, right in pairwise(column)):  # type: ignore[operator]
            found[name] = "falling"
    return found


def _filter(
    where: str, ours: list[list[Any]], theirs: list[list[Any]], query: Mapping[str, str]
) -> Iterator[Difference]:
    for name, wanted in query.items():
        one, other = _column(ours, name), _column(theirs, name)
        if one and other and all(value == wanted for value in one):
            wrong = [value for value in other if value.lower() != wanted.lower()]
            if wrong:
                yield Difference(rule="drift-filter", where=f"?{name}", before=f"only {wanted!r} at {where or '/'}",
                                 after=f"{wrong[0]!r} as well", severity="high")  # fmt: skip


def _column(lists: list[list[Any]], name: str) -> list[str]:
    rows = [row for one in lists for row in one if isinstance(row, dict)]
    values = [row[name] for row in rows if name in row]
    return [str(value) for value in values] if len(values) == len(rows) else []


def _page(where: str, ours: list[Any], theirs: list[Any], query: Mapping[str, str]) -> Iterator[Difference]:
    for name, text in query.items():
        if name.lower() in _LIMITS and text.isdigit() and len(text) < 9:
            most = int(text)
            if len(ours) <= most < len(theirs):
                yield Difference(rule="drift-page", where=f"?{name}", before=f"{len(ours)} at {where or '/'}",
                                 after=f"{len(theirs)}, though {most} were asked for", severity="medium")  # fmt: skip
