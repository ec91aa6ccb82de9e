"""What the API promises about me."""

import httpx
from assay.testing.postman import PostmanScripts


def test_who_am_i_is_the_one_who_logged_in(
    who_am_i: httpx.Response, username: str
) -> None:
    """Auth / Who am I: is the one who logged in."""
    assert who_am_i.status_code == 200
    body = who_am_i.json()
    assert body["username"] == username
    assert body["status"] == "active"


def test_who_am_i_does_not_show_the_password(
    postman_script: PostmanScripts, who_am_i: httpx.Response, username: str
) -> None:
    """Auth / Who am I: does not show the password."""
    postman_script(
        "who_am_i.js",
        who_am_i,
        "does not show the password",
        variables={"username": username},
    )
