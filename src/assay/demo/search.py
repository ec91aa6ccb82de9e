"""One search over what the caller may read: products by text, orders by note."""

from collections.abc import Iterator
from typing import Any

from assay.demo import access
from assay.demo.calls import Call, Reply
from assay.demo.paging import contains, page
from assay.demo.store import Handler, Shop

Hit = dict[str, Any]


async def search(shop: Shop, call: Call) -> Reply:
    kind = call.query.get("kind")
    hits: list[Hit] = []
    if kind in (None, "product"):
        hits += _sorted(_products(shop, call))
    if kind in (None, "order"):
        hits += _sorted(_orders(shop, call))
    return page(call, hits, dict)


def _sorted(hits: Iterator[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit["title"], hit["id"]))


def _products(shop: Shop, call: Call) -> Iterator[Hit]:
    for product in shop.store.products.values():
        found = contains(product.name, call.query["q"]) or contains(product.description, call.query["q"])
        if found and product.tenant == call.who.tenant:
            yield {"kind": "product", "id": product.id, "title": product.name, "text": product.description}


def _orders(shop: Shop, call: Call) -> Iterator[Hit]:
    for order in shop.store.orders.values():
        note = order.note or ""
        if contains(note, call.query["q"]) and access.may_read_order(call.who, order):
            yield {"kind": "order", "id": order.id, "title": str(order.number), "text": note}


HANDLERS: dict[str, Handler] = {"search": search}
