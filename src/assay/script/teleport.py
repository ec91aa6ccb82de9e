"""What console.* was given, from the sandbox's encoding (teleport-javascript) to plain JSON values.

The encoding is a JSON array: the root, then every object and string that it refers to by index, then the list of
special values, referred to as `_index`, each a letter for its kind and its text.
"""

from __future__ import annotations

from typing import Any

from assay.script import json_text

DEPTH = 40
NODES = 20_000
CUT = "…"


def decode(text: str) -> tuple[Any, ...]:
    """The arguments of one call. Cycles, depth and repetition are cut; what JSON cannot say is told as text."""
    try:
        table = json_text.decode(text)
    except (ValueError, RecursionError):
        return (text,)
    if not isinstance(table, list) or not table or not isinstance(table[0], list):
        return (text,)
    return tuple(_Reading(table).children(table[0], ()))


class _Reading:
    """One encoded value being read, with what is left of its allowance."""

    def __init__(self, table: list[Any]) -> None:
        self._table = table
        self._special = table[-1] if isinstance(table[-1], list) else []
        self._left = NODES

    def children(self, values: list[Any], above: tuple[int, ...]) -> list[Any]:
        return [self.value(value, above) for value in values]

    def value(self, value: Any, above: tuple[int, ...]) -> Any:
        self._left -= 1
        if self._left < 0 or len(above) > DEPTH:
            return CUT
        if not isinstance(value, str):
            return value
        return self._told(value[1:]) if value.startswith("_") else self._referred(value, above)

    def _referred(self, reference: str, above: tuple[int, ...]) -> Any:
        index = _index(reference, self._table)
        if index is None:
            return reference
        if index in above:
            return "[Circular]"
        target = self._table[index]
        if isinstance(target, list):
            return self.children(target, (*above, index))
        if isinstance(target, dict):
            return _named({key: self.value(child, (*above, index)) for key, child in target.items()})
        return target

    def _told(self, reference: str) -> Any:
        index = _index(reference, self._special)
        return _special(str(self._special[index])) if index is not None else f"_{reference}"


def _index(text: str, table: list[Any]) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 9 and int(text) < len(table) else None


def _special(text: str) -> Any:
    kind, rest = text[:1], text[1:]
    match kind:
        case "u":
            return "undefined"
        case "b":
            return f"{rest}n"
        case "s":
            return f"Symbol({rest})"
        case "M" | "S":
            return _collection(kind, rest)
        case "n" | "D" | "R":
            return rest
        case _:
            return f"[binary data: {rest.count(',') + 1 if len(rest) > 2 else 0} elements]"


def _collection(kind: str, text: str) -> Any:
    members = list(decode(text))
    if kind == "M" and all(isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) for pair in members):
        return dict(members)
    return members


def _named(value: dict[str, Any]) -> Any:
    # Errors arrive as the sandbox's own JSON of them.
    if value.keys() == {"type", "name", "message"} and value["type"] == "Error":
        return f"{value['name']}: {value['message']}"
    return value
