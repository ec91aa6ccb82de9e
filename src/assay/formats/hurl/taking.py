"""Queries and filters as JavaScript expressions for Postman's sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from assay.formats.code.javascript_text import quoted
from assay.formats.hurl.dates import ISO, moment_format
from assay.formats.hurl.entry import Filter, Pattern, Query
from assay.formats.hurl.javascript import regexp, text
from assay.formats.hurl.jsonpath import json_path
from assay.formats.hurl.untold import Untold
from assay.formats.hurl.xpath import x_path

_STREAM = "pm.response.stream"
_HEX = f'CryptoJS.enc.Hex.parse({_STREAM}.toString("hex"))'
_SIMPLE = {
    "status": ("pm.response.code", "value"),
    "url": ("pm.request.url.toString()", "value"),
    "body": ("pm.response.text()", "value"),
    "bytes": (_STREAM, "bytes"),
    "rawbytes": (_STREAM, "bytes"),
    "duration": ("pm.response.responseTime", "value"),
    "sha256": (f"CryptoJS.SHA256({_HEX}).toString()", "hex"),
    "md5": (f"CryptoJS.MD5({_HEX}).toString()", "hex"),
}
_UTF8 = frozenset({"utf-8", "utf8"})
_DAY = 86_400_000


class Taken(NamedTuple):
    """An expression, and what it gives: value, bytes, hex, elements or date."""

    code: str
    kind: str


def taken(query: Query, needed: set[str], *, several: bool = False) -> Taken:
    """What a query finds. `several` asks for all headers of a name. Functions it needs are added to `needed`.

    Raises Untold for what the sandbox does not know.
    """
    several = several or bool(query.filters and query.filters[0].name in ("count", "nth", "first", "last"))
    found = _query(query, needed, several)
    for one in query.filters:
        found = _filtered(found, one, needed)
    return found


def _query(query: Query, needed: set[str], several: bool) -> Taken:
    argument = query.argument
    if query.kind in _SIMPLE:
        return Taken(*_SIMPLE[query.kind])
    if isinstance(argument, Pattern):
        return Taken(f"(pm.response.text().match({regexp(argument)}) || [])[1]", "value")
    if query.kind == "header":
        return Taken(_header(argument, several), "value")
    if query.kind == "cookie":
        needed.add("cookie")
        name, _, attribute = argument.rstrip("] ").partition("[")
        wanted = attribute.strip().lower()
        more = f", {quoted(wanted)}" if wanted not in ("", "value") else ""
        return Taken(f"cookie({text(name.strip())}{more})", "value")
    if query.kind == "jsonpath":
        return Taken(json_path("pm.response.json()", argument, needed), "value")
    if query.kind == "xpath":
        return Taken(*x_path("pm.response.text()", argument, needed))
    if query.kind == "variable":
        return Taken(f"pm.variables.get({text(argument)})", "value")
    raise Untold(f"`{query.kind}` is not known to scripts")


def _header(name: str, several: bool) -> str:
    if not several:
        return f"pm.response.headers.get({text(name)})"
    wanted = f"{text(name)}.toLowerCase()" if "{{" in name else quoted(name.lower())
    return f"pm.response.headers.filter((row) => row.key.toLowerCase() === {wanted}).map((row) => row.value)"


def _filtered(found: Taken, one: Filter, needed: set[str]) -> Taken:
    special = _SPECIAL.get(one.name)
    if special is not None:
        return special(found, one, needed)
    if found.kind == "bytes":
        return Taken(_of_bytes(found.code, one), "value")
    if found.kind == "elements":
        raise Untold(f"the filter {one.name} has no counterpart for elements")
    written = _PLAIN.get(one.name)
    if written is None:
        raise Untold(f"the filter {one.name} has no counterpart")
    code = f"({found.code})" if " " in found.code and not found.code.endswith((")", "]")) else found.code
    return Taken(written(code, one), "value")


def _of_bytes(code: str, one: Filter) -> str:
    encoded = {"toHex": "hex", "base64Encode": "base64", "utf8Decode": "utf8"}.get(one.name)
    if one.name in ("decode", "charsetDecode") and _words(one).lower() in _UTF8:
        encoded = "utf8"
    if encoded is None:
        raise Untold(f"the filter {one.name} has no counterpart for bytes")
    return f'{code}.toString("{encoded}")'


def _words(one: Filter, index: int = 0) -> str:
    argument = one.arguments[index]
    return argument.source if isinstance(argument, Pattern) else str(argument)


def _count(found: Taken, _one: Filter, _needed: set[str]) -> Taken:
    return Taken(f"{found.code}.length", "value")


def _json(found: Taken, one: Filter, needed: set[str]) -> Taken:
    needed.add("parsed")
    code = f'{found.code}.toString("utf8")' if found.kind == "bytes" else found.code
    return Taken(json_path(f"parsed({code})", _words(one), needed), "value")


def _xml(found: Taken, one: Filter, needed: set[str]) -> Taken:
    return Taken(*x_path(found.code, _words(one), needed))


def _to_date(found: Taken, one: Filter, _needed: set[str]) -> Taken:
    written = _words(one)
    if written == ISO:
        return Taken(f"new Date({found.code})", "date")
    return Taken(f'require("moment").utc({found.code}, {quoted(moment_format(written))}).toDate()', "date")


def _date_text(found: Taken, one: Filter, _needed: set[str]) -> Taken:
    date = found.code if found.kind == "date" else f"new Date({found.code})"
    return Taken(f'require("moment").utc({date}).format({quoted(moment_format(_words(one)))})', "value")


def _days(found: Taken, one: Filter, _needed: set[str]) -> Taken:
    date = found.code if found.kind == "date" else f"new Date({found.code})"
    span = f"{date} - Date.now()" if one.name == "daysAfterNow" else f"Date.now() - {date}"
    return Taken(f"Math.floor(({span}) / {_DAY})", "value")


def _octets(found: Taken, one: Filter, _needed: set[str]) -> Taken:
    encoding = "utf8" if one.name == "utf8Encode" else "base64"
    return Taken(f'Buffer.from({found.code}, "{encoding}")', "bytes")


def _url_safe(found: Taken, _one: Filter, _needed: set[str]) -> Taken:
    code = found.code if found.kind == "bytes" else f"Buffer.from({found.code})"
    plain = r'.toString("base64").replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")'
    return Taken(code + plain, "value")


def _nth(code: str, one: Filter) -> str:
    index = int(_words(one))
    return f"_.get({code}, [{index}])" if index >= 0 else f"_.first(_.takeRight({code}, {-index}))"


def _replaced(code: str, one: Filter) -> str:
    old = one.arguments[0]
    if one.name == "replace" and isinstance(old, str):
        return f"{code}.split({text(old)}).join({text(_words(one, 1))})"
    return f"{code}.replace({regexp(old if isinstance(old, Pattern) else str(old), 'g')}, {text(_words(one, 1))})"


_SPECIAL: dict[str, Callable[[Taken, Filter, set[str]], Taken]] = {
    "count": _count,
    "jsonpath": _json,
    "xpath": _xml,
    "toDate": _to_date,
    "format": _date_text,
    "dateFormat": _date_text,
    "daysAfterNow": _days,
    "daysBeforeNow": _days,
    "base64Decode": _octets,
    "base64UrlSafeDecode": _octets,
    "utf8Encode": _octets,
    "base64UrlSafeEncode": _url_safe,
}
_PLAIN: dict[str, Callable[[str, Filter], str]] = {
    "nth": _nth,
    "first": lambda code, _: f"_.first({code})",
    "last": lambda code, _: f"_.last({code})",
    "split": lambda code, one: f"{code}.split({text(_words(one))})",
    "regex": lambda code, one: f"({code}.match({regexp(_words(one))}) || [])[1]",
    "replace": _replaced,
    "replaceRegex": _replaced,
    "toInt": lambda code, _: f"parseInt({code}, 10)",
    "toFloat": lambda code, _: f"parseFloat({code})",
    "toString": lambda code, _: f"String({code})",
    "base64Encode": lambda code, _: f'Buffer.from({code}).toString("base64")',
    "urlDecode": lambda code, _: f"decodeURIComponent({code})",
    "urlEncode": lambda code, _: (
        f'encodeURIComponent({code}).replace(/%2F/g, "/")'
        """.replace(/[!'()*]/g, (one) => "%" + one.charCodeAt(0).toString(16).toUpperCase())"""
    ),
    "urlQueryParam": lambda code, one: f'require("url").parse({code}, true).query[{text(_words(one))}]',
    "htmlEscape": lambda code, _: (
        f'{code}.replace(/[&<>]/g, (one) => ({{ "&": "&amp;", "<": "&lt;", ">": "&gt;" }})[one])'
    ),
}
