"""What the API promises about health."""

import httpx


def test_shop_is_up(anonymous_client: httpx.Client) -> None:
    """Health / Shop is up: the shop is up."""
    response = anonymous_client.get("/health")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
