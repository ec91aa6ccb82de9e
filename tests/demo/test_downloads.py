"""Downloads: an invoice is as private as its order, and a document is found by its name alone."""

from typing import Any

import pytest

from tests.demo.client import Client
from tests.demo.making import place_order


def test_an_invoice_is_for_those_who_read_the_order(people: dict[str, Client], new_product: dict[str, Any]) -> None:
    order = place_order(people["alice"], new_product["id"], note="canary of the invoice")
    path = f"/v1/orders/{order['id']}/invoice"
    for name in ("alice", "mona", "ada"):
        assert b"canary of the invoice" in people[name].get(path).body
    for name in ("bob", "carol", "gina"):
        assert people[name].get(path).status == 404


def test_the_name_of_the_file_is_a_name(people: dict[str, Client], new_product: dict[str, Any]) -> None:
    path = f"/v1/orders/{place_order(people['alice'], new_product['id'])['id']}/invoice"
    answer = people["alice"].get(path, filename="march")
    assert answer.headers["content-disposition"] == 'attachment; filename="march.txt"'
    for bad in ('a"; x="', "a\r\nX-Injected: 1", "../a", ""):
        assert people["alice"].get(path, filename=bad).status == 422


def test_a_document_is_found_by_its_name(alice: Client) -> None:
    assert alice.get("/v1/documents", name="terms.txt").body.startswith(b"Terms\n")


@pytest.mark.parametrize(
    "name", ["../settings.ini", "../../../etc/passwd", "/etc/passwd", "..", "./terms.txt", "terms.txt\x00"]
)
def test_a_path_is_no_name(alice: Client, name: str) -> None:
    assert alice.get("/v1/documents", name=name).code == "not_found"
