"""A token is fetched or refreshed only by grants that need no browser; every failure is one sentence."""

from __future__ import annotations

import json
import random
from base64 import b64decode
from typing import Any

import pytest

from assay.engine.auth import SIGNERS
from assay.engine.auth.oauth2_fetch import EXPIRES, Token, TokenError, obtain, secrets, take_token, token_request
from assay.engine.auth.signing import Draft
from assay.model.http import BytesPart, Request, Response
from assay.model.world import World

NOW = 1_700_000_000.0
WORLD = World(now=lambda: NOW, chance=random.Random(1))
URL = "https://id.example/token"
CLIENT = {"accessTokenUrl": URL, "clientId": "me", "clientSecret": "hush", "grant_type": "client_credentials"}


def body_of(request: Request) -> str:
    return b"".join(part.data for part in request.body if isinstance(part, BytesPart)).decode()


def asked(params: dict[str, Any], refused: bool = False) -> Request:
    request = token_request(params, WORLD, refused=refused)
    assert isinstance(request, Request)
    return request


def answer(status: int = 200, **members: Any) -> Response:
    return Response(status=status, reason="R", body=json.dumps(members).encode())


def test_client_credentials_in_the_header_by_default() -> None:
    request = asked({**CLIENT, "scope": "read write"})
    assert (request.method, request.url) == ("POST", URL)
    assert body_of(request) == "grant_type=client_credentials&scope=read%20write"
    assert request.header("Content-Type") == "application/x-www-form-urlencoded"
    assert request.header("Accept") == "application/json"
    assert b64decode((request.header("Authorization") or "").removeprefix("Basic ")) == b"me:hush"


def test_client_credentials_in_the_body() -> None:
    request = asked({**CLIENT, "client_authentication": "body"})
    assert body_of(request) == "grant_type=client_credentials&client_id=me&client_secret=hush"
    assert request.header("Authorization") is None


def test_a_public_client_names_itself_in_the_body() -> None:
    request = asked({**CLIENT, "clientSecret": ""})
    assert body_of(request) == "grant_type=client_credentials&client_id=me"
    assert request.header("Authorization") is None


@pytest.mark.parametrize("grant", ["password_credentials", "password"])
def test_password_grant(grant: str) -> None:
    request = asked({**CLIENT, "grant_type": grant, "username": "ü", "password": "p&w", "audience": "api"})
    assert body_of(request) == "grant_type=password&username=%C3%BC&password=p%26w&audience=api"


def test_extra_rows_go_where_they_say() -> None:
    rows = [
        {"key": "audience", "value": "api", "enabled": True, "send_as": "request_body"},
        {"key": "X-Tenant", "value": "t", "send_as": "request_header"},
        {"key": "a b", "value": "c&d", "send_as": "request_url"},
        {"key": "off", "value": "x", "enabled": False},
        {"value": "no key"},
        "not a row",
    ]
    request = asked({**CLIENT, "tokenRequestParams": rows})
    assert body_of(request) == "grant_type=client_credentials&audience=api"
    assert request.header("X-Tenant") == "t"
    assert request.url == f"{URL}?a%20b=c%26d"


def test_a_refresh_token_comes_before_the_grant() -> None:
    request = asked({**CLIENT, "refreshToken": "r1", "refreshTokenUrl": "https://id.example/refresh", "scope": "s"})
    assert request.url == "https://id.example/refresh"
    assert body_of(request) == "grant_type=refresh_token&refresh_token=r1&scope=s"


def test_a_refresh_token_serves_a_browser_grant_too() -> None:
    params = {
        **CLIENT,
        "grant_type": "authorization_code",
        "refreshToken": "r1",
        "accessToken": "old",
        EXPIRES: NOW - 1,
    }
    assert body_of(asked(params)).startswith("grant_type=refresh_token")


@pytest.mark.parametrize(
    "params",
    [
        {},
        {**CLIENT, "grant_type": "authorization_code"},
        {**CLIENT, "grant_type": "implicit"},
        {**CLIENT, "grant_type": 7},
        {key: value for key, value in CLIENT.items() if key != "grant_type"},
        {**CLIENT, "accessTokenUrl": ""},
        {**CLIENT, "accessToken": "written by the user"},
        {**CLIENT, "accessToken": "t", EXPIRES: NOW + 60},
        {**CLIENT, "accessToken": "t", EXPIRES: None},
    ],
)
def test_nothing_to_fetch(params: dict[str, Any]) -> None:
    assert token_request(params, WORLD) is None


