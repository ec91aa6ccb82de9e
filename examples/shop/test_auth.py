"""Logging in, and what becomes of a session."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
from assay.testing.fields import field_of

SCHEMAS = Path(__file__).parent / "schemas"
TOKENS_SCHEMA = json.loads((SCHEMAS / "tokens.json").read_text(encoding="utf-8"))


def test_login_logs_in(
    validate: Callable[[object, object], None], user_login: httpx.Response
) -> None:
    """Auth / Login: logs in."""
    assert user_login.status_code == 200
    body = user_login.json()
    validate(body, TOKENS_SCHEMA)


def test_login_with_a_wrong_password_is_refused_as_every_bad_login_is(
    anonymous_client: httpx.Client, username: str
) -> None:
    """Auth / Login with a wrong password: is refused as every bad login is."""
    response = anonymous_client.post(
        "/v1/auth/login", json={"username": username, "password": "not-the-password"}
    )
    assert response.status_code == 401
    assert "WWW-Authenticate" in response.headers
    assert response.json()["code"] == "invalid_credentials"


def test_refresh_gives_new_tokens(
    anonymous_client: httpx.Client, fresh_user_login: httpx.Response
) -> None:
    """Auth / Refresh: gives new tokens."""
    refresh_token = fresh_user_login.json()["refresh_token"]
    access_token = fresh_user_login.json()["access_token"]
    response = anonymous_client.post(
        "/v1/auth/refresh", json={"refresh_token": refresh_token}
    )
    assert response.status_code == 200
    body = response.json()
    assert field_of(body, "access_token") != access_token
    assert field_of(body, "refresh_token") != refresh_token


def test_login_as_a_stranger_logs_in(stranger_login: httpx.Response) -> None:
    """Second identity / Login as a stranger: logs in."""
    assert stranger_login.status_code == 200


def test_login_as_admin_logs_in(admin_login: httpx.Response) -> None:
    """Admin / Login as admin: logs in."""
    assert admin_login.status_code == 200


def test_login_as_the_new_user_logs_in(new_user_login: httpx.Response) -> None:
    """Admin / Login as the new user: logs in."""
    assert new_user_login.status_code == 200


def test_logout_ends_the_session(logout: httpx.Response) -> None:
    """Leave / Logout: ends the session."""
    assert logout.status_code == 204
