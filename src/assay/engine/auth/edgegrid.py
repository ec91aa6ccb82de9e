"""Akamai EdgeGrid (EG1-HMAC-SHA256): signs the request, the headers that the collection lists, and a POST's body."""

from __future__ import annotations

import hashlib
import hmac
import math
import re
from base64 import b64encode
from datetime import UTC, datetime

from assay.engine.auth.params import given
from assay.engine.auth.placement import AUTHORIZATION, with_header, without_header
from assay.engine.auth.signing import Draft, Params, Signed, Signer
from assay.engine.octets import utf8
from assay.engine.url import encode_parts, split_url
from assay.formats.ecmascript import WHITE_SPACE, to_string
from assay.formats.postman import parse_url
from assay.model.http import Headers, Request
from assay.model.world import World

_REQUIRED = ("accessToken", "clientToken", "clientSecret")
_MAX_BODY = 131072
_TAB = "\t"


def apply(params: Params, draft: Draft, world: World) -> Signed:
    """Signs; without all three of the tokens and the secret the request stays as it is."""
    if not all(given(params, key) for key in _REQUIRED):
        return Signed(request=draft.request)
    request = without_header(draft.request, AUTHORIZATION)
    timestamp = given(params, "timestamp") or edgegrid_time(world.now())
    unsigned = _unsigned(params, timestamp, given(params, "nonce") or world.uuid())
    key = _hmac(timestamp, given(params, "clientSecret"))
    signature = _hmac(_TAB.join([*_signed_parts(params, draft, request), unsigned]), key)
    secrets = (given(params, "clientSecret"), given(params, "accessToken"), signature)
    return Signed(request=with_header(request, AUTHORIZATION, f"{unsigned}signature={signature}"), secrets=secrets)


def edgegrid_time(now: float) -> str:
    """Seconds since the epoch as `20231114T22:13:20+0000`."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H:%M:%S+0000")


def content_hash(body: bytes, limit: float) -> str:
    """SHA-256 of the first `limit` bytes, in base64."""
    return b64encode(hashlib.sha256(body if math.isnan(limit) else body[: int(limit)]).digest()).decode("ascii")


def canonical_headers(names: list[str], headers: Headers) -> str:
    """The listed headers that were sent once and hold something, in the order of the list."""
    lines = []
    for name in (name.strip(WHITE_SPACE).lower() for name in names):
        values = [value for key, value in headers if key.lower() == name]
        if len(values) == 1 and values[0]:
            value = re.sub(r"\s+", " ", values[0].strip(WHITE_SPACE))
            lines.append(f"{name}:{value}")
    return _TAB.join(lines)


def _unsigned(params: Params, timestamp: str, nonce: str) -> str:
    tokens = f"client_token={given(params, 'clientToken')};access_token={given(params, 'accessToken')};"
    return f"EG1-HMAC-SHA256 {tokens}timestamp={timestamp};nonce={nonce};"


def _signed_parts(params: Params, draft: Draft, request: Request) -> list[str]:
    url = draft.target(request)
    host = _base_host(params) or url.authority
    headers = canonical_headers(_headers_to_sign(params), request.headers)
    return [request.method, url.scheme, host, url.path + url.query, headers, _body_hash(params, draft)]


def _base_host(params: Params) -> str:
    return split_url(encode_parts(parse_url(given(params, "baseURL")))).authority


def _headers_to_sign(params: Params) -> list[str]:
    names = params.get("headersToSign")
    if isinstance(names, str):
        return names.split(",")
    return [name for name in names if isinstance(name, str)] if isinstance(names, (list, tuple)) else []


def _body_hash(params: Params, draft: Draft) -> str:
    if not (_wants_body(params, draft) and draft.content):
        return ""
    return content_hash(draft.content, _limit(params))


def _limit(params: Params) -> float:
    try:
        limit = float(to_string(params.get("maxBodySize") or _MAX_BODY))
    except ValueError:
        return math.nan  # a limit that is no number limits nothing
    return min(max(limit, 0), 2**53)


def _hmac(data: str, key: str) -> str:
    return b64encode(hmac.digest(utf8(key), utf8(data), "sha256")).decode("ascii")


def _wants_body(_params: Params, draft: Draft) -> bool:
    return draft.request.method == "POST"


SIGNER = Signer(name="edgegrid", apply=apply, wants_body=_wants_body)
