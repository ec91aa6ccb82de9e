"""What the API promises about audit events."""

import requests


def test_audit_events_of_the_user_tell_the_users_whole_life_in_order(
    audit_events_of_the_user: requests.Response,
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
    audit_events_of_the_user: requests.Response, admin_username: str, run: str
) -> None:
    """Admin / Audit events of the user: tell who did it."""
    body = audit_events_of_the_user.json()
    events = body["items"]
    assert [event["actor"] for event in events] == [
        admin_username,
        f"u{run}",
        admin_username,
    ]
