"""Spells a secret in every way in which it may stand in a text: plain, escaped for a URL, JSON or HTML, in base64."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

SHORTEST = 4
"""Characters from which a value is looked for inside other texts."""

_TRIVIAL = """
    true false null none undefined nan password passwd passphrase secret token bearer basic digest test session
    sessionid authorization auth cookie apikey api_key api-key access_token refresh_token client_secret string number
    boolean integer object array value name text json http https required optional default empty redacted masked
    hidden example admin administrator user username guest root postman manual pass login email identity demo sample
"""
TRIVIAL = frozenset(_TRIVIAL.split())
"""Words too common to be replaced wherever they stand."""

_URL_SAFE = ("", "/", "!'()*~", "!'()*~;/?:@&=+$,#", "/:?&=+$,;@!'()*~%[]|^`{}\\")
_HTML = (
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"},
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"},
)


def findable(value: str) -> bool:
    """Whether the value is long and rare enough to be looked for; templates such as `{{token}}` are no values."""
    if len(value) < SHORTEST or len(value) > 65536 or "{{" in value or value.startswith("***"):
        return False
    if value.isdecimal():
        return len(value) >= 6
    return value.lower() not in TRIVIAL


def spellings(value: str) -> tuple[str, ...]:
    """The value and its escaped forms, longest first, each once."""
    found = {value, *_url(value), *_json(value), *_html(value)}
    return tuple(sorted(found, key=lambda form: (-len(form), form)))


def _url(value: str) -> Iterator[str]:
    raw = value.encode("utf-8", "surrogatepass")
    for safe in _URL_SAFE:
        for form in (quote(raw, safe=safe), quote_plus(raw, safe=safe)):
            yield form
            yield _lower_hex(form)


def _lower_hex(form: str) -> str:
    first, *rest = form.split("%")
    return first + "".join(f"%{part[:2].lower()}{part[2:]}" for part in rest)


def _json(value: str) -> Iterator[str]:
    import json  # only where there is a secret: start-up time counts

    for ascii_only in (False, True):
        form = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        yield form
        yield form.replace("/", "\\/")
        yield form.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
        yield json.dumps(form, ensure_ascii=ascii_only)[1:-1]


def _html(value: str) -> Iterator[str]:
    for table in _HTML:
        yield "".join(table.get(character, character) for character in value)


def base64_cores(value: str) -> tuple[str, ...]:
    """What stays the same of the value's base64 whatever stands before and after it; one for each alignment.

    In the standard and in the URL-safe alphabet. Empty where too little stays to be told from chance.
    """
    raw = value.encode("utf-8", "surrogatepass")
    cores = set()
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + raw)
        first = -(-shift * 8 // 6)
        last = (shift + len(raw)) * 8 // 6
        core = encoded[first:last].decode("ascii")
        cores |= {core, core.replace("+", "-").replace("/", "_")}
    return tuple(core for core in sorted(cores) if len(core) >= SHORTEST)
