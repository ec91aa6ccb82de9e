"""What the API promises about search."""

import requests
from assay.testing.postman import PostmanScripts


def test_search_for_a_lamp_finds_the_lamp(
    user_client: requests.Session, postman_script: PostmanScripts
) -> None:
    """Catalogue / Search for a lamp: finds the lamp."""
    response = user_client.get("/v1/search", params={"q": "LAMP", "kind": "product"})
    postman_script("search_for_a_lamp.js", response, "finds the lamp")
