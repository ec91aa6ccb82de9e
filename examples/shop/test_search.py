"""What the API promises about search."""

import httpx
from assay.testing.postman import PostmanScripts


def test_search_for_a_lamp_finds_the_lamp(
    user_client: httpx.Client, postman_script: PostmanScripts
) -> None:
    """Catalogue / Search for a lamp: finds the lamp."""
    response = user_client.get("/v1/search", params={"q": "LAMP", "kind": "product"})
    postman_script("search_for_a_lamp.js", response, "finds the lamp")
