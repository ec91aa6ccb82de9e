"""An OAuth 2.0 token is fetched or refreshed by the grants that need no browser (RFC 6749 sections 4.3, 4.4 and 6).

A fetch happens when the collection gives no access token, when the one that was fetched has expired, and, once,
when the server answers 401 to it. Newman never fetches; it sends such a request unsigned.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Generator
from typing import Any

import msgspec

from assay.engine.auth.params import given
from assay.engine.auth.placement import with_header, with_query
from assay.engine.auth.signing import CannotSign, Params
from assay.engine.body import urlencoded_text
from assay.engine.content import FORM
from assay.engine.octets import utf8
from assay.engine.unsendable import ResolveError
from assay.engine.url import encode_url, split_url
from assay.formats.ecmascript import to_number, to_string
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.world import World

GRANTS = {"client_credentials": "client_credentials", "password_credentials": "password", "password": "password"}
"""The grants that need nobody at a browser: Postman's names, and those of the RFC."""
EXPIRES = "accessTokenExpires"
"""The param that tells when a fetched token expires, in seconds since the epoch."""
LEEWAY = 10.0
"""Seconds before its expiry from which a token counts as expired: the request has to get there, too."""
_MAX_TEXT = 300
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")

Form = list[tuple[str, Any]]


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A successful answer of a token endpoint (RFC 6749 section 5.1)."""

    access_token: str
    token_type: str = ""
    expires_at: float | None = None
    """Seconds since the epoch; None where the server does not say."""
    refresh_token: str = ""

    def as_params(self) -> dict[str, Any]:
        """The params that sign with this token, and know when to fetch the next one."""
        params: dict[str, Any] = {"accessToken": self.access_token, EXPIRES: self.expires_at}
        params |= {"tokenType": self.token_type} if self.token_type else {}
        return params | ({"refreshToken": self.refresh_token} if self.refresh_token else {})

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no sink may show."""
        return tuple(filter(None, (self.access_token, self.refresh_token)))


