"""Makes what tests need, each of its own, so that none disturbs another."""

import itertools
from typing import Any

from tests.demo.client import Client

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
_numbers = itertools.count(1)


def create_product(admin: Client, **fields: Any) -> dict[str, Any]:
    """A new product with an SKU of its own."""
    sku = f"TST-{next(_numbers):04d}"
    product = {"sku": sku, "name": "Thing", "category": "garden", "price_cents": 700, "stock": 50, **fields}
    answer = admin.post("/v1/products", product)
    assert answer.status == 201, answer.body
    return dict(answer.body)


def place_order(client: Client, product_id: str, quantity: int = 2, **fields: Any) -> dict[str, Any]:
    """A new order of one product."""
    answer = client.post("/v1/orders", {"items": [{"product_id": product_id, "quantity": quantity}], **fields})
    assert answer.status == 201, answer.body
    return dict(answer.body)


def pay(client: Client, order: dict[str, Any]) -> None:
    """Pays an order with the right amount."""
    body = {"method": "card", "amount_cents": order["total_cents"]}
    answer = client.post(f"/v1/orders/{order['id']}/pay", body, Idempotency_Key=f"pay-{order['id']}")
    assert answer.status == 200, answer.body


def create_user(admin: Client, **fields: Any) -> dict[str, Any]:
    """A new member with a name of its own; the password is `<username>-secret-1`."""
    name = f"user{next(_numbers)}"
    user = {"username": name, "email": f"{name}@acme.example", "display_name": name, "role": "member", **fields}
    answer = admin.post("/v1/users", {**user, "password": f"{name}-secret-1"})
    assert answer.status == 201, answer.body
    return dict(answer.body)


def multipart(content: bytes, content_type: str, **fields: str) -> dict[str, Any]:
    """The arguments of `send` for an upload."""
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()
    ]
    head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: {content_type}\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + content + b"\r\n--cut--\r\n"
    return {"body": body, "Content_Type": "multipart/form-data; boundary=cut"}
