"""One curl command and what the server does: a rule has to speak, or to be silent."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from assay.testing.servers.wire import Wire

NOW = 1_795_514_580.0
"""2026-11-24 10:03:00 UTC: the moment at which every scene is played."""
Script = Callable[[Wire], None]
Answers = bytes | tuple[bytes, ...] | Script


class Scene(NamedTuple):
    """`command` follows the word curl; in it {url} is the server, {host} its address and port, {port} its port.

    `answers` are sent in turn, the last one again and again; or a script that plays the connection. `tls` names the
    certificate that the server shows (see `stage`); without `listens` nobody answers at {url}.
    """

    rule: str
    command: str
    answers: Answers = b""
    speaks: bool = True
    tls: str = ""
    listens: bool = True
    proxied: bool = False
    """Whether the environment names the server as a proxy."""
    declared: bool = False
    """Whether the contract of `contract` is at hand."""
    live: bool = False
    """Whether it is the transport of collections that sends; the command is then a URL alone."""


def says(rule: str, command: str, answers: Answers = b"", **given: Any) -> Scene:
    """A scene in which the rule speaks."""
    return Scene(rule, command, answers, True, **given)


def silent(rule: str, command: str, answers: Answers = b"", **given: Any) -> Scene:
    """A near miss."""
    return Scene(rule, command, answers, False, **given)


def http(status: str, *headers: str, body: bytes | str = b"", length: bool = True) -> bytes:
    """An answer."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *headers]
    if length and not any(each.lower().startswith(("content-length", "transfer-encoding")) for each in headers):
        lines.append(f"Content-Length: {len(data)}")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + data


def answer(status: str, value: object, *headers: str, kind: str = "application/json") -> bytes:
    """An answer with a JSON body."""
    return http(status, f"Content-Type: {kind}", *headers, body=json.dumps(value))


def jwt(alg: str = "HS256", **claims: object) -> str:
    """A token; nobody checks its signature here."""
    parts = ({"alg": alg, "typ": "JWT"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join((*encoded, "c2lnbmF0dXJl"))


OK = answer("200 OK", {"id": 7})
NO = http("400 Bad Request")
MISSING = answer("404 Not Found", {"code": 4})
EXPIRED = jwt(exp=NOW - 180, sub="ada")
EARLY = jwt(nbf=NOW + 3600, exp=NOW + 7200)
GOOD = jwt(exp=NOW + 3600, iss="https://login.example", aud="orders", scope="read")
BEARER = "WWW-Authenticate: Bearer"
BASIC = 'WWW-Authenticate: Basic realm="shop"'
