"""What a partner does by a token with scopes: read the stock of the tenant's products, and set it."""

from typing import Any

from assay.demo import audit, products
from assay.demo.calls import Call, Caller, Reply
from assay.demo.paging import page
from assay.demo.problems import Problem
from assay.demo.records import Product
from assay.demo.store import Handler, Shop


async def list_stock(shop: Shop, call: Call) -> Reply:
    return page(call, sorted(_own(shop, call.who), key=lambda product: product.sku), view)


async def get_stock(shop: Shop, call: Call) -> Reply:
    return Reply(content=view(_product(shop, call)))


async def set_stock(shop: Shop, call: Call) -> Reply:
    product = products.changed(shop, _product(shop, call), stock=call.body["stock"])
    audit.record(shop, call.who, "product.update", product.id)
    return Reply(content=view(product))


def view(product: Product) -> dict[str, Any]:
    """What a partner sees of a product."""
    return {"sku": product.sku, "stock": product.stock}


def _own(shop: Shop, who: Caller) -> list[Product]:
    return [product for product in shop.store.products.values() if product.tenant == who.tenant]


def _product(shop: Shop, call: Call) -> Product:
    for product in _own(shop, call.who):
        if product.sku == call.path["sku"]:
            return product
    raise Problem("not_found", "No product has this SKU.")


HANDLERS: dict[str, Handler] = {"listStock": list_stock, "getStock": get_stock, "setStock": set_stock}
