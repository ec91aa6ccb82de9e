"""Reads that are wrong in one thing, so that both environments show what their errors look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from assay.model.http import Header, Request
from assay.model.identity import Identity
from assay.model.names import is_secret
from assay.trust.drift_reads import Read

_SHOWN = frozenset({"authorization", "cookie", "proxy-authorization"})
_HEXADECIMAL = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
NOBODY = "no credentials"
NOWHERE = "GET (a path that there is not)"


class Provoked(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is wrong on purpose, and what is wrong with it."""

    key: str
    operation: str
    label: str
    request: Request


def provoked(read: Read, request: Request, numbers: tuple[str, ...] = ()) -> Iterator[Provoked]:
    """Of a read that succeeds as `request`: an unknown id, no credentials, and text for a number (`numbers` are the
    names of query parameters that the contract has as such)."""
    parts = urlsplit(request.url)
    if read.path.endswith("}"):
        head, _, last = parts.path.rpartition("/")
        url = urlunsplit(parts._replace(path=f"{head}/{_unknown(last)}"))
        yield _made(read, "an unknown id", msgspec.structs.replace(request, url=url))
    anonymous = _without_credentials(request)
    if anonymous != request:
        yield _made(read, NOBODY, anonymous)
    name = next((one for one, value in parse_qsl(parts.query) if value.isdigit()), next(iter(numbers), ""))
    if name:
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
        url = urlunsplit(parts._replace(query=urlencode([*query, (name, "abc")], errors="replace")))
        yield _made(read, f"text for the number {name}", msgspec.structs.replace(request, url=url))


def nowhere(base: str, like: Request) -> Provoked:
    """A path that there is not."""
    request = msgspec.structs.replace(like, method="GET", url=f"{base}/assay-no-such-path")
    return Provoked(key=NOWHERE, operation=NOWHERE, label="an unknown path", request=request)


def _made(read: Read, label: str, request: Request) -> Provoked:
    return Provoked(key=f"{read.operation} ({label})", operation=read.operation, label=label, request=request)


def _unknown(last: str) -> str:
    """An id of the same form that nothing has."""
    if last.isdigit():
        return "9" * max(9, len(last))
    if _HEXADECIMAL.fullmatch(last):
        return "00000000-0000-4000-8000-000000000000"
    head, mark, tail = last.rpartition("_") if "_" in last else last.rpartition("-")
    if tail.isdigit():
        return f"{head}{mark}{'9' * len(tail)}"
    turned = tail[::-1]  # the same letters, as there may be others that no id has
    return f"{head}{mark}{turned if len(tail) >= 8 and turned != tail else 'z' * max(4, len(tail))}"


def _without_credentials(request: Request) -> Request:
    headers = tuple(one for one in request.headers if one.name.lower() not in _SHOWN and not is_secret(one.name))
    parts = urlsplit(request.url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not is_secret(pair[0])]
    kept = parts if len(query) == len(parse_qsl(parts.query, keep_blank_values=True)) else parts._replace(
        query=urlencode(query, errors="replace"))  # fmt: skip
    return msgspec.structs.replace(request, headers=headers, url=urlunsplit(kept), identity=None)


def credentialed(request: Request, identity: Identity) -> Request:
    """The request in the name of somebody."""
    headers = [*request.headers, *(Header(name, value) for name, value in identity.headers)]
    if identity.cookies:
        headers.append(Header("Cookie", "; ".join(f"{name}={value}" for name, value in identity.cookies)))
    parts = urlsplit(request.url)
    query = "&".join(filter(None, (parts.query, urlencode(identity.query))))
    url = urlunsplit(parts._replace(query=query)) if identity.query else request.url
    return msgspec.structs.replace(request, headers=tuple(headers), url=url, identity=identity.name)
