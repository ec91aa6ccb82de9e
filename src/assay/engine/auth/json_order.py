"""JSON byte for byte as JSON.stringify writes it, so that a token is the same whoever made it."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from assay.formats.ecmascript import to_string

MAX_DEPTH = 200
_INDEX = re.compile(r"0|[1-9]\d{0,9}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(source: str) -> Any:
    """JSON.parse: every number is a double. Raises ValueError for what is no JSON, or is nested too deep."""
    try:
        return json.loads(source, parse_int=float, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deep") from None


def stringify(value: object, depth: int = 0) -> str:
    """JSON.stringify of a JSON value. Raises ValueError for one that is nested deeper than MAX_DEPTH."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        members = sorted(value.items(), key=_property_order)
        return "{" + ",".join([f"{_quoted(to_string(k))}:{stringify(v, depth + 1)}" for k, v in members]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([stringify(item, depth + 1) for item in value]) + "]"
    if isinstance(value, str):
        return _quoted(value)
    return "null" if isinstance(value, float) and not math.isfinite(value) else to_string(value)


def _quoted(value: str) -> str:
    escaped = json.dumps(value, ensure_ascii=False)
    return _LONE_SURROGATE.sub(lambda hit: f"\\u{ord(hit.group()):04x}", escaped)


def _property_order(member: tuple[Any, Any]) -> tuple[int, int]:
    # Array indices first and in order (ECMA-262, 10.1.11); a stable sort keeps the others as they were added.
    key = to_string(member[0])
    return (0, int(key)) if _INDEX.fullmatch(key) and int(key) < 2**32 - 1 else (1, 0)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
