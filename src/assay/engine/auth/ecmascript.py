"""Values turn into text by JavaScript's rules (ECMA-262), because servers have only ever seen what those give."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

WHITESPACE = (
    "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
MAX_DEPTH = 200
_INDEX = re.compile(r"0|[1-9]\d{0,9}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def truthy(value: object) -> bool:
    """Boolean(value)."""
    return isinstance(value, (list, tuple, dict)) or (bool(value) and value == value)


def text(value: object) -> str:
    """String(value); None is null."""
    simple = _scalar(value)
    if simple is not None:
        return simple
    if isinstance(value, (list, tuple)):
        return ",".join("" if item is None else text(item) for item in value)
    return "[object Object]"


def param(params: Mapping[str, Any], key: str) -> str:
    """The param as JavaScript joins it to a string: `undefined` where it is missing."""
    return text(params[key]) if key in params else "undefined"


def given(params: Mapping[str, Any], key: str, default: str = "") -> str:
    """The param as text, or the default where it is missing or falsy."""
    value = params.get(key)
    return text(value) if truthy(value) else default


def octets(value: str) -> bytes:
    """UTF-8; a surrogate without its partner becomes U+FFFD, as Node writes it."""
    try:
        return value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def number(value: float) -> str:
    """Number::toString (ECMA-262 section 6.1.6.1.20)."""
    if not math.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    sign, digits, exponent = Decimal(repr(float(value))).normalize().as_tuple()
    return ("-" if sign and any(digits) else "") + _decimal("".join(map(str, digits)), int(exponent))


def parse(source: str) -> Any:
    """JSON.parse. Raises ValueError for what is no JSON, or is nested too deep to be meant."""
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
        return "{" + ",".join([f"{quoted(text(k))}:{stringify(v, depth + 1)}" for k, v in members]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([stringify(item, depth + 1) for item in value]) + "]"
    if isinstance(value, str):
        return quoted(value)
    return "null" if isinstance(value, float) and not math.isfinite(value) else text(value)


def quoted(value: str) -> str:
    """A JSON string, with only those characters escaped that JSON.stringify escapes."""
    escaped = json.dumps(value, ensure_ascii=False)
    return _LONE_SURROGATE.sub(lambda hit: f"\\u{ord(hit.group()):04x}", escaped)


def encode_component(value: str, keep: str = "!*'()") -> str:
    """encodeURIComponent; `keep=""` encodes the five characters that RFC 3986 reserves as well."""
    return re.sub(rb"[^A-Za-z0-9\-_.~" + re.escape(keep.encode()) + rb"]", _percent, octets(value)).decode("ascii")


def decode_component(value: str, keep: str = "") -> str:
    """decodeURIComponent, and decodeURI where `keep` names its reserved characters. Raises ValueError."""
    return re.sub(r"(?:%[0-9A-Fa-f]{2})+|%", _decoder(keep), value)


def trim(value: str) -> str:
    """String.prototype.trim."""
    return value.strip(WHITESPACE)


def _scalar(value: object) -> str | None:
    match value:
        case str():
            return value
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number(_double(value))
    return None


def _double(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _decimal(digits: str, exponent: int) -> str:
    point = len(digits) + exponent
    if digits == "0":
        return "0"
    if 0 < point <= 21:
        return digits.ljust(point, "0") if exponent >= 0 else f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits[0] + (f".{digits[1:]}" if digits[1:] else "")
    return f"{mantissa}e{point - 1:+d}"


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _property_order(member: tuple[Any, Any]) -> tuple[int, int]:
    # Array indices come first and in order; other keys stay as they were added (a stable sort keeps them).
    key = text(member[0])
    return (0, int(key)) if _INDEX.fullmatch(key) and int(key) < 2**32 - 1 else (1, 0)


def _percent(hit: re.Match[bytes]) -> bytes:
    return b"%%%02X" % ord(hit.group())


def _decoder(keep: str) -> Callable[[re.Match[str]], str]:
    def decoded(hit: re.Match[str]) -> str:
        escapes = hit.group()
        if escapes == "%":
            raise ValueError("URI malformed")
        try:
            characters = bytes.fromhex(escapes.replace("%", "")).decode()
        except UnicodeDecodeError:
            raise ValueError("URI malformed") from None
        return _decoded(escapes, characters, keep)

    return decoded


def _decoded(escapes: str, characters: str, keep: str) -> str:
    taken, out = 0, []
    for character in characters:
        end = taken + 3 * len(character.encode())
        out.append(escapes[taken:end] if character in keep else character)
        taken = end
    return "".join(out)
