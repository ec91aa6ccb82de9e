"""Where an answer sends us on to, and what of the request goes along: never a credential to another origin."""

from __future__ import annotations

import re

import msgspec

from assay.engine.behavior import Behavior
from assay.engine.headers import basic
from assay.engine.unsendable import ResolveError
from assay.engine.url import Parts, encode_url, origin, resolve_url, split_url
from assay.model.http import Header, Headers, Request, Response

CREDENTIALS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "api-key",
        "apikey",
        "private-token",
        "x-amz-security-token",
        "x-api-key",
        "x-access-token",
        "x-auth-token",
        "x-csrf-token",
        "x-xsrf-token",
        "x-vault-token",
    }
)
"""Headers that say who is asking: they stay at the origin that they were written for."""
_ABSOLUTE = re.compile(r"https?:")
_KEEPS_METHOD = (307, 308)
_OF_BODY = frozenset({"content-type", "content-length", "transfer-encoding"})


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Why a redirect is not followed: the request ends unanswered."""

    reason: str
    code: str = ""


def follow(request: Request, response: Response, behavior: Behavior, hops: int) -> Request | Stop | None:
    """The next request of a chain, of which `hops` were sent after the first; None where the answer stands.

    `request` is the one that was sent, without the cookies of the jar. The new one has its id and no parent yet.
    """
    location = _location(response)
    if not behavior.follow_redirects or not 300 <= response.status < 400 or not location:
        return None
    if hops >= behavior.max_redirects:
        return Stop(reason=f"Exceeded maxRedirects. Probably stuck in a redirect loop {request.url}")
    try:
        url = _target(request.url, location, behavior)
    except ResolveError as error:
        return Stop(reason=_explained(error), code=error.node)
    return _redirected(request, response.status, url, behavior)


def _location(response: Response) -> str:
    """The first Location, as Node has it; its bytes are taken for UTF-8 where they are that."""
    value = next((value for name, value in response.headers if name.lower() == "location"), "")
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _target(base: str, location: str, behavior: Behavior) -> str:
    absolute = location if _ABSOLUTE.match(location) else resolve_url(base, location)
    return encode_url(absolute, disable_encoding=behavior.disable_url_encoding)


def _explained(error: ResolveError) -> str:
    loose = error.node == "ERR_INVALID_URL"
    return f"{error.what}. This can be caused by a crappy redirection." if loose else error.what


def _redirected(request: Request, status: int, url: str, behavior: Behavior) -> Request:
    foreign = origin(url) != origin(request.url)
    keep_method = behavior.follow_original_method or status in _KEEPS_METHOD
    method = request.method if keep_method or request.method == "HEAD" else "GET"
    gone = {"host"} | (set() if keep_method else _OF_BODY)
    if foreign and not behavior.follow_authorization:
        gone |= CREDENTIALS
    kept = tuple(header for header in request.headers if header.name.lower() not in gone)
    if not behavior.remove_referer:
        kept = _with_referer(kept, request.url, url, foreign)
    return msgspec.structs.replace(
        request,
        method=method,
        url=url,
        headers=_with_host(kept, request, split_url(url)),
        body=request.body if keep_method else (),
        parent=None,
    )


def _with_referer(headers: Headers, base: str, url: str, foreign: bool) -> Headers:
    """Without userinfo and fragment (RFC 9110, 10.1.3), to another origin without path and query either."""
    parts = split_url(base)
    bare = f"{parts.scheme}://{parts.authority}"
    if parts.scheme == "https" and url.startswith("http:"):
        return headers
    value = f"{bare}/" if foreign else bare + parts.path + parts.query
    at = next((at for at, header in enumerate(headers) if header.name.lower() == "referer"), len(headers))
    name = headers[at].name if at < len(headers) else "Referer"
    rest = (header for header in headers[at:] if header.name.lower() != "referer")
    return (*headers[:at], Header(name, value), *rest)


def _with_host(headers: Headers, request: Request, parts: Parts) -> Headers:
    """A Host for the new URL, in the spelling of the first request; none where there was none."""
    added: list[Header] = []
    name = next((header.name for header in request.headers if header.name.lower() == "host"), None)
    if name is not None:
        added.append(Header(name, parts.hostname if parts.has_default_port else parts.authority))
    if parts.userinfo and all(header.name.lower() != "authorization" for header in headers):
        added.append(Header("Authorization", basic(parts.userinfo)))
    return (*headers, *added)
