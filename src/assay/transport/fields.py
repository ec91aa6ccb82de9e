"""The header lines that are handed to libcurl: the request's own, and a word against each that it would add."""

from __future__ import annotations

import re
from functools import lru_cache

from assay.model.http import Request
from assay.transport.refusal import Refusal

TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
FORBIDDEN = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
BODILESS = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
"""Methods whose empty body is not announced with `Content-Length: 0` (as Node, after RFC 9110 section 8.6)."""


@lru_cache(maxsize=4096)
def is_token(text: str) -> bool:
    """Whether RFC 9110 section 5.6.2 lets `text` name a header or a method."""
    return TOKEN.fullmatch(text) is not None


def check_method(method: str) -> None:
    """Raises Refusal where the method would not be one word on the request line."""
    if not is_token(method):
        raise Refusal("ERR_INVALID_HTTP_TOKEN", f'Method must be a valid HTTP token ["{method}"]')


def header_lines(request: Request) -> list[bytes]:
    """The request's headers as libcurl's list, refused where one would break out of its line."""
    lines = [_line(name, value) for name, value in request.headers]
    given = {name.lower() for name, _ in request.headers}
    lines += [b"%s:" % name for name in _unwanted(request) if name.decode().lower() not in given]
    if _announces_nothing(request, given):
        lines.append(b"Content-Length: 0")
    return lines


def _line(name: str, value: str) -> bytes:
    if not is_token(name):
        raise Refusal("ERR_INVALID_HTTP_TOKEN", f'Header name must be a valid HTTP token ["{name}"]')
    if not (value.isascii() and value.isprintable()) and FORBIDDEN.search(value):
        raise Refusal("ERR_INVALID_CHAR", f'Invalid character in header content ["{name}"]')
    # libcurl takes "Name:" for a header to leave out, and "Name;" for one without a value.
    text = f"{name}: {value}" if value.strip(" \t") else f"{name};"
    return text.encode("latin-1")


def _unwanted(request: Request) -> list[bytes]:
    names = [b"User-Agent", b"Accept", b"Proxy-Connection"]
    if request.body:
        names += [b"Content-Type", b"Expect"]
    omit = request.delivery.omit
    if "host" in omit:
        names.append(b"Host")
    if request.body and "content-length" in omit:
        names += [b"Content-Length", b"Transfer-Encoding"]
    return names


def _announces_nothing(request: Request, given: set[str]) -> bool:
    if request.body or request.method in BODILESS:
        return False
    return not ({"content-length", "transfer-encoding"} & given or "content-length" in request.delivery.omit)
