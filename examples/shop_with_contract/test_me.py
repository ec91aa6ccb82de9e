"""What the API promises about me."""

import re

import requests
from assay.testing.fields import fields_of


def test_who_am_i_is_the_one_who_logged_in(
    me: requests.Response, username: str
) -> None:
    """Auth / Who am I: is the one who logged in."""
    assert me.status_code == 200
    body = me.json()
    assert body["username"] == username
    assert body["status"] == "active"


def test_who_am_i_does_not_show_the_password(me: requests.Response) -> None:
    """Auth / Who am I: does not show the password."""
    body = me.json()
    assert not re.search("password|hash", ",".join(fields_of(body)), re.IGNORECASE)
