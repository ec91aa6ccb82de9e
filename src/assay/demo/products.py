"""The tenant's catalogue: all read it, admins write it with optimistic locking."""

from typing import Any

import msgspec

from assay.demo import access, audit
from assay.demo.calls import Call, Reply
from assay.demo.etags import conditional, require_match, versioned
from assay.demo.paging import contains, equals, ordered, page
from assay.demo.problems import Problem
from assay.demo.records import Image, Product
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop


async def list_products(shop: Shop, call: Call) -> Reply:
    found = (item for item in shop.store.products.values() if item.tenant == call.who.tenant and _wanted(call, item))
    return page(call, ordered(found, call.query["sort"]), view)


async def create_product(shop: Shop, call: Call) -> Reply:
    require_free_sku(shop, call.who.tenant, call.body["sku"])
    product = Product(
        **_fields(call.body),
        id=shop.ids.new("prd"),
        tenant=call.who.tenant,
        created_at=shop.now(),
        updated_at=shop.now(),
    )
    shop.store.products[product.id] = product
    audit.record(shop, call.who, "product.create", product.id)
    return versioned(product.version, view(product), status=201, headers={"Location": f"/v1/products/{product.id}"})


async def get_product(shop: Shop, call: Call) -> Reply:
    product = access.product(shop, call.who, call.path["product_id"])
    return conditional(call, product.version, view(product))


async def replace_product(shop: Shop, call: Call) -> Reply:
    product = access.product(shop, call.who, call.path["product_id"])
    require_match(call, product.version, required=True)
    require_free_sku(shop, call.who.tenant, call.body["sku"], besides=product.id)
    product = changed(shop, product, **_fields(call.body))
    audit.record(shop, call.who, "product.update", product.id)
    return versioned(product.version, view(product))


async def delete_product(shop: Shop, call: Call) -> Reply:
    product = access.product(shop, call.who, call.path["product_id"])
    require_match(call, product.version)
    _require_unused(shop, product)
    del shop.store.products[product.id]
    for review in [review for review in shop.store.reviews.values() if review.product_id == product.id]:
        del shop.store.reviews[review.id]
    audit.record(shop, call.who, "product.delete", product.id)
    return Reply(status=204)


def changed(shop: Shop, product: Product, **fields: Any) -> Product:
    """Replaces the fields in the store; the version counts on, so that the ETag tells."""
    product = msgspec.structs.replace(product, **fields, version=product.version + 1, updated_at=shop.now())
    shop.store.products[product.id] = product
    return product


def require_free_sku(shop: Shop, tenant: str, sku: str, *, besides: str = "") -> None:
    """409 if another product of the tenant has the SKU."""
    others = (item for item in shop.store.products.values() if item.tenant == tenant and item.id != besides)
    if any(item.sku == sku for item in others):
        raise Problem("sku_taken", "Another product has this SKU.")


def view(product: Product) -> dict[str, Any]:
    """The product as everybody of the tenant sees it."""
    return {
        "id": product.id,
        "sku": product.sku,
        "name": product.name,
        "description": product.description,
        "category": product.category,
        "price_cents": product.price_cents,
        "stock": product.stock,
        "tags": product.tags,
        "manual_url": product.manual_url,
        "image": image_view(product.image) if product.image else None,
        "version": product.version,
        "created_at": stamp(product.created_at),
        "updated_at": stamp(product.updated_at),
    }


def image_view(image: Image) -> dict[str, Any]:
    """What is told of an image beside its content."""
    return {"content_type": image.content_type, "size_bytes": len(image.content), "alt": image.alt}


def _fields(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "tags": tuple(body["tags"])}


def _require_unused(shop: Shop, product: Product) -> None:
    running = (order for order in shop.store.orders.values() if order.status in ("placed", "paid"))
    if any(item.product_id == product.id for order in running for item in order.items):
        raise Problem("product_in_use", "A placed or paid order holds the product.")


def _wanted(call: Call, product: Product) -> bool:
    query = call.query
    return (
        equals(product.category, query.get("category"))
        and ("tag" not in query or query["tag"] in product.tags)
        and query.get("min_price_cents", product.price_cents) <= product.price_cents
        and product.price_cents <= query.get("max_price_cents", product.price_cents)
        and equals(product.stock > 0, query.get("in_stock"))
        and any(contains(text, query.get("q")) for text in (product.name, product.description))
    )


HANDLERS: dict[str, Handler] = {
    "listProducts": list_products,
    "createProduct": create_product,
    "getProduct": get_product,
    "replaceProduct": replace_product,
    "deleteProduct": delete_product,
}
