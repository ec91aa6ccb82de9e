"""Predicates and the values that they compare with."""

from __future__ import annotations

import base64
import binascii
import re

from assay.formats.hurl import texts
from assay.formats.hurl.cursor import Cursor
from assay.formats.hurl.entry import File, Octets, Pattern, Placeholder, Predicate, Value

_OPERATORS = ("==", "!=", ">=", "<=", ">", "<")
_WORDS = {
    "equals": "==", "notEquals": "!=", "greaterThan": ">", "greaterThanOrEquals": ">=", "lessThan": "<",
    "lessThanOrEquals": "<=",
}  # fmt: skip
_WITH_VALUE = frozenset({"startsWith", "endsWith", "contains", "includes", "matches"})
_ALONE = frozenset(
    {
        *("exists", "isBoolean", "isCollection", "isDate", "isEmpty", "isFloat", "isInteger", "isIpv4", "isIpv6"),
        *("isIsoDate", "isList", "isNumber", "isObject", "isString", "isUuid"),
    }
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_NOT = re.compile(r"not[ \t]+")
_KEYWORD = re.compile(r"(?:null|true|false)\b")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_HEX = re.compile(r"hex,[ \t]*([0-9A-Fa-f]*)[ \t]*;")
_BASE64 = re.compile(r"base64,([A-Za-z0-9+/=_\-\s]*);")
_PLACEHOLDER = re.compile(r"\{\{([^{}\n]*)\}\}")
_TRIPLE = re.compile(r"```(?:[A-Za-z]*(?:,[^\n`]*)?[ \t]*\n)?((?:(?!```).)*)```", re.DOTALL)
_KEYWORDS: dict[str, Value] = {"null": None, "true": True, "false": False}
MAX_DIGITS = 300


def predicate(cursor: Cursor) -> Predicate:
    """A predicate with its value. Raises InputError where there is none."""
    negated = cursor.match(_NOT) is not None
    start = cursor.position
    operator = next((one for one in _OPERATORS if cursor.took(one)), "")
    word = "" if operator else _word(cursor)
    name = operator or _WORDS.get(word, word)
    if word in _ALONE:
        return Predicate(name=name, negated=negated)
    if not operator and word not in _WITH_VALUE and word not in _WORDS:
        known = ", ".join((*_OPERATORS, *sorted(_WITH_VALUE), *sorted(_ALONE)))
        raise cursor.error("Here should be a filter or a predicate.", start, f"A predicate is one of: {known}.")
    cursor.spaces()
    value = read_value(cursor)
    if name == "matches" and isinstance(value, str):
        value = Pattern(source=value)
    return Predicate(name=name, negated=negated, value=value)


def _word(cursor: Cursor) -> str:
    found = cursor.match(_WORD)
    return found[0] if found else ""


def read_value(cursor: Cursor) -> Value:
    """A value of any type. Raises InputError where there is none."""
    start = cursor.position
    for opening, read in (("```", multiline), ("`", texts.backticks), ('"', texts.quoted)):
        if cursor.next_is(opening):
            return read(cursor)
    if cursor.next_is("/"):
        return Pattern(source=texts.pattern(cursor))
    if found := cursor.match(_KEYWORD):
        return _KEYWORDS[found[0]]
    if found := cursor.match(_NUMBER):
        return _number(cursor, found[0], start)
    if found := cursor.match(_PLACEHOLDER):
        return Placeholder(name=texts.placeholder_name(cursor, found[1], start))
    return binary(cursor)


def _number(cursor: Cursor, text: str, start: int) -> int | float:
    if len(text) > MAX_DIGITS or float(text) in (float("inf"), float("-inf")):
        raise cursor.error("This number is too large.", start)
    return int(text) if text.lstrip("-").isdigit() else float(text)


def binary(cursor: Cursor) -> Octets | File:
    """Bytes or a file."""
    start = cursor.position
    if cursor.took("file,"):
        cursor.spaces()
        path = texts.file_name(cursor)
        cursor.spaces()
        cursor.expect(";")
        return File(path=path)
    if found := cursor.match(_HEX):
        if len(found[1]) % 2:
            raise cursor.error("These hex digits are odd in number.", start)
        return Octets(data=bytes.fromhex(found[1]))
    if found := cursor.match(_BASE64):
        return Octets(data=_decoded(cursor, found[1], start))
    raise cursor.error("Here should be a value: a text in quotes, a number, true, false, null, or bytes.", start)


def _decoded(cursor: Cursor, text: str, start: int) -> bytes:
    joined = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(joined + "=" * (-len(joined) % 4), validate=True)
    except (ValueError, binascii.Error):
        raise cursor.error("This is no base64.", start) from None


def multiline(cursor: Cursor) -> str:
    """A text between three backticks; nothing in it is an escape."""
    start = cursor.position
    found = cursor.match(_TRIPLE)
    if found is None:
        raise cursor.error("This text between three backticks is not closed.", start)
    return texts.templated(cursor, found[1], start + 3)
