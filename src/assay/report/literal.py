"""Shows a JSON value as Node's console shows it: 'text', [ 1, 2 ], { name: 'x' }."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

MOST_ITEMS = 100
DEEPEST = 8
LONGEST = 10_000
"""Characters of one text; the whole one is in the log."""
WIDE = 72
"""Characters that a list or object may take on one line."""

_NAME = re.compile(r"[A-Za-z_$][\w$]*")


def literal(value: Any, depth: int = 0) -> str:
    """The value as one text of one or several lines, bounded in depth and in the length of each part."""
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list | tuple):
        return _list(value, depth)
    if isinstance(value, dict):
        return _object(value, depth)
    return str(value) if not isinstance(value, int) or abs(value) < 10**100 else "[a very large number]"


def _text(value: str) -> str:
    more = f"... {len(value) - LONGEST} more characters" if len(value) > LONGEST else ""
    value = value[:LONGEST]
    quote = next((mark for mark in "'\"`" if mark not in value), "'")
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
    if quote == "'":
        escaped = escaped.replace("'", "\\'")
    return f"{quote}{escaped}{quote}{more}"


def _list(value: Any, depth: int) -> str:
    if not value:
        return "[]"
    if depth >= DEEPEST:
        return "[Array]"
    parts = [literal(item, depth + 1) for item in value[:MOST_ITEMS]]
    if len(value) > MOST_ITEMS:
        parts.append(f"... {len(value) - MOST_ITEMS} more items")
    return _joined("[", parts, "]")


def _object(value: dict[Any, Any], depth: int) -> str:
    if not value:
        return "{}"
    if depth >= DEEPEST:
        return "[Object]"
    items = list(value.items())[:MOST_ITEMS]
    parts = [f"{_key(str(key))}: {literal(item, depth + 1)}" for key, item in items]
    if len(value) > MOST_ITEMS:
        parts.append(f"... {len(value) - MOST_ITEMS} more")
    return _joined("{", parts, "}")


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) else _text(name)


def _joined(opening: str, parts: Iterable[str], closing: str) -> str:
    parts = list(parts)
    inline = f"{opening} {', '.join(parts)} {closing}"
    if len(inline) <= WIDE and "\n" not in inline:
        return inline
    lines = ",\n".join(parts).replace("\n", "\n  ")
    return f"{opening}\n  {lines}\n{closing}"
