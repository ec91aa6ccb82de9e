"""Puts a draft into a collection's document: new items at their place, lines at the end of scripts, variables once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assay.app.saving.document import Document, Target
from assay.draft import Draft, Gain
from assay.formats.postman import exported_json


def merge(document: Document, target: Target, draft: Draft, depth: int, *, replace: bool) -> None:
    """Write the draft's items at the target. `depth` counts the folders of the draft around its own items."""
    written = exported_json(draft.suite)
    items = written["item"]
    for _ in range(depth - len(target.missing)):  # folders that are there already
        items = [inner for item in items for inner in item["item"]]
    _put(document.items(target.folder), items, target.at if replace else None)
    for gain in draft.gains:
        _extend(document.item(gain.place), gain)
    _add_variables(document, written.get("variable", []))


def _put(items: list[Any], new: list[dict[str, Any]], index: int | None) -> None:
    """The last of the new ones takes the place of the one that is replaced."""
    if index is None:
        items.extend(new)
    else:
        items[index : index + 1] = new


def _extend(item: dict[str, Any], gain: Gain) -> None:
    """Add lines to the end of the item's test script, which stays as it is."""
    events = item.setdefault("event", [])
    scripts = [event.get("script") for event in events if isinstance(event, dict) and event.get("listen") == "test"]
    for script in scripts:
        if isinstance(script, dict) and isinstance(script.get("exec"), list | str):
            lines = script["exec"] if isinstance(script["exec"], list) else script["exec"].split("\n")
            script["exec"] = [*lines, *([""] if lines else []), *gain.source.split("\n")]
            return
    script = {"type": "text/javascript", "exec": gain.source.split("\n")}
    events.append({"listen": "test", "script": script})


def _add_variables(document: Document, rows: Sequence[dict[str, Any]]) -> None:
    present = {variable.key for variable in document.variables}
    new = [row for row in rows if row["key"] not in present]
    if new:
        document.content["variable"] = [*(document.content.get("variable") or []), *map(_row, new)]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {"key": row["key"], "value": row.get("value", ""), "type": row["type"]}


def names(items: Sequence[Any]) -> Iterator[str]:
    """The names of some items."""
    yield from (str(item.get("name", "")) for item in items if isinstance(item, dict))
