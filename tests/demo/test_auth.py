"""Login, refresh, logout, expiry: when a token is good and when it is not."""

import base64
from typing import Any

import msgspec
import pytest

from assay.demo import tokens
from tests.demo.client import Client, login
from tests.demo.conftest import HeldClock
from tests.demo.making import create_user


def _session(base_url: str, username: str = "alice") -> dict[str, Any]:
    answer = Client(base_url).post("/v1/auth/login", {"username": username, "password": f"{username}-secret-1"})
    return dict(answer.body)


def _bearer(base_url: str, token: str) -> Client:
    return Client(base_url, Authorization=f"Bearer {token}")


def _refresh(base_url: str, token: str) -> Any:
    return Client(base_url).post("/v1/auth/refresh", {"refresh_token": token})


def test_all_bad_logins_look_alike(base_url: str, ada: Client, new_user: dict[str, Any]) -> None:
    ada.post(f"/v1/users/{new_user['id']}/disable")
    name = new_user["username"]
    attempts = [("alice", "wrong-password"), ("nobody", "wrong-password"), (name, f"{name}-secret-1")]
    answers = [Client(base_url).post("/v1/auth/login", {"username": u, "password": p}) for u, p in attempts]
    assert {answer.status for answer in answers} == {401}
    assert len({msgspec.json.encode(answer.body) for answer in answers}) == 1


def test_a_refresh_token_works_once_and_its_reuse_ends_the_session(base_url: str) -> None:
    first = _session(base_url)
    second = _refresh(base_url, first["refresh_token"]).body
    assert _bearer(base_url, second["access_token"]).get("/v1/me").status == 200
    assert _refresh(base_url, first["refresh_token"]).code == "refresh_token_reused"
    assert _refresh(base_url, second["refresh_token"]).code == "refresh_token_invalid"
    assert _bearer(base_url, second["access_token"]).get("/v1/me").code == "invalid_token"


def test_logout_ends_this_session_and_no_other(base_url: str) -> None:
    one, other = _session(base_url), _session(base_url)
    assert _bearer(base_url, one["access_token"]).post("/v1/auth/logout").status == 204
    assert _bearer(base_url, one["access_token"]).get("/v1/me").status == 401
    assert _refresh(base_url, one["refresh_token"]).status == 401
    assert _bearer(base_url, other["access_token"]).get("/v1/me").status == 200


def test_disabling_a_user_ends_all_sessions(base_url: str, ada: Client) -> None:
    user = create_user(ada)
    sessions = [_session(base_url, user["username"]) for _ in range(2)]
    ada.post(f"/v1/users/{user['id']}/disable")
    for session in sessions:
        assert _bearer(base_url, session["access_token"]).get("/v1/me").status == 401
        assert _refresh(base_url, session["refresh_token"]).status == 401


def test_a_new_role_counts_at_once(base_url: str, ada: Client) -> None:
    user = create_user(ada)
    client = login(base_url, user["username"])
    assert client.get("/v1/users").status == 403
    ada.send("PATCH", f"/v1/users/{user['id']}", {"role": "admin"})
    assert client.get("/v1/users").status == 200


def test_an_access_token_expires(held_url: str, clock: HeldClock) -> None:
    session = _session(held_url)
    client = _bearer(held_url, session["access_token"])
    clock.advance(seconds=session["expires_in"] - 1)
    assert client.get("/v1/me").status == 200
    clock.advance(seconds=1)
    assert client.get("/v1/me").code == "token_expired"
    assert _refresh(held_url, session["refresh_token"]).status == 200


def test_a_session_expires_however_often_it_is_refreshed(held_url: str, clock: HeldClock) -> None:
    session = _session(held_url)
    clock.advance(hours=23, minutes=59)
    late = _refresh(held_url, session["refresh_token"]).body
    assert late["expires_in"] == late["refresh_expires_in"] == 60
    clock.advance(minutes=1)
    assert _refresh(held_url, late["refresh_token"]).code == "refresh_token_invalid"
    assert _bearer(held_url, late["access_token"]).get("/v1/me").status == 401
    assert _bearer(held_url, _session(held_url)["access_token"]).get("/v1/me").status == 200


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()


def _forgeries(token: str) -> list[str]:
    header, payload, signature = token.split(".")
    claims = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=="))
    other = tokens.sign(tokens.Claims(**claims), b"another key")
    return [
        f"{_part({'alg': 'none', 'typ': 'JWT'})}.{payload}.",
        f"{header}.{payload}.",
        f"{header}.{_part({**claims, 'exp': claims['exp'] + 9999})}.{signature}",
        f"{header}.{payload}.{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}",
        f"{token}.",
        f"{token}=",
        other,
        "..",
        "a" * 5000,
    ]


@pytest.mark.parametrize("index", range(9))
def test_a_forged_token_is_refused(base_url: str, index: int) -> None:
    token = _session(base_url)["access_token"]
    assert _bearer(base_url, token).get("/v1/me").status == 200
    answer = _bearer(base_url, _forgeries(token)[index]).get("/v1/me")
    assert answer.code == "invalid_token"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_the_scheme_is_bearer_whatever_its_case(base_url: str) -> None:
    token = _session(base_url)["access_token"]
    assert Client(base_url, Authorization=f"bearer {token}").get("/v1/me").status == 200
    assert Client(base_url, Authorization=f"Basic {token}").get("/v1/me").code == "unauthenticated"
    assert Client(base_url, Authorization=token).get("/v1/me").code == "unauthenticated"


def test_each_credential_opens_its_own_operations_only(base_url: str, warehouse: Client, alice: Client) -> None:
    path = "/v1/warehouse/orders/ord_aaaaaaaaaaaaaaaaaaaa/ship"
    assert warehouse.get("/v1/orders").status == 401
    assert alice.post(path, {"tracking_code": "TRK-123"}).status == 401
    assert Client(base_url, X_Api_Key="acme-warehouse-key-2").post(path, {"tracking_code": "TRK-123"}).status == 401
    assert warehouse.post(path, {"tracking_code": "TRK-123"}).status == 404
