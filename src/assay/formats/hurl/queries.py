"""Queries with their filters, as asserts and captures share them."""

from __future__ import annotations

import re

from assay.formats.hurl import texts
from assay.formats.hurl.cursor import Cursor
from assay.formats.hurl.entry import Filter, Pattern, Query

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_NATURAL = re.compile(r"-?[0-9]{1,15}")
_WITH_TEXT = frozenset({"header", "cookie", "xpath", "jsonpath", "variable", "certificate"})
_ALONE = frozenset(
    {"status", "version", "url", "ip", "body", "bytes", "rawbytes", "duration", "sha256", "md5", "redirects"}
)
_FILTERS: dict[str, tuple[str, ...]] = {
    "base64Decode": (), "base64Encode": (), "base64UrlSafeDecode": (), "base64UrlSafeEncode": (), "charsetDecode":
    ("text",), "count": (), "daysAfterNow": (), "daysBeforeNow": (), "decode": ("text",), "dateFormat": ("text",),
    "first": (), "format": ("text",), "htmlEscape": (), "htmlUnescape": (), "jsonpath": ("text",), "last": (),
    "location": (), "nth": ("number",), "regex": ("pattern",), "replace": ("pattern", "text"), "replaceRegex":
    ("pattern", "text"), "split": ("text",), "toDate": ("text",), "toFloat": (), "toHex": (), "toInt": (),
    "toString": (), "urlDecode": (), "urlEncode": (), "urlQueryParam": ("text",), "utf8Decode": (), "utf8Encode": (),
    "xpath": ("text",),
}  # fmt: skip
"""The filters that Hurl has, with the kinds of their arguments."""


def query(cursor: Cursor) -> Query:
    """A query and its filters. Raises InputError where there is none."""
    start = cursor.position
    word = cursor.match(_WORD)
    kind = word[0] if word else ""
    argument: str | Pattern = ""
    if kind in _WITH_TEXT:
        cursor.spaces()
        argument = texts.quoted(cursor)
    elif kind == "regex":
        cursor.spaces()
        argument = regex(cursor)
    elif kind not in _ALONE:
        known = ", ".join(sorted({*_WITH_TEXT, *_ALONE, "regex"}))
        raise cursor.error("Here should be a query.", start, f"A query begins with one of: {known}.")
    filters = _filters(cursor)
    return Query(kind=kind, argument=argument, filters=filters, text=cursor.text[start : cursor.position])


def _filters(cursor: Cursor) -> tuple[Filter, ...]:
    found: list[Filter] = []
    while True:
        start = cursor.position
        spaced = cursor.spaces()
        word = cursor.match(_WORD)
        if not spaced or word is None or word[0] not in _FILTERS:
            cursor.position = start
            return tuple(found)
        arguments = tuple(_argument(cursor, kind) for kind in _FILTERS[word[0]])
        found.append(Filter(name=word[0], arguments=arguments))


def _argument(cursor: Cursor, kind: str) -> str | int | Pattern:
    cursor.spaces()
    if kind == "number":
        return natural(cursor)
    return regex_or_text(cursor) if kind == "pattern" else texts.quoted(cursor)


def natural(cursor: Cursor) -> int:
    """A whole number."""
    found = cursor.match(_NATURAL)
    if found is None:
        raise cursor.error("Here should be a whole number.")
    return int(found[0])


def regex(cursor: Cursor) -> Pattern:
    """A regular expression, between slashes or in quotes."""
    found = regex_or_text(cursor)
    return found if isinstance(found, Pattern) else Pattern(source=found)


def regex_or_text(cursor: Cursor) -> str | Pattern:
    """A regular expression between slashes, or a text in quotes."""
    return Pattern(source=texts.pattern(cursor)) if cursor.next_is("/") else texts.quoted(cursor)
