"""Headers and cookies as `requests` takes them: each name once, cookies by name where they can be."""

from __future__ import annotations

from typing import Any

from assay.formats.code.asked import Asked
from assay.formats.code.credentials import authorization, is_credential, is_credential_cookie
from assay.formats.code.faithful import cookie_pairs
from assay.formats.code.python_text import Code, Pairs
from assay.formats.code.python_values import Values

FRAMING = frozenset({"content-length", "transfer-encoding"})
"""How a body is delimited is the client's business."""
_REMOVABLE = {"user-agent": "User-Agent", "accept": "Accept", "accept-encoding": "Accept-Encoding"}

Row = tuple[str, str | bytes | Code | None]


def told_headers(asked: Asked, values: Values) -> tuple[list[Row], Pairs | None, list[str]]:
    """(headers, cookies, losses)."""
    rows: list[Row] = []
    losses = [f"the header {name.title()} (requests writes its own)" for name in FRAMING if asked.header(name)]
    cookies = _cookies(asked, values)
    joined, repeated = _joined(asked.without(*FRAMING, *(("cookie",) if cookies else ())))
    rows += [(name, _value(name, value, values)) for name, value in joined]
    rows += [(name, None) for lower, name in _REMOVABLE.items() if lower in asked.removed]
    losses += [f"the header {name} as several lines (they are joined into one)" for name in repeated]
    return rows, cookies, losses


def header_dict(rows: list[Row]) -> Pairs | None:
    """The argument; None where there are none."""
    return Pairs(rows) if rows else None


def _joined(asked: Asked) -> tuple[list[tuple[str, str]], list[str]]:
    """Each name once (RFC 9110, section 5.3), and the names that were there several times."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, value in asked.headers:
        found.setdefault(name.lower(), (name, []))[1].append(value)
    joined = [(name, ("; " if lower == "cookie" else ", ").join(lines)) for lower, (name, lines) in found.items()]
    return joined, [name for name, lines in found.values() if len(lines) > 1]


def _value(name: str, value: str, values: Values) -> str | bytes | Code:
    if name.lower() in ("authorization", "proxy-authorization"):
        scheme, token = authorization(value)
        called = "token" if scheme.lower() == "bearer" or not scheme else "credentials"
        return values.after(f"{scheme} ", called, token) if scheme else values.secret(called, token)
    if name.lower() == "cookie" or is_credential(name, value):
        return values.secret(name, value)
    return value if value.isascii() else value.encode("utf-8", "surrogateescape")


def _cookies(asked: Asked, values: Values) -> Pairs | None:
    lines = [value for name, value in asked.headers if name.lower() == "cookie"]
    pairs = cookie_pairs("; ".join(lines)) if lines else None
    if not pairs:
        return None
    told: list[tuple[str, Any]] = [
        (name, values.secret(name, value) if is_credential_cookie(name, value) else value) for name, value in pairs
    ]
    return Pairs(told)
