"""Tells what Python's HTTP clients refuse to send: they are stricter than Postman about methods and headers."""

from __future__ import annotations

import re

from assay.model.suite import Auth

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110, section 5.6.2."""
_VALUE = re.compile(r"[\t\x20-\x7e]*")
_VARIABLE = re.compile(r"\{\{[^{}]{1,200}\}\}")
_IN_HEADERS = frozenset({"bearer", "apikey"})


def unsendable(method: str, headers: tuple[tuple[str, str], ...], auth: Auth | None) -> str:
    """Why a request cannot be sent by code, or nothing. What variables hold is not looked at."""
    if not _TOKEN.fullmatch(method):
        return f"its method {method[:40]!r} is none of HTTP"
    for name, value in headers:
        if not _TOKEN.fullmatch(_VARIABLE.sub("x", name)) or not _VALUE.fullmatch(value):
            return f"its header {name[:40]!r} has characters that clients of Python do not send"
    if auth is not None and auth.type in _IN_HEADERS:
        texts = [value for value in auth.params.values() if isinstance(value, str)]
        if not all(_VALUE.fullmatch(one) for one in texts):
            return "its credentials have characters that clients of Python do not send"
    return ""
