"""Bodies of requests, read as Go's encoding/json does: names in any case, unknown ones left out, no trailing check."""

from __future__ import annotations

import json
from json import JSONDecodeError
from typing import Any

from assay.proxy import errors

_KINDS: dict[type, str] = {str: "string", bool: "bool", int: "number", float: "number", list: "array", dict: "object"}
_LARGEST = 2**63


def decoded(body: bytes) -> Any:
    """The first JSON value of a body. Raises Refused in Go's words."""
    try:
        text = body.decode("utf-8", "replace").lstrip(" \t\r\n")
        if not text:
            raise errors.bad_body("EOF")
        return json.JSONDecoder(parse_constant=_no_constant).raw_decode(text)[0]
    except JSONDecodeError as problem:
        if problem.pos >= len(text.rstrip()) or problem.msg.startswith("Unterminated"):
            raise errors.bad_body("unexpected EOF") from None
        found = text[problem.pos]
        raise errors.bad_body(f"invalid character {found!r} looking for beginning of value") from None
    except (RecursionError, ValueError):
        raise errors.bad_body("exceeded max depth") from None


def fields(value: Any, kinds: dict[str, type], of: str) -> dict[str, Any]:
    """The known fields of an object that are not null, by their names. Raises Refused where one is of another kind."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise errors.bad_body(f"json: cannot unmarshal {kind(value)} into Go value of type toxiproxy.{of}")
    found: dict[str, Any] = {}
    for name, one in value.items():
        known = name if name in kinds else name.lower()
        if known in kinds and one is not None:
            found[known] = _of_kind(one, kinds[known], f"{of}.{known}")
    return found


def kind(value: Any) -> str:
    """What Go calls a value of JSON."""
    return _KINDS.get(type(value), "null")


def _of_kind(value: Any, wanted: type, where: str) -> Any:
    if wanted is object:
        return value
    if wanted is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if wanted is int and isinstance(value, float):
        raise errors.bad_body(f"json: cannot unmarshal number {value} into Go struct field {where} of type int64")
    if type(value) is not wanted:
        go = {str: "string", bool: "bool", int: "int64", float: "float32"}.get(wanted, "map")
        raise errors.bad_body(f"json: cannot unmarshal {kind(value)} into Go struct field {where} of type {go}")
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        raise errors.bad_body(f"json: cannot unmarshal number {value} into Go struct field {where} of type int64")
    return value


def _no_constant(name: str) -> Any:
    raise errors.bad_body(f"invalid character {name[0]!r} looking for beginning of value")
