"""The headers that Postman adds to the user's own, and the order in which all of them leave."""

from __future__ import annotations

import re
from base64 import b64encode
from urllib.parse import unquote_to_bytes

import msgspec

from assay.engine.behavior import Behavior
from assay.engine.content import FORM, Content
from assay.engine.object_order import in_object_order
from assay.engine.octets import utf8
from assay.engine.unsendable import ResolveError
from assay.engine.url import Parts, split_url
from assay.model.http import Delivery, Header, Headers, Request
from assay.model.world import World
from assay.version import __version__

USER_AGENT = f"assay/{__version__}"
ACCEPT_ENCODING = "gzip, deflate, br"

Fields = dict[str, list[str]]
"""Values by name, as written: the object that Node's HTTP client is given."""

_WITHOUT_LENGTH = frozenset({"GET", "HEAD", "TRACE", "DELETE", "CONNECT", "OPTIONS"})
"""Methods that say nothing about the length of a body that they do not have."""
_NOT_A_TOKEN = re.compile(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")
_NOT_IN_VALUE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_FORM_TYPE = re.compile(re.escape(FORM) + r"\b")
_TEXTS = ("raw", "graphql")
"""Modes whose Content-Type comes before the other system headers."""
_FORMS = ("urlencoded", "formdata")
"""Modes whose Content-Type comes after them, and has to fit."""
_OURS = ("user-agent", "accept", "host", "accept-encoding", "connection", "content-type", "content-length")
"""Headers that clients add on their own."""


def complete(request: Request, content: Content, behavior: Behavior, world: World) -> Request:
    """The signed request with its system headers; a header of the user's wins over the system's.

    Raises ResolveError for a method, name or value that no HTTP/1.1 message can hold.
    """
    parts = split_url(request.url)
    off = behavior.disabled_headers
    present = {header.name.lower() for header in request.headers}
    added = _system_headers(parts, content, world, present | off)
    fields = _as_object((*request.headers, *added))
    if content.mode in _FORMS:
        _set_form_type(fields, content, fixed="content-type" in off)
    _add_credentials(fields, parts)
    if "content-length" not in off:
        _add_length(fields, request.method, content)
    if content.mode == "file" and content.content_type and "content-type" not in present | off:
        fields["Content-Type"] = [content.content_type]
    headers = _flattened(_with_host(fields, parts))
    check(request.method, headers)
    return msgspec.structs.replace(
        request, headers=_as_written(headers, content), delivery=_delivery(request, off, headers)
    )


def _system_headers(parts: Parts, content: Content, world: World, off: set[str] | frozenset[str]) -> list[Header]:
    added = [("User-Agent", USER_AGENT), ("Accept", "*/*"), ("Cache-Control", "no-cache")]
    if content.mode in _TEXTS and content.content_type:
        added.insert(0, ("Content-Type", content.content_type))
    if "postman-token" not in off:
        added.append(("Postman-Token", world.uuid()))
    added += [("Host", parts.authority), ("Accept-Encoding", ACCEPT_ENCODING), ("Connection", "keep-alive")]
    return [Header(name, value) for name, value in added if name.lower() not in off]


def _as_object(headers: Headers) -> Fields:
    fields: Fields = {}
    for name, value in headers:
        if not name.startswith(":"):
            fields.setdefault(name, []).append(value)
    return {name: fields[name] for name in in_object_order(fields)}


def _set_form_type(fields: Fields, content: Content, *, fixed: bool) -> None:
    """The type of a form takes the place of another that the user wrote, unless the system's is switched off."""
    name = _written(fields, "content-type") or "Content-Type"
    if not fixed and not (name in fields and _fits(",".join(fields[name]), content)):
        fields[name] = [content.content_type or ""]


def _fits(declared: str, content: Content) -> bool:
    if content.mode == "urlencoded":
        return bool(_FORM_TYPE.match(declared))
    return content.boundary is not None


def _add_credentials(fields: Fields, parts: Parts) -> None:
    if parts.userinfo and _written(fields, "authorization") is None:
        fields["Authorization"] = [basic(parts.userinfo)]


def basic(userinfo: str) -> str:
    """The Authorization for the part of a URL before its @."""
    user, _, password = userinfo.partition(":")
    return "Basic " + b64encode(_decoded(user) + b":" + _decoded(password)).decode("ascii")


def _decoded(text: str) -> bytes:
    return utf8(unquote_to_bytes(utf8(text)).decode("utf-8", "replace"))


def _add_length(fields: Fields, method: str, content: Content) -> None:
    if _written(fields, "content-length") is not None:
        return
    if content.parts:
        fields["Content-Length"] = [str(content.size)]
    elif method not in _WITHOUT_LENGTH:
        fields["Content-Length"] = ["0"]


def _written(fields: Fields, name: str) -> str | None:
    """How a header's name is written; of several ways the first."""
    return next((key for key in fields if key.lower() == name), None)


def _flattened(fields: Fields) -> Headers:
    """Node knows one header by all ways to write it: the last one counts, in the place of the first."""
    merged: dict[str, tuple[str, list[str]]] = {}
    for name, values in fields.items():
        merged[name.lower()] = (name, ["; ".join(values)] if name.lower() == "cookie" else values)
    return tuple(Header(name, value) for name, values in merged.values() for value in values)


def check(method: str, headers: Headers) -> None:
    """Refuse what Node refuses, in its words: nothing in an input may split a message."""
    if not method or _NOT_A_TOKEN.search(method):
        raise ResolveError(f'Method must be a valid HTTP token ["{method[:200]}"]', node="ERR_INVALID_HTTP_TOKEN")
    for name, value in headers:
        if not name or _NOT_A_TOKEN.search(name):
            raise ResolveError(
                f'Header name must be a valid HTTP token ["{name[:200]}"]', node="ERR_INVALID_HTTP_TOKEN"
            )
        if _NOT_IN_VALUE.search(value):
            raise ResolveError(f'Invalid character in header content ["{name[:200]}"]', node="ERR_INVALID_CHAR")


def _with_host(fields: Fields, parts: Parts) -> Fields:
    """An empty Host is filled in; Node refuses two."""
    name = _written(fields, "host")
    if name is not None and len(fields[name]) > 1:
        raise ResolveError(
            'The "options.headers.host" property must be of type string. Received an instance of Array',
            node="ERR_INVALID_ARG_TYPE",
        )
    if name is not None and not fields[name][0]:
        fields[name] = [parts.hostname if parts.has_default_port else parts.authority]
    return fields


def _as_written(headers: Headers, content: Content) -> Headers:
    """Node writes the head together with a body that is a text, and then in the text's encoding."""
    if content.mode not in (*_TEXTS, *_FORMS) or all(header.value.isascii() for header in headers):
        return headers
    return tuple(Header(name, value.encode().decode("latin-1")) for name, value in headers)


def _delivery(request: Request, disabled: frozenset[str], headers: Headers) -> Delivery:
    """What is switched off, the client must not add either."""
    if not disabled:
        return request.delivery
    present = {header.name.lower() for header in headers}
    names = {name for name in _OURS if name in disabled}
    if "content-length" in names:
        names.add("transfer-encoding")
    return msgspec.structs.replace(request.delivery, omit=request.delivery.omit | (names - present))
