"""Input that breaks the contract and is taken: rules of schemas, parameters, fields that only the server may write."""

from typing import Any

import msgspec

from assay.demo import images, orders, parameters, schema
from assay.demo.calls import Call, Reply, Upload
from assay.demo.defects.changing import (
    around,
    as_user,
    both,
    field_added,
    loosened,
    parameter,
    replace,
    replaced,
    without,
)
from assay.demo.defects.defect import Plant, of_kind
from assay.demo.problems import Violation
from assay.demo.records import Image, OrderItem
from assay.demo.store import Handler, Shop


def _keyword_ignored(keyword: str) -> Plant:
    return lambda: schema.KEYWORDS.update({keyword: lambda _argument, _value: None})


def _violations_ignored(*rules: str) -> Plant:
    """Violations of some rules within objects are let through."""

    def plant() -> None:
        members = schema._members

        def lenient(found: schema.Schema, value: dict[str, Any], pointer: str) -> Any:
            return (one for one in members(found, value, pointer) if one.rule not in rules)

        replace(members, lenient)

    return plant


def _surplus_ignored(rule: str) -> Plant:
    def plant() -> None:
        surplus = parameters._surplus
        replace(surplus, lambda names, pairs: (one for one in surplus(names, pairs) if one.rule != rule))

    return plant


def _query_ignored() -> None:
    """A parameter of the products' list that breaks its schema counts as not sent."""
    read = parameters.read_query

    def lenient(operation: Any, pairs: Any) -> tuple[dict[str, Any], list[Violation]]:
        values, broken = read(operation, pairs)
        if operation.id != "listProducts":
            return values, broken
        bad = {one.pointer for one in broken}
        return read(operation, [pair for pair in pairs if pair[0] not in bad])

    replace(read, lenient)


async def _quantity_read(handler: Handler, shop: Shop, call: Call) -> Reply:
    items = [{**item, "quantity": int(item["quantity"])} for item in call.body["items"]]
    return await handler(shop, msgspec.structs.replace(call, body={**call.body, "items": items}))


async def _text_filled(handler: Handler, shop: Shop, call: Call) -> Reply:
    return await handler(shop, msgspec.structs.replace(call, body={"text": "-", **call.body}))


async def _items_merged(handler: Handler, shop: Shop, call: Call) -> Reply:
    items = {item["product_id"]: item for item in call.body["items"]}
    return await handler(shop, msgspec.structs.replace(call, body={**call.body, "items": list(items.values())}))


def _any_file(upload: Upload) -> Image:
    return Image(content_type="image/png", content=upload.content or b"-", alt=upload.fields.get("alt"))


async def _status_written(handler: Handler, shop: Shop, call: Call) -> Reply:
    reply = await handler(shop, call)
    order = shop.store.orders[call.path["order_id"]]
    order = msgspec.structs.replace(order, status=call.body.get("status", order.status))
    shop.store.orders[order.id] = order
    return msgspec.structs.replace(reply, content=orders.view(order))


async def _tenant_written(handler: Handler, shop: Shop, call: Call) -> Reply:
    return await handler(shop, as_user(without(call, "tenant"), tenant=call.body.get("tenant", call.who.tenant)))


async def _id_written(handler: Handler, shop: Shop, call: Call) -> Reply:
    reply = await handler(shop, without(call, "id"))
    whole: Any = reply.content
    if "id" not in call.body:
        return reply
    product = msgspec.structs.replace(shop.store.products.pop(whole["id"]), id=call.body["id"])
    shop.store.products[product.id] = product
    return msgspec.structs.replace(reply, content={**whole, "id": product.id})


def _price_written() -> None:
    item_of = orders._item

    def item(shop: Shop, call: Call, index: int, line: dict[str, Any]) -> OrderItem:
        found = item_of(shop, call, index, line)
        return msgspec.structs.replace(found, unit_price_cents=line.get("unit_price_cents", found.unit_price_cents))

    replace(item_of, item)