class TokenError(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no token, in one sentence that holds no secret."""

    reason: str


def obtain(
    params: Params, world: World, *, refused: bool = False
) -> Generator[Request, Response | None, Token | TokenError | None]:
    """Yields each request to send and takes its answer (None where there was none); ends with a token or the reason.

    None where nothing is to be fetched. A refresh token that is refused is followed by the collection's own grant.
    """
    request = token_request(params, world, refused=refused)
    if not isinstance(request, Request):
        return request
    outcome = take_token(params, (yield request), world.now())
    if isinstance(outcome, Token) or not given(params, "refreshToken"):
        return outcome
    request = token_request({**params, "refreshToken": ""}, world, refused=True)
    if not isinstance(request, Request):
        return outcome
    return take_token(params, (yield request), world.now())


def token_request(params: Params, world: World, *, refused: bool = False) -> Request | TokenError | None:
    """What to send for a token; `refused` says that the server did not take the one that is there.

    None where the token is fresh, where only a browser could get one, or where no token endpoint is given.
    """
    if not refused and is_fresh(params, world.now()):
        return None
    grant = _refresh(params) or _grant(params)
    endpoint = _endpoint(params)
    if grant is None or not endpoint:
        return None
    try:
        return _built(params, endpoint, grant, world)
    except (ResolveError, CannotSign) as why:
        return TokenError(reason=f"the token request cannot be sent: {why}")


def take_token(params: Params, response: Response | None, now: float) -> Token | TokenError:
    """The token in an answer that arrived at `now`, or what the server said instead (RFC 6749 section 5.2)."""
    place = _shown(_endpoint(params))
    if response is None:
        return TokenError(reason=f"the token endpoint {place} did not answer")
    answer = _object(response)
    token = answer.get("access_token")
    if isinstance(token, str) and token and 200 <= response.status < 300:
        return _token(answer, token, now)
    if answer.get("error"):
        return TokenError(reason=f"the token endpoint {place} refused: {_said(answer)}")
    status = f"{response.status} {_printable(response.reason)}".strip()
    return TokenError(reason=f"the token endpoint {place} answered {status} without an access_token in JSON")


def is_fresh(params: Params, now: float) -> bool:
    """Whether there is an access token that has not expired, as far as we know."""
    expires = params.get(EXPIRES)
    if not given(params, "accessToken"):
        return False
    return not isinstance(expires, (int, float)) or expires - LEEWAY > now


def secrets(params: Params) -> tuple[str, ...]:
    """What no sink may show of a token request, also as it stands in it."""
    names = ("clientSecret", "password", "refreshToken", "accessToken")
    values = [given(params, name) for name in names]
    return tuple(filter(None, [*values, _basic(params) if given(params, "clientSecret") else ""]))


def _refresh(params: Params) -> Form | None:
    token = given(params, "refreshToken")
    return [("grant_type", "refresh_token"), ("refresh_token", token), *_scope(params)] if token else None


def _grant(params: Params) -> Form | None:
    name = GRANTS.get(given(params, "grant_type"))
    if name is None:
        return None
    owner = [(key, given(params, key)) for key in ("username", "password")] if name == "password" else []
    extras = [(key, given(params, key)) for key in ("audience", "resource") if given(params, key)]
    return [("grant_type", name), *owner, *_scope(params), *extras]


def _scope(params: Params) -> Form:
    return [("scope", given(params, "scope"))] if given(params, "scope") else []


def _endpoint(params: Params) -> str:
    refreshing = given(params, "refreshTokenUrl") if given(params, "refreshToken") else ""
    return refreshing or given(params, "accessTokenUrl")


def _built(params: Params, endpoint: str, grant: Form, world: World) -> Request:
    rows = _extra_rows(params)
    form = grant + _client(params) + [(key, value) for key, value, place in rows if place == "request_body"]
    request = Request(
        id=world.uuid(),
        method="POST",
        url=encode_url(endpoint),
        headers=(Header("Content-Type", FORM), Header("Accept", "application/json")),
        body=(BytesPart(data=urlencoded_text(form).encode("ascii")),),
    )
    if _client_in_header(params):
        request = with_header(request, "Authorization", f"Basic {_basic(params)}")
    for key, value, place in rows:
        if place == "request_header":
            request = with_header(request, key, value)
        elif place == "request_url":
            request = with_query(request, key, value)
    return request


def _extra_rows(params: Params) -> list[tuple[str, str, str]]:
    """Key, value and place of the enabled rows under the request's advanced options."""
    name = "refreshRequestParams" if given(params, "refreshToken") else "tokenRequestParams"
    rows = params.get(name)
    return [
        (to_string(row["key"]), to_string(row.get("value", "")), to_string(row.get("send_as", "request_body")))
        for row in (rows if isinstance(rows, (list, tuple)) else ())
        if isinstance(row, dict) and row.get("key") and row.get("enabled", True)
    ]


def _client_in_header(params: Params) -> bool:
    """A client without a secret is a public one, and names itself in the body (RFC 6749 section 3.2.1)."""
    return given(params, "client_authentication") != "body" and bool(given(params, "clientSecret"))


def _client(params: Params) -> Form:
    if _client_in_header(params):
        return []
    pairs = (("client_id", "clientId"), ("client_secret", "clientSecret"))
    return [(key, given(params, name)) for key, name in pairs if given(params, name)]


def _basic(params: Params) -> str:
    # As Postman sends them; RFC 6749 section 2.3.1 would have both encoded first, which most servers do not undo.
    return b64encode(utf8(f"{given(params, 'clientId')}:{given(params, 'clientSecret')}")).decode("ascii")


def _object(response: Response) -> dict[str, Any]:
    try:
        answer = json.loads(response.body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _token(answer: dict[str, Any], token: str, now: float) -> Token:
    lifetime = to_number(answer.get("expires_in")) if answer.get("expires_in") is not None else None
    kind, refresh = answer.get("token_type"), answer.get("refresh_token")
    return Token(
        access_token=token,
        token_type=kind if isinstance(kind, str) else "",
        expires_at=None if lifetime is None else now + lifetime,
        refresh_token=refresh if isinstance(refresh, str) else "",
    )


def _said(answer: dict[str, Any]) -> str:
    described = answer.get("error_description")
    code = _printable(to_string(answer["error"]))
    return f"{code} ({_printable(described)})" if isinstance(described, str) and described else code


def _shown(url: str) -> str:
    """The endpoint without what may be secret in it."""
    try:
        return split_url(encode_url(url))._replace(userinfo=None).up_to("path")
    except ResolveError:
        return "of the collection"


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text)[:_MAX_TEXT]
