"""What the API promises about audit events."""

import httpx
import pytest


@pytest.fixture
def audit_events_of_the_user(
    admin_client: httpx.Client,
    created_user: httpx.Response,
    disabled_user: httpx.Response,
) -> httpx.Response:
    """Admin / Audit events of the user."""
    new_user_id = created_user.json()["id"]
    response = admin_client.get(
        "/v1/audit-events", params={"target_id": new_user_id, "sort": "created_at"}
    )
    assert response.status_code == 200, response.text
    return response


def test_audit_events_of_the_user_tell_the_users_whole_life_in_order(
    audit_events_of_the_user: httpx.Response,
) -> None:
    """Admin / Audit events of the user: tell the user's whole life, in order."""
    assert audit_events_of_the_user.status_code == 200
    body = audit_events_of_the_user.json()
    events = body["items"]
    assert [event["action"] for event in events] == [
        "user.create",
        "auth.login",
        "user.disable",
    ]


def test_audit_events_of_the_user_tell_who_did_it(
    audit_events_of_the_user: httpx.Response, admin_username: str, run: str
) -> None:
    """Admin / Audit events of the user: tell who did it."""
    body = audit_events_of_the_user.json()
    events = body["items"]
    assert [event["actor"] for event in events] == [
        admin_username,
        f"u{run}",
        admin_username,
    ]
