"""How much of anything a collection may hold: two bytes of JSON can ask for hundreds of bytes of memory."""

from __future__ import annotations

from typing import Any

from assay.model.errors import InputError
from assay.model.suite import RequestTemplate

MAX_ROWS = 100_000
"""Rows of one table, members of one query, scripts of one owner."""
MAX_PARTS = 2_000_000
"""Rows, scripts and examples of a whole collection; an item counts as ITEM of them."""
ITEM = 10
MAX_ITEMS = MAX_PARTS // ITEM
MAX_WARNINGS = 50


class Meter:
    """Counts what a reading has read, and ends it where that is too much."""

    def __init__(self) -> None:
        self._parts = 0

    def add(self, parts: int) -> None:
        """Raise InputError where the collection is too large altogether."""
        self._parts += parts
        if self._parts > MAX_PARTS:
            raise too_many_items()


def too_many_items() -> InputError:
    """The error for a collection of more than MAX_PARTS parts."""
    what = f"This collection has more than {MAX_ITEMS:,} items, or {MAX_PARTS:,} rows in their tables."
    return InputError(what, remedy="Split it into several.")


def bounded(rows: list[Any]) -> list[Any]:
    """The rows. Raises InputError where there are more than MAX_ROWS."""
    if len(rows) > MAX_ROWS:
        raise InputError(f"A table of this collection has {len(rows):,} rows; {MAX_ROWS:,} are read at the most.")
    return rows


def check_query(text: str) -> None:
    """Raise InputError where a URL has more than MAX_ROWS parameters."""
    if text.count("&") > MAX_ROWS:
        raise InputError(f"A URL of this collection has more than {MAX_ROWS:,} parameters.")


def parts(request: RequestTemplate) -> int:
    """Rows of all the tables of a request."""
    url, body = request.url, request.body
    count = len(request.headers) + len(url.query) + len(url.variables) + len(url.path or ())
    return count if body is None else count + len(body.urlencoded) + len(body.formdata)
