"""How a transfer ended: curl's number, a sentence, and what that means for the last exchange."""

from __future__ import annotations

import re
from typing import NamedTuple

import pycurl

from assay.model.exchange import Unanswered
from assay.model.http import Proxy
from assay.transport.curl.hop import Hop, Road

STANDS = frozenset({1, 3, 22, 23, 33, 42, 47, 63, 94})
"""Errors after which the answer stands that arrived: what went wrong is ours, or comes after it.

A further request to an unsupported scheme or malformed URL, -f, a closed pipe, an unusable range, our own refusal, too
many redirects, --max-filesize, a challenge that cannot be met.
"""
UNSENDABLE = frozenset({1, 2, 3, 4, 49})
"""Errors of what was asked for: a scheme, a URL, an option."""
AUTHORITY = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?")
PORTS = {"http": 80, "https": 443}
PROXY_SCHEMES = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})


class End(NamedTuple):
    """curl's number (0: all went well) and libcurl's sentence, or ours."""

    code: int
    text: str


class Circumstances(NamedTuple):
    """What is known beside the code."""

    system: int
    """errno"""
    verified: int
    """X509_V_…"""
    proxy: str
    """As it was named; empty where none was, or the environment named it."""
    ours: str
    """Our own sentence, where we ended it."""


def no_answer(end: End, url: str, road: Road, hop: Hop | None, known: Circumstances) -> Unanswered:
    """The outcome of a request that got none."""
    aimed = aim(url)
    unbegun = hop is None and end.code in UNSENDABLE
    stage = "build" if unbegun else phase(road, hop, secure=aimed.scheme == "https")
    if known.ours:
        return Unanswered(code=OURS.get(end.code, "ECANCELED"), reason=known.ours, phase=stage)
    from assay.transport.failures import Break, unanswered  # only what fails needs them
    from assay.transport.target import Target

    return unanswered(
        Break(
            error=end.code or pycurl.E_GOT_NOTHING,
            text=end.text,
            system=known.system,
            phase=stage,
            target=Target(*aimed, f"{origin(url)}/", "/"),
            proxy=_proxy(known.proxy),
            verified=known.verified,
            lines=hop.lines if hop else [],
        )
    )


OURS = {pycurl.E_OPERATION_TIMEDOUT: "ESOCKETTIMEDOUT", 100: "HPE_HEADER_OVERFLOW"}


def phase(road: Road, hop: Hop | None, *, secure: bool) -> str:
    """Where it stood: name, connect, tls, send, first byte or download."""
    if hop is not None:
        if hop.head_done or hop.size_in:
            return "download"
        return "first byte" if hop.is_sent else "send"
    if road.reached is not None:
        return "send"
    if road.securing is not None and secure:
        return "tls"
    return "connect" if road.resolved is not None else "name"


class Aim(NamedTuple):
    """Whom a URL names."""

    scheme: str
    host: str
    port: int


def aim(url: str) -> Aim:
    """Of a URL that libcurl took, or would have."""
    found = AUTHORITY.match(url)
    scheme = (found[1] or "http").lower() if found else "http"
    host = found[2].strip("[]") if found else ""
    port = int(found[3]) if found and found[3] else PORTS.get(scheme, 0)
    return Aim(scheme, host, port)


def origin(url: str) -> str:
    """scheme://host:port as the URL spells it, without credentials."""
    found = AUTHORITY.match(url)
    if found is None:
        return ""
    port = f":{found[3]}" if found[3] else ""
    return f"{(found[1] or 'http').lower()}://{found[2]}{port}"


def _proxy(named: str) -> Proxy | None:
    if not named:
        return None
    aimed = aim(named)
    scheme = aimed.scheme if aimed.scheme in PROXY_SCHEMES else "http"
    return Proxy(scheme=scheme, host=aimed.host, port=aimed.port or 1080)
