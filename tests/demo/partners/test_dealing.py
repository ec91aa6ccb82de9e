"""The shop with its partners behind it: agreed, refused, late, gone, and nothing half done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from assay.demo.serve import partner, serving

NOBODY = "http://127.0.0.1:9"


class Shopper:
    """Alice at a shop."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.token = ""
        self.token = self.sent("POST", "/v1/auth/login", {"username": "alice", "password": "alice-secret-1"})[1][
            "access_token"
        ]

    def sent(self, method: str, path: str, content: Any = None, key: str = "") -> tuple[int, Any]:
        """Status and JSON."""
        lines = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        lines |= {"Idempotency-Key": key} if key else {}
        body = json.dumps(content).encode() if content is not None else None
        try:
            with urlopen(Request(self.url + path, body, lines, method=method)) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refusal:
            return refusal.code, json.load(refusal)

    def product(self) -> dict[str, Any]:
        """One with stock."""
        return next(one for one in self.sent("GET", "/v1/products")[1]["items"] if one["stock"] > 10)

    def order(self, key: str = "") -> tuple[int, Any]:
        """Two of it."""
        return self.sent("POST", "/v1/orders", {"items": [{"product_id": self.product()["id"], "quantity": 2}]}, key)

    def pay(self, order: dict[str, Any], key: str = "pay-once-1") -> int:
        """The status."""
        wish = {"method": "card", "amount_cents": order["total_cents"]}
        return self.sent("POST", f"/v1/orders/{order['id']}/pay", wish, key)[0]


@pytest.fixture(scope="module")
def partners() -> Iterator[dict[str, str]]:
    with partner("stock") as stock, partner("billing") as billing:
        yield {"stock": stock, "billing": billing}


def test_with_its_partners_the_shop_works(partners: dict[str, str]) -> None:
    with serving(stock=partners["stock"], billing=partners["billing"]) as url:
        shopper = Shopper(url)
        status, order = shopper.order("order-once-1")
        assert (status, shopper.order("order-once-1")[1]["id"]) == (201, order["id"])
        assert shopper.pay(order) == 200
        assert shopper.pay(order) == 200
        assert shopper.sent("POST", f"/v1/orders/{order['id']}/cancel", {"reason": "changed_mind"})[0] == 200


def test_without_them_nothing_is_half_done() -> None:
    with serving(stock=NOBODY, billing=NOBODY) as url:
        shopper = Shopper(url)
        before, orders = shopper.product()["stock"], shopper.sent("GET", "/v1/orders")[1]["total"]
        status, problem = shopper.order("order-once-2")
        assert (status, problem["code"]) == (503, "partner_unavailable")
        assert shopper.sent("GET", "/v1/orders")[1]["total"] == orders
        product = shopper.product()
        assert product["stock"] == before
        assert shopper.sent("GET", f"/v1/products/{product['id']}")[0] == 200


def test_an_order_is_not_paid_unless_it_is_charged(partners: dict[str, str]) -> None:
    with serving(stock=partners["stock"], billing=NOBODY) as url:
        shopper = Shopper(url)
        order = shopper.order()[1]
        assert shopper.pay(order) == 503
        assert shopper.sent("GET", f"/v1/orders/{order['id']}")[1]["status"] == "placed"


@pytest.mark.parametrize(
    ("defect", "found"),
    [("paid-anyway", (200, "paid")), ("status-passed-on", (503, "placed"))],
)
def test_defects_show(partners: dict[str, str], defect: str, found: tuple[int, str]) -> None:
    with serving(stock=partners["stock"], billing=NOBODY, defects=[defect]) as url:
        shopper = Shopper(url)
        order = shopper.order()[1]
        status = shopper.pay(order)
        assert (status, shopper.sent("GET", f"/v1/orders/{order['id']}")[1]["status"]) == found
