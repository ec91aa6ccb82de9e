"""What the API promises about addresses."""

import requests


def test_add_an_address_keeps_the_address(
    created_address: requests.Response, run: str
) -> None:
    """Orders / Add an address: keeps the address."""
    assert created_address.status_code == 201
    body = created_address.json()
    assert body["label"] == f"run {run}"
    assert created_address.headers["Location"] == f"/v1/addresses/{body['id']}"


def test_remove_the_address_is_gone(deleted_address: requests.Response) -> None:
    """Leave / Remove the address: is gone."""
    assert deleted_address.status_code == 204
    assert deleted_address.text == ""
