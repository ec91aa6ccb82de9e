"""AWS Signature Version 4, in headers or, on demand, in the query."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime

import msgspec

from assay.engine.auth.awsv4_canonical import Canonical, Pairs, canonical, query_pairs, uri_encoded
from assay.engine.auth.params import flag, given, joined
from assay.engine.auth.percent import encode
from assay.engine.auth.placement import with_header, with_raw_query, without_header, without_query
from assay.engine.auth.signing import CannotSign, Draft, Params, Signed, Signer
from assay.engine.octets import utf8
from assay.engine.url import Parts, split_url
from assay.model.http import Header, Request
from assay.model.world import World

_CONTENT_HASH = "X-Amz-Content-Sha256"
_DATE = "X-Amz-Date"
_OWN_HEADERS = ("Authorization", _DATE, "X-Amz-Security-Token", _CONTENT_HASH)
_OWN_QUERY = (
    "X-Amz-Security-Token",
    _DATE,
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
)
_ALGORITHM = "AWS4-HMAC-SHA256"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_IMF_DATE = re.compile(  # RFC 9110 section 5.6.7
    rf"(?:[A-Za-z]{{3}}, )?(?P<day>\d\d?) (?P<month>{'|'.join(_MONTHS)}) (?P<year>\d{{4}}) (?P<time>\d\d:\d\d:\d\d) GMT"
)


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What a signing key is good for: one day, one region, one service."""

    access_key: str
    secret_key: str
    session_token: str
    service: str
    region: str
    datetime: str
    """`20231114T222320Z`; its first eight characters are the day."""

    @property
    def credential(self) -> str:
        """The scope as it stands in a request."""
        return f"{self.datetime[:8]}/{self.region}/{self.service}/aws4_request"

    def signature(self, request: Canonical) -> str:
        """The signature of a canonical request, in hex."""
        digest = hashlib.sha256(utf8(str(request))).hexdigest()
        key = utf8(f"AWS4{self.secret_key}")
        for part in (self.datetime[:8], self.region, self.service, "aws4_request"):
            key = _hmac(key, part)
        return _hmac(key, f"{_ALGORITHM}\n{self.datetime}\n{self.credential}\n{digest}").hex()


def apply(params: Params, draft: Draft, world: World) -> Signed:
    """Always signs; a missing key is signed as the word that JavaScript writes for it."""
    request = _cleaned(draft)
    place = _in_query if flag(params, "addAuthDataToQuery") else _in_headers
    try:
        # Signed is the target as it was, with what an earlier signing left in its query.
        target = uri_encoded(draft.target(draft.request))
        signed, signature = place(params, draft, request, target, world)
    except ValueError as why:
        raise CannotSign(str(why), request) from None
    secrets = filter(None, (given(params, "secretKey"), given(params, "sessionToken"), signature))
    return Signed(request=signed, secrets=tuple(secrets))


def _cleaned(draft: Draft) -> Request:
    request = draft.request
    for name in _OWN_HEADERS:
        request = without_header(request, name)
    return without_query(request, _OWN_QUERY, draft.encode_url)


def _in_headers(params: Params, draft: Draft, request: Request, target: Parts, world: World) -> tuple[Request, str]:
    scope = _scope(params, _header_time(request, world))
    body = draft.content or b""
    digest = hashlib.sha256(body).hexdigest()
    if body:
        request = with_header(request, _CONTENT_HASH, digest)
    request = _with_host(request, target)
    if scope.session_token:
        request = with_header(request, "X-Amz-Security-Token", scope.session_token)
    if scope.service == "s3" and not body:
        request = with_header(request, _CONTENT_HASH, digest)
    request = with_header(request, _DATE, scope.datetime)
    asked = canonical(request.method, target, query_pairs(target), request.headers, digest, scope.service)
    signature = scope.signature(asked)
    return with_header(request, "Authorization", _credentials(scope, asked, signature)), signature


def _in_query(params: Params, _draft: Draft, request: Request, target: Parts, world: World) -> tuple[Request, str]:
    query = query_pairs(target)
    scope = _scope(params, query.get(_DATE, [""])[0] or _header_time(request, world))
    request = _with_host(request, target)
    query |= _query_params(scope, query)
    unsigned = "UNSIGNED-PAYLOAD" if scope.service == "s3" else hashlib.sha256(b"").hexdigest()
    query["X-Amz-SignedHeaders"] = [canonical(request.method, target, {}, request.headers, "", "").signed_headers]
    asked = canonical(request.method, target, query, request.headers, unsigned, scope.service)
    query["X-Amz-Signature"] = [scope.signature(asked)]
    return _with_query(request, query), query["X-Amz-Signature"][0]


def _query_params(scope: Scope, query: Pairs) -> Pairs:
    own: Pairs = {"X-Amz-Security-Token": [scope.session_token]} if scope.session_token else {}
    if scope.service == "s3" and not query.get("X-Amz-Expires", [""])[0]:
        own["X-Amz-Expires"] = ["86400"]
    return {
        **own,
        _DATE: [scope.datetime],
        "X-Amz-Algorithm": [_ALGORITHM],
        "X-Amz-Credential": [f"{scope.access_key}/{scope.credential}"],
    }


def _with_query(request: Request, query: Pairs) -> Request:
    present = query_pairs(split_url(request.url))
    for key, values in query.items():
        if key.startswith("X-Amz-") and key not in present:
            request = with_raw_query(request, f"{key}={encode(values[0])}")
    return request


def _scope(params: Params, datetime_: str) -> Scope:
    service = given(params, "service", "execute-api")
    return Scope(
        access_key=joined(params, "accessKey"),
        secret_key=joined(params, "secretKey"),
        session_token=given(params, "sessionToken"),
        service="ses" if service == "email" else service,
        region=given(params, "region", "us-east-1"),
        datetime=datetime_,
    )


def _with_host(request: Request, target: Parts) -> Request:
    if any(name in ("Host", "host") and value for name, value in request.headers):
        return request
    headers = tuple(header for header in request.headers if header.name != "Host")
    return msgspec.structs.replace(request, headers=(*headers, Header("Host", target.authority)))


def _header_time(request: Request, world: World) -> str:
    date = next((value for name, value in request.headers if name in ("Date", "date") and value), None)
    moment = datetime.fromtimestamp(world.now(), UTC) if date is None else _parsed(date)
    return moment.strftime("%Y%m%dT%H%M%SZ")


def _parsed(date: str) -> datetime:
    found = _IMF_DATE.fullmatch(date.strip())
    if found:
        month = _MONTHS.index(found["month"]) + 1
        date = f"{found['year']}-{month:02d}-{found['day']:0>2}T{found['time']}+00:00"
    try:
        moment = datetime.fromisoformat(date.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("the Date header holds no date (such as Tue, 14 Nov 2023 22:13:20 GMT)") from None


def _credentials(scope: Scope, asked: Canonical, signature: str) -> str:
    credential = f"{_ALGORITHM} Credential={scope.access_key}/{scope.credential}"
    return f"{credential}, SignedHeaders={asked.signed_headers}, Signature={signature}"


def _hmac(key: bytes, data: str) -> bytes:
    return hmac.digest(key, utf8(data), "sha256")


def _wants_body(params: Params, _draft: Draft) -> bool:
    return not flag(params, "addAuthDataToQuery")


SIGNER = Signer(name="awsv4", apply=apply, wants_body=_wants_body)
