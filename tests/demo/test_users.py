"""Accounts: what an admin changes, what everybody changes in the own, and what nobody does."""

from typing import Any

import pytest

from tests.demo.client import Client, login
from tests.demo.making import create_user


def test_no_answer_shows_a_password(ada: Client, new_user: dict[str, Any]) -> None:
    user = ada.get(f"/v1/users/{new_user['id']}").body
    listed = ada.get("/v1/users", limit=100).body["items"]
    assert not any("password" in name for item in [user, *listed] for name in item)


def test_patch_changes_what_is_sent_and_nothing_else(ada: Client, new_user: dict[str, Any]) -> None:
    changed = ada.send("PATCH", f"/v1/users/{new_user['id']}", {"display_name": "Other"}).body
    assert changed == {**new_user, "display_name": "Other", "updated_at": changed["updated_at"]}


@pytest.mark.parametrize(
    "body", [{"role": "admin"}, {"status": "active"}, {"tenant": "globex"}, {"id": "x"}, {"password": "x"}]
)
def test_nobody_lifts_the_own_account(base_url: str, ada: Client, body: dict[str, str]) -> None:
    user = create_user(ada)
    client = login(base_url, user["username"])
    assert client.send("PATCH", "/v1/me", body).status == 422
    assert client.get("/v1/me").body == user


def test_an_email_is_unique_and_the_own_one_is_free(base_url: str, ada: Client) -> None:
    one, other = create_user(ada), create_user(ada)
    client = login(base_url, one["username"])
    assert client.send("PATCH", "/v1/me", {"email": other["email"]}).code == "email_taken"
    assert client.send("PATCH", "/v1/me", {"email": one["email"]}).status == 200
    assert ada.send("PATCH", f"/v1/users/{one['id']}", {"email": other["email"]}).code == "email_taken"


def test_an_admin_neither_demotes_nor_disables_the_own_account(ada: Client) -> None:
    path = f"/v1/users/{ada.get('/v1/me').body['id']}"
    assert ada.send("PATCH", path, {"role": "member"}).code == "own_account"
    assert ada.post(f"{path}/disable").code == "own_account"
    assert ada.send("PATCH", path, {"role": "admin"}).status == 200


def test_a_user_is_disabled_once(ada: Client, new_user: dict[str, Any]) -> None:
    path = f"/v1/users/{new_user['id']}"
    assert ada.post(f"{path}/disable").body["status"] == "disabled"
    assert ada.post(f"{path}/disable").code == "user_disabled"
    assert ada.get(path).body["status"] == "disabled"


def test_each_change_leaves_one_event_and_reading_none(ada: Client) -> None:
    user = create_user(ada)
    path = f"/v1/users/{user['id']}"
    ada.get(path), ada.get("/v1/users"), ada.send("PATCH", path, {"role": "manager"}), ada.send("PATCH", path, {})
    ada.post(f"{path}/disable")
    events = ada.get("/v1/audit-events", target_id=user["id"], sort="created_at").body["items"]
    assert [event["action"] for event in events] == ["user.create", "user.update", "user.disable"]
    assert {event["actor"] for event in events} == {"ada"}
    only = ada.get("/v1/audit-events", target_id=user["id"], action="user.update").body["items"]
    assert only == events[1:2]
