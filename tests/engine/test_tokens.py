"""OAuth 2.0 tokens are fetched without a browser, kept, and refreshed when they are refused."""

from __future__ import annotations

from typing import Any

from assay.model.event import Exchanged, Logged
from assay.testing import answer
from tests.engine.kit import converse, item

OK = answer(200)
TOKEN = "POST http://auth.test/token"


def oauth2(**params: str) -> dict[str, Any]:
    given = {
        "grant_type": "client_credentials",
        "accessTokenUrl": "http://auth.test/token",
        "clientId": "id",
        "clientSecret": "s3cret",
        **params,
    }
    return {"type": "oauth2", "oauth2": [{"key": key, "value": value} for key, value in given.items()]}


def signed_with(token: str) -> Any:
    return lambda command: command.request.header("Authorization") == f"Bearer {token}"


def grant(token: str, **more: Any) -> Any:
    fields = ", ".join(f'"{key}": "{value}"' for key, value in {"access_token": token, **more}.items())
    return answer(200, f"{{{fields}}}", {"Content-Type": "application/json"})


def test_a_token_is_fetched_once_and_serves_the_next_request_too() -> None:
    _, events, _ = converse(
        [item("a", auth=oauth2())], (TOKEN, grant("t1")), (signed_with("t1"), OK), (signed_with("t1"), OK), iterations=2
    )
    assert [e.source for e in events if isinstance(e, Exchanged)] == ["auth", "collection", "collection"]


def test_a_token_that_is_refused_is_fetched_again_once() -> None:
    _, events, _ = converse(
        [item("a", auth=oauth2())],
        (TOKEN, grant("old")),
        (signed_with("old"), answer(401)),
        (TOKEN, grant("new")),
        (signed_with("new"), answer(401)),
    )
    roles = [(e.source, e.role) for e in events if isinstance(e, Exchanged)]
    assert roles == [("auth", "final"), ("auth", "final"), ("collection", "challenged"), ("collection", "final")]


def test_a_refresh_token_comes_before_the_grant() -> None:
    refresh = lambda command: b"refresh_token=r1" in command.request.body[0].data  # noqa: E731
    converse([item("a", auth=oauth2(refreshToken="r1"))], (refresh, grant("t2")), (signed_with("t2"), OK))


def test_a_given_token_is_used_as_it_is() -> None:
    converse([item("a", auth=oauth2(accessToken="mine"))], (signed_with("mine"), OK))


def test_a_server_that_gives_no_token_is_told_and_the_request_goes_out_unsigned() -> None:
    _, events, _ = converse(
        [item("a", auth=oauth2())],
        (TOKEN, answer(400, '{"error": "invalid_client"}')),
        (lambda command: command.request.header("Authorization") is None, OK),
    )
    (told,) = [e.values[0] for e in events if isinstance(e, Logged)]
    assert "invalid_client" in told
    assert "s3cret" not in told
