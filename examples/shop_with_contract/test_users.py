"""What the API promises about users."""

import requests


def test_create_a_user_creates_a_member_of_the_admins_tenant(
    who_am_i: requests.Response, created_user: requests.Response
) -> None:
    """Admin / Create a user: creates a member of the admin's tenant."""
    tenant = who_am_i.json()["tenant"]
    assert created_user.status_code == 201
    body = created_user.json()
    assert body["role"] == "member"
    assert body["status"] == "active"
    assert body["tenant"] == tenant
    assert "password" not in body


def test_disable_the_user_disables_the_user(disabled_user: requests.Response) -> None:
    """Admin / Disable the user: disables the user."""
    assert disabled_user.status_code == 200
    body = disabled_user.json()
    assert body["status"] == "disabled"
