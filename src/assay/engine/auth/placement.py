"""Where a credential goes: at the end of the headers or of the query, after what it replaces is gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

import msgspec

from assay.engine.auth.signing import CannotSign
from assay.engine.octets import utf8
from assay.engine.url import split_url
from assay.model.http import Header, Request

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 section 5.6.2
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")  # RFC 9110 section 5.5, in latin-1 characters
_QUERY_UNSAFE = re.compile(rb"[\x00-\x20\"#'<>\x7f-\xff]")
AUTHORIZATION = "Authorization"


def with_header(request: Request, name: str, value: str) -> Request:
    """The request with one more header. Raises CannotSign where the name or value would break the head."""
    if not _TOKEN.fullmatch(name):
        raise CannotSign(f"{name!r} cannot be the name of a header", request)
    if not _FIELD_VALUE.fullmatch(value):
        raise CannotSign(f"the value of the {name} header holds a character that no header may hold", request)
    return msgspec.structs.replace(request, headers=(*request.headers, Header(name, value)))


def with_authorization(request: Request, value: str) -> Request:
    """The request with this Authorization header, at the end, in place of any other."""
    return with_header(without_header(request, AUTHORIZATION), AUTHORIZATION, value)


def without_header(request: Request, name: str) -> Request:
    """The request without the headers of this name, in any case."""
    wanted = name.lower()
    return without_headers(request, lambda key: key.lower() == wanted)


def without_headers(request: Request, unwanted: Callable[[str], bool]) -> Request:
    """The request without the headers whose name is unwanted."""
    kept = tuple(header for header in request.headers if not unwanted(header.name))
    return msgspec.structs.replace(request, headers=kept)


def with_query(request: Request, key: str, value: object, encode: bool = True) -> Request:
    """The request with one more query parameter; a value that is no text leaves the key alone, without `=`."""
    pair = _reserved(key, "&#=") + (f"={_reserved(value, '&#')}" if isinstance(value, str) else "")
    return with_raw_query(request, query_encoded(pair) if encode else pair)


def with_raw_query(request: Request, pair: str) -> Request:
    """The request with `pair`, encoded already, at the end of its query."""
    query = split_url(request.url).query
    return with_whole_query(request, f"{query}&{pair}" if query else f"?{pair}")


def without_query(request: Request, keys: Collection[str], encode: bool = True) -> Request:
    """The request without the query parameters of these keys; a query that had no other is gone with its `?`."""
    query = split_url(request.url).query
    if not query:
        return request
    unwanted = {query_encoded(_reserved(key, "&#=")) if encode else key for key in keys}
    pairs = query[1:].split("&")
    kept = [pair for pair in pairs if pair.partition("=")[0] not in unwanted]
    if len(kept) == len(pairs):
        return request
    return with_whole_query(request, "?" + "&".join(kept) if kept else "")


def with_whole_query(request: Request, query: str) -> Request:
    """The request with this query, its `?` included, in place of its own."""
    parts = split_url(request.url)._replace(query=query)
    return msgspec.structs.replace(request, url=parts.up_to("query") + parts.fragment)


def query_encoded(value: str) -> str:
    """Percent-encoding of the query set that Postman's encoder uses; escapes that are there stay."""
    return _QUERY_UNSAFE.sub(lambda hit: b"%%%02X" % ord(hit.group()), utf8(value)).decode("ascii")


def _reserved(value: str, characters: str) -> str:
    return re.sub(f"[{re.escape(characters)}]", lambda hit: f"%{ord(hit.group()):02X}", value)
