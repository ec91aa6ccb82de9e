"""Pages by cursor: newest first, from what stands behind the last one."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from tests.second_api.gate import Answer, Call
from tests.second_api.refusals import Refusal

MOST = 50


def paged(call: Call, found: Iterable[Any], view: Callable[[Call, Any], dict[str, Any]]) -> Answer:
    """One page of records that have `created_at` and `id`."""
    size = min(call.query.get("pageSize", 20), MOST)
    rows = sorted(found, key=_key, reverse=not call.world.has("oldest-first"))
    if "cursor" in call.query:
        rows = _behind(call, rows, _read(call, call.query["cursor"]))
    page, rest = rows[:size], rows[size:]
    following = _written(_key(page[-1])) if page and (rest or call.world.has("cursor-endless")) else None
    size = max(size, 1) if call.world.has("page-size-unchecked") else size
    return Answer([view(call, row) for row in page], meta={"nextCursor": following, "pageSize": size})


def _behind(call: Call, rows: list[Any], last: tuple[datetime, str]) -> list[Any]:
    place = next((index for index, row in enumerate(rows) if _key(row) <= last), len(rows))
    if call.world.has("oldest-first"):
        place = next((index for index, row in enumerate(rows) if _key(row) >= last), len(rows))
    at_last = place < len(rows) and _key(rows[place]) == last
    if call.world.has("cursor-repeats"):
        at_last = False
    return rows[place + at_last + call.world.has("cursor-skips") :]


def _key(row: Any) -> tuple[datetime, str]:
    return row.created_at, row.id


def _written(key: tuple[datetime, str]) -> str:
    return base64.urlsafe_b64encode(f"{key[0].isoformat()}|{key[1]}".encode()).decode().rstrip("=")


def _read(call: Call, cursor: str) -> tuple[datetime, str]:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        moment, _, key = text.partition("|")
        found = datetime.fromisoformat(moment)
        if found.tzinfo is None:
            raise ValueError(text)
    except (ValueError, binascii.Error):
        if call.world.has("cursor-crash"):
            raise
        raise Refusal("badCursor", "The cursor is not one of ours.") from None
    return found, key