DEFECTS = of_kind(
    "input",
    {
        "minimum-ignored": ("numbers below their minimum are taken", "below the minimum", _keyword_ignored("minimum")),
        "maximum-ignored": ("numbers above their maximum are taken", "above the maximum", _keyword_ignored("maximum")),
        "hundred-taken": (
            "an order takes one of an item more than the maximum",
            "above the maximum",
            loosened("createOrder", "items/*/quantity", maximum=100),
        ),
        "length-ignored": ("texts of any length are taken", "longer than allowed", _keyword_ignored("maxLength")),
        "pattern-ignored": ("texts of any form are taken", "pattern", _keyword_ignored("pattern")),
        "enum-ignored": ("values outside of an enumeration are taken", "enumeration", _keyword_ignored("enum")),
        "email-unchecked": (
            "a user's email is any text",
            "format",
            loosened("createUser", "email", "pattern", "format"),
        ),
        "unknown-fields-taken": (
            "unknown fields are taken",
            "unknown field",
            _violations_ignored("additionalProperties"),
        ),
        "text-optional": (
            "a review needs no text",
            "required field missing",
            both(loosened("createReview", "", required=["rating"]), around(_text_filled, "createReview")),
        ),
        "quantity-as-text": (
            "the quantity in an order may be text",
            "wrong type",
            both(
                loosened("createOrder", "items/*/quantity", type=["integer", "string"]),
                around(_quantity_read, "createOrder"),
            ),
        ),
        "city-null": (
            "the city of an address may be null",
            "null",
            loosened("createAddress", "city", type=["string", "null"]),
        ),
        "name-empty": (
            "the name of the own account may be empty",
            "empty",
            loosened("updateMe", "display_name", "minLength", "pattern"),
        ),
        "tags-endless": (
            "a product takes any number of tags",
            "too many items",
            loosened("createProduct", "tags", "maxItems"),
        ),
        "tags-twice": (
            "a product takes the same tag twice",
            "items twice",
            loosened("createProduct", "tags", "uniqueItems"),
        ),
        "items-twice": (
            "an order takes the same product twice, and counts it once",
            "items twice",
            around(_items_merged, "createOrder"),
        ),
        "order-of-nothing": ("an order needs no items", "too few items", loosened("createOrder", "items", "minItems")),
        "any-file-taken": (
            "any file is taken for an image",
            "file that is none",
            replaced(images, "_image", _any_file),
        ),
        "query-unchecked": ("bad parameters of the products' list are ignored", "bad query parameter", _query_ignored),
        "parameters-twice": ("a parameter may be sent twice", "repeated query parameter", _surplus_ignored("repeated")),
        "unknown-parameters-taken": (
            "unknown query parameters are ignored",
            "unknown query parameter",
            _surplus_ignored("unknown"),
        ),
        "key-unchecked": (
            "an Idempotency-Key of any form is taken",
            "bad header",
            parameter("createOrder", "Idempotency-Key", "minLength", "maxLength", "pattern"),
        ),
        "key-optional": (
            "a payment needs no Idempotency-Key",
            "required header missing",
            parameter("payOrder", "Idempotency-Key", optional=True),
        ),
        "cookie-unchecked": (
            "the cookie for the language is any text",
            "bad cookie",
            parameter("listAnnouncements", "lang", "enum"),
        ),
        "role-writable": ("everybody changes the own role", "mass assignment", field_added("updateMe", "", "role")),
        "status-writable": (
            "the owner changes the state of an order as a field",
            "mass assignment",
            both(field_added("updateOrder", "", "status"), around(_status_written, "updateOrder")),
        ),
        "owner-writable": (
            "an address can be given away",
            "mass assignment",
            field_added("replaceAddress", "", "owner_id"),
        ),
        "tenant-writable": (
            "an admin makes users of another tenant",
            "mass assignment",
            both(field_added("createUser", "", "tenant"), around(_tenant_written, "createUser")),
        ),
        "price-writable": (
            "who orders says the price",
            "mass assignment",
            both(field_added("createOrder", "items/*", "unit_price_cents"), _price_written),
        ),
        "id-writable": (
            "who adds a product says its id",
            "mass assignment",
            both(field_added("createProduct", "", "id"), around(_id_written, "createProduct")),
        ),
    },
)
