"""The canonical request of AWS Signature Version 4, with the path rules that tell S3 from every other service."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl

from assay.engine.auth.percent import URI, URI_RESERVED, decode, encode
from assay.engine.url import Parts
from assay.formats.ecmascript import WHITE_SPACE
from assay.model.http import Headers

Pairs = dict[str, list[str]]
"""A decoded query: values by key, in the order of the first of each key."""

_NOT_SIGNED = frozenset(
    {"authorization", "connection", "x-amzn-trace-id", "user-agent", "expect", "presigned-expires", "range"}
)
_UNENCODED = re.compile(r"[^0-9A-Za-z;,/?:@&=+$\-_.!~*'()#%]")
_MAX_PAIRS = 1000


class Canonical(NamedTuple):
    """The six parts of a canonical request; as text they stand on a line each."""

    method: str
    path: str
    query: str
    headers: str
    signed_headers: str
    body_hash: str

    def __str__(self) -> str:
        return "\n".join(self)


def canonical(method: str, target: Parts, query: Pairs, headers: Headers, body_hash: str, service: str) -> Canonical:
    """The canonical request of a `uri_encoded` target. Raises ValueError where S3 cannot decode the path."""
    signed = _signed_headers(headers)
    return Canonical(
        method=method or "GET",
        path=canonical_path(target.path, service == "s3"),
        query=_canonical_query(query, service == "s3"),
        headers="".join(f"{name}:{value}\n" for name, value in signed),
        signed_headers=";".join(name for name, _ in signed),
        body_hash=_own_hash(headers) or body_hash,
    )


def uri_encoded(target: Parts) -> Parts:
    """encodeURI of decodeURI, where path or query hold a character that needs it. Raises ValueError (URI malformed)."""
    if not _UNENCODED.search(target.path + target.query):
        return target
    path, question, query = encode(decode(target.path + target.query, URI_RESERVED), URI).partition("?")
    return target._replace(path=path, query=question + query)


def query_pairs(target: Parts) -> Pairs:
    """The query of a target, decoded; what comes after its first thousand parameters is left out."""
    pairs: Pairs = {}
    query = target.query[1:].split("&", _MAX_PAIRS)[:_MAX_PAIRS]
    for key, value in parse_qsl("&".join(query), keep_blank_values=True):
        pairs.setdefault(key, []).append(value)
    return pairs


def canonical_path(path: str, decoded: bool) -> str:
    """The path, each segment encoded: once for S3 (`decoded`), else on top of the encoding that it has, and tidied."""
    if path == "/":
        return path
    segments = path.split("/") if decoded else re.sub("/{2,}", "/", path).split("/")
    kept: list[str] = []
    for segment in segments:
        if decoded:
            kept.append(encode(decode(segment.replace("+", " "))).replace("%2F", "/"))
        elif segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(encode(segment))
    joined = "/".join(kept)
    return joined if joined.startswith("/") else f"/{joined}"


def _canonical_query(query: Pairs, first_only: bool) -> str:
    pairs = {encode(key): values for key, values in query.items() if key}
    lines = []
    for key in sorted(pairs):
        values = sorted(encode(value) for value in pairs[key])
        chosen = [encode(pairs[key][0])] if first_only else values
        lines += [f"{key}={value}" for value in chosen]
    return "&".join(lines)


def _signed_headers(headers: Headers) -> list[tuple[str, str]]:
    """Names in lower case and values with single spaces, sorted; those of one spelling are joined by commas."""
    joined: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() not in _NOT_SIGNED:
            joined.setdefault(name, []).append(value)
    lines = [
        (name.lower(), re.sub(r"\s+", " ", ",".join(values).strip(WHITE_SPACE))) for name, values in joined.items()
    ]
    return sorted(lines, key=lambda line: line[0])


def _own_hash(headers: Headers) -> str:
    return next((value for name, value in headers if name.lower() == "x-amz-content-sha256"), "")
