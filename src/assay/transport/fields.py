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

LENGTH = frozenset({"content-length"})
FRAMING_NAMES = frozenset({"content-length", "transfer-encoding"})

# What libcurl adds when it is not told otherwise, with the line that tells it.
ADDED = (("user-agent", b"User-Agent:"), ("accept", b"Accept:"), ("proxy-connection", b"Proxy-Connection:"))
ADDED_TO_BODY = (("content-type", b"Content-Type:"), ("expect", b"Expect:"))
FRAMING = (("content-length", b"Content-Length:"), ("transfer-encoding", b"Transfer-Encoding:"))


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
    lines += [line for name, line in ADDED if name not in given]
    omit = request.delivery.omit
    if request.body:
        lines += [line for name, line in ADDED_TO_BODY if name not in given]
        if "content-length" in omit:
            lines += [line for name, line in FRAMING if name not in given]
    elif request.method not in BODILESS and not (FRAMING_NAMES & given or omit & LENGTH):
        lines.append(b"Content-Length: 0")
    if "host" in omit and "host" not in given:
        lines.append(b"Host:")
    return lines


def _line(name: str, value: str) -> bytes:
    if not is_token(name):
        raise Refusal("ERR_INVALID_HTTP_TOKEN", f'Header name must be a valid HTTP token ["{name}"]')
    if not (value.isascii() and value.isprintable()) and FORBIDDEN.search(value):
        raise Refusal("ERR_INVALID_CHAR", f'Invalid character in header content ["{name}"]')
    # libcurl takes "Name:" for a header to leave out, and "Name;" for one without a value.
    text = f"{name}: {value}" if value.strip(" \t") else f"{name};"
    return text.encode("latin-1")
