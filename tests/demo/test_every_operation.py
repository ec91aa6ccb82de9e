"""Each of the shop's operations succeeds once, in one walk, and its answer fulfils the contract."""

from time import sleep
from typing import Any

import pytest

from assay.demo.contract import operations
from assay.demo.serve import serving
from tests.demo.client import Client, login
from tests.demo.judge import judge, operation_of
from tests.demo.making import PNG, multipart, pay, place_order

ADDRESS = {"label": "a", "name": "b", "street": "c", "city": "d", "postcode": "E1 6AN", "country": "GB"}


def test_each_operation_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    succeeded: set[str] = set()

    def noted(method: str, path: str, status: int, *rest: Any) -> None:
        operation = operation_of(method, path)
        if operation and status < 400:
            succeeded.add(operation.id)
        judge(method, path, status, *rest)

    monkeypatch.setattr("tests.demo.client.judge", noted)
    with serving() as base_url:
        _walk(base_url)
    assert succeeded == {operation.id for operation in operations()}


def _walk(base_url: str) -> None:
    anyone, ada, alice = Client(base_url), login(base_url, "ada"), login(base_url, "alice")
    anyone.get("/health"), anyone.get("/openapi.json")
    _account(anyone, alice)
    _addresses(alice)
    _users(ada)
    product_id = _products(ada, alice)
    _reviews(alice, product_id)
    _orders(alice, Client(base_url, X_Api_Key="acme-warehouse-key-1"), product_id)
    _reports(login(base_url, "mona"))
    _tenant(ada)
    _coupons(ada, alice)
    _feeds(Client(base_url, Authorization="Bearer acme-feed-writer-token-1"))
    alice.get("/v1/documents", name="terms.txt")
    ada.get("/v1/audit-events"), alice.get("/v1/search", q="lamp"), alice.post("/v1/auth/logout")


def _account(anyone: Client, alice: Client) -> None:
    tokens = anyone.post("/v1/auth/login", {"username": "bob", "password": "bob-secret-1"}).body
    anyone.post("/v1/auth/refresh", {"refresh_token": tokens["refresh_token"]})
    alice.get("/v1/me"), alice.send("PATCH", "/v1/me", {"display_name": "Al"})


def _addresses(alice: Client) -> None:
    path = alice.post("/v1/addresses", ADDRESS).headers["location"]
    alice.get("/v1/addresses"), alice.get(path), alice.send("PUT", path, ADDRESS), alice.send("DELETE", path)


def _users(ada: Client) -> None:
    user = {
        "username": "zoe",
        "email": "zoe@acme.example",
        "display_name": "Z",
        "role": "member",
        "password": "zoe-secret",
    }
    path = ada.post("/v1/users", user).headers["location"]
    ada.get("/v1/users"), ada.get(path), ada.send("PATCH", path, {"role": "manager"}), ada.post(f"{path}/disable")


def _products(ada: Client, alice: Client) -> str:
    product = {"sku": "KIT-7777", "name": "Pan", "category": "kitchen", "price_cents": 2000, "stock": 3}
    path = ada.post("/v1/products", product).headers["location"]
    ada.send("PUT", path, product, If_Match='"v1"'), alice.get("/v1/products"), alice.get(path)
    ada.send("PUT", f"{path}/image", **multipart(PNG, "image/png")), alice.get(f"{path}/image")
    ada.send("DELETE", path)
    return str(alice.get("/v1/products").body["items"][0]["id"])


def _reviews(alice: Client, product_id: str) -> None:
    alice.get(f"/v1/products/{product_id}/reviews")
    item = alice.get("/v1/products", sort="-name").body["items"][0]["id"]
    path = alice.post(f"/v1/products/{item}/reviews", {"rating": 1, "text": "No."}).headers["location"]
    alice.get(path), alice.send("PATCH", path, {"rating": 2}), alice.send("DELETE", path)


def _orders(alice: Client, warehouse: Client, product_id: str) -> None:
    order = place_order(alice, product_id)
    path = f"/v1/orders/{order['id']}"
    alice.get(f"{path}/invoice")
    alice.get("/v1/orders"), alice.get(path), alice.send("PATCH", path, {"note": "x"})
    pay(alice, order)
    warehouse.post(f"/v1/warehouse/orders/{order['id']}/ship", {"tracking_code": "TRK-123"})
    alice.post(f"/v1/orders/{place_order(alice, product_id)['id']}/cancel", {"reason": "other"})


def _tenant(ada: Client) -> None:
    ada.get("/v1/tenants/acme"), ada.send("PATCH", "/v1/tenants/acme", {"name": "Acme Ltd"})
    path = ada.post("/v1/announcements", {"title": "a", "text": "b", "lang": "en"}).headers["location"]
    ada.get("/v1/announcements"), ada.get(path), ada.send("DELETE", path)


def _coupons(ada: Client, alice: Client) -> None:
    path = ada.post("/v1/coupons", {"code": "WALK", "percent_off": 5, "most_uses": 1}).headers["location"]
    alice.post(f"{path}/redeem"), ada.get("/v1/coupons"), alice.get(path), ada.send("DELETE", path)


def _feeds(partner: Client) -> None:
    partner.get("/v1/feeds/stock"), partner.get("/v1/feeds/stock/KIT-0001")
    partner.send("PUT", "/v1/feeds/stock/KIT-0001", {"stock": 7})


def _reports(mona: Client) -> None:
    mona.get("/v1/exports/orders.csv")
    path = mona.post("/v1/reports", {"kind": "stock"}).headers["location"]
    while mona.get(path).body["status"] != "done":
        sleep(0.05)
    mona.get(f"{path}/result")
