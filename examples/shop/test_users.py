"""What the API promises about users."""

import httpx


def test_create_a_user_creates_a_member_of_the_admins_tenant(
    me: httpx.Response, created_user: httpx.Response
) -> None:
    """Admin / Create a user: creates a member of the admin's tenant."""
    tenant = me.json()["tenant"]
    assert created_user.status_code == 201
    body = created_user.json()
    assert body["role"] == "member"
    assert body["status"] == "active"
    assert body["tenant"] == tenant
    assert "password" not in body


def test_disables_the_user(disabled_user: httpx.Response) -> None:
    """Admin / Disable the user: disables the user."""
    assert disabled_user.status_code == 200
    assert disabled_user.json()["status"] == "disabled"
