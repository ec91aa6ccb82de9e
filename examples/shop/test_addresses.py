"""What the API promises about addresses."""

import httpx


def test_add_an_address_keeps_the_address(
    created_address: httpx.Response, run: str
) -> None:
    """Orders / Add an address: keeps the address."""
    assert created_address.status_code == 201
    body = created_address.json()
    assert body["label"] == f"run {run}"
    assert created_address.headers["Location"] == f"/v1/addresses/{body['id']}"


def test_remove_the_address_is_gone(
    user_client: httpx.Client, created_address: httpx.Response
) -> None:
    """Leave / Remove the address: is gone."""
    address_id = created_address.json()["id"]
    response = user_client.delete(f"/v1/addresses/{address_id}")
    assert response.status_code == 204
    assert response.text == ""
