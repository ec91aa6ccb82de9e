"""Cuts a list into pages: filter, sort, count, then `limit` and `offset`."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from assay.demo.calls import Call, Reply
from assay.demo.records import Record

Item = TypeVar("Item")
Sorted = TypeVar("Sorted", bound=Record)
View = Callable[[Item], dict[str, Any]]


def ordered(records: Iterable[Sorted], sort: str) -> list[Sorted]:
    """Sorted by the field, equal ones by id; a leading minus gives the exact reverse."""
    field = sort.removeprefix("-")
    return sorted(records, key=lambda record: (getattr(record, field), record.id), reverse=sort.startswith("-"))


def page(call: Call, items: list[Item], view: View[Item]) -> Reply:
    """The page that the call's `limit` and `offset` name, with the total of all pages."""
    limit, offset = call.query["limit"], call.query["offset"]
    shown = [view(item) for item in items[offset : offset + limit]]
    return Reply(content={"items": shown, "total": len(items), "limit": limit, "offset": offset})


def contains(text: str, wanted: str | None) -> bool:
    """Whether the text holds what is wanted, whatever its case; nothing wanted is held by all."""
    return wanted is None or wanted.casefold() in text.casefold()


def equals(value: object, wanted: object | None) -> bool:
    """Whether the value is what is wanted; nothing wanted is fulfilled by all."""
    return wanted is None or value == wanted