def test_an_expired_or_refused_token_is_fetched_again() -> None:
    assert asked({**CLIENT, "accessToken": "t", EXPIRES: NOW + 5}).method == "POST"
    assert asked({**CLIENT, "accessToken": "t", EXPIRES: NOW + 60}, refused=True).method == "POST"


@pytest.mark.parametrize(
    "extra",
    [
        {"accessTokenUrl": "ftp://id.example/"},
        {"accessTokenUrl": "http://"},
        {"tokenRequestParams": [{"key": "X", "value": "a\r\nY: b", "send_as": "request_header"}]},
    ],
)
def test_what_cannot_be_sent_is_a_sentence(extra: dict[str, Any]) -> None:
    error = token_request({**CLIENT, **extra}, WORLD)
    assert isinstance(error, TokenError)
    assert error.reason.startswith("the token request cannot be sent: ")


def test_a_token_with_everything() -> None:
    token = take_token(CLIENT, answer(access_token="a", token_type="Bearer", expires_in="3600", refresh_token="r"), NOW)
    assert token == Token(access_token="a", token_type="Bearer", expires_at=NOW + 3600, refresh_token="r")
    assert token.secrets == ("a", "r")
    signed = SIGNERS["oauth2"].sign(
        {**CLIENT, **token.as_params()}, Draft(request=Request(id="1", method="GET", url="http://h/")), WORLD
    )
    assert signed.request.header("Authorization") == "Bearer a"


@pytest.mark.parametrize("members", [{}, {"expires_in": None}, {"expires_in": "soon"}, {"token_type": 5}])
def test_a_token_with_odd_members(members: dict[str, Any]) -> None:
    assert take_token(CLIENT, answer(access_token="a", **members), NOW) == Token(access_token="a")


def test_an_error_of_the_endpoint() -> None:
    error = take_token(CLIENT, answer(400, error="invalid_client", error_description="no\x1b[31m such client"), NOW)
    assert error == TokenError(
        reason="the token endpoint https://id.example/token refused: invalid_client (no [31m such client)"
    )


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[1]", b"{}", b'{"access_token": 5}', b'{"access_token": ""}', b"[" * 9999]
)
def test_an_answer_without_a_token(body: bytes) -> None:
    error = take_token(
        {**CLIENT, "accessTokenUrl": "https://u:pw@id.example/t?key=1"},
        Response(status=200, reason="OK", body=body),
        NOW,
    )
    assert error == TokenError(
        reason="the token endpoint https://id.example/t answered 200 OK without an access_token in JSON"
    )


def test_no_answer() -> None:
    assert take_token(CLIENT, None, NOW) == TokenError(reason=f"the token endpoint {URL} did not answer")


def test_a_refused_refresh_is_followed_by_the_grant() -> None:
    steps = obtain({**CLIENT, "refreshToken": "r"}, WORLD)
    assert body_of(next(steps)).startswith("grant_type=refresh_token")
    assert body_of(steps.send(answer(400, error="invalid_grant"))) == "grant_type=client_credentials"
    with pytest.raises(StopIteration) as end:
        steps.send(answer(access_token="new"))
    assert end.value.value == Token(access_token="new")


def test_a_refused_grant_ends_it() -> None:
    steps = obtain(CLIENT, WORLD)
    next(steps)
    with pytest.raises(StopIteration) as end:
        steps.send(answer(401, error="invalid_client"))
    assert isinstance(end.value.value, TokenError)


def test_a_fresh_token_yields_no_request() -> None:
    with pytest.raises(StopIteration) as end:
        next(obtain({**CLIENT, "accessToken": "t"}, WORLD))
    assert end.value.value is None


def test_secrets_hold_what_stands_in_the_request() -> None:
    params = {**CLIENT, "password": "pw", "refreshToken": "r"}
    assert set(secrets(params)) == {"hush", "pw", "r", "bWU6aHVzaA=="}
