"""What the API promises about search."""

import re

import requests


def test_search_for_a_lamp_finds_the_lamp(user_client: requests.Session) -> None:
    """Catalogue / Search for a lamp: finds the lamp."""
    response = user_client.get("/v1/search", params={"q": "LAMP", "kind": "product"})
    assert response.status_code == 200
    body = response.json()
    assert isinstance(body["items"], list)
    assert "Desk lamp" in [hit.get("title") for hit in body["items"]]
    for hit in body["items"]:
        assert re.search(
            "lamp",
            f"{hit.get('title', 'undefined')}{hit.get('text', 'undefined')}",
            re.IGNORECASE,
        )
