"""What is written and not kept, deleted and still there, moved where no move leads."""

from typing import Any

import msgspec

from assay.demo import access, etags, order_states, orders, products, reports, reviews, stock, users
from assay.demo.calls import Call, Reply
from assay.demo.contract import Operation
from assay.demo.defects.changing import around, operation_changed, replace, replaced
from assay.demo.defects.defect import Plant, of_kind
from assay.demo.problems import Problem
from assay.demo.records import Order, OrderStatus
from assay.demo.store import Handler, Shop


async def _note_forgotten(handler: Handler, shop: Shop, call: Call) -> Reply:
    """The answer to a change tells it, and the store does not have it."""
    before = shop.store.orders.get(call.path["order_id"])
    reply = await handler(shop, call)
    after = shop.store.orders[call.path["order_id"]]
    if before is not None:
        shop.store.orders[after.id] = msgspec.structs.replace(after, note=before.note)
    return reply


async def _address_forgotten(handler: Handler, shop: Shop, call: Call) -> Reply:
    before = shop.store.addresses.get(call.path["address_id"])
    reply = await handler(shop, call)
    if before is not None:
        shop.store.addresses[before.id] = before
    return reply


async def _address_kept(_: Handler, shop: Shop, call: Call) -> Reply:
    access.address(shop, call.who, call.path["address_id"])
    return Reply(status=204)


async def _review_cached(handler: Handler, shop: Shop, call: Call) -> Reply:
    """A read comes from a cache that no deletion clears."""
    try:
        reply = await handler(shop, call)
    except Problem:
        if call.path["review_id"] not in _CACHE:
            raise
        return Reply(content=_CACHE[call.path["review_id"]])
    assert isinstance(reply.content, dict)
    _CACHE[call.path["review_id"]] = reply.content
    return reply


_CACHE: dict[str, dict[str, Any]] = {}


async def _still_listed(handler: Handler, shop: Shop, call: Call) -> Reply:
    """What is deleted is found by no id, and by the list."""
    address = access.address(shop, call.who, call.path["address_id"])
    reply = await handler(shop, call)
    shop.store.addresses[f"deleted {address.id}"] = address
    return reply


async def _address_reset(handler: Handler, shop: Shop, call: Call) -> Reply:
    body = {"address_id": None, **call.body}
    return await handler(shop, msgspec.structs.replace(call, body=body))


async def _text_reset(handler: Handler, shop: Shop, call: Call) -> Reply:
    return await handler(shop, msgspec.structs.replace(call, body={"text": "-", **call.body}))


def _merged() -> None:
    """A replacement keeps what it does not name."""

    def without_defaults(found: Operation) -> Operation:
        media, schema = next(iter(found.bodies.items()))
        members = {
            name: {key: one for key, one in rules.items() if key != "default"}
            for name, rules in schema["properties"].items()
        }
        return msgspec.structs.replace(found, bodies={media: {**schema, "properties": members}})

    fields = products._fields
    replace(fields, lambda body: fields(body) if "tags" in body else dict(body))
    operation_changed("replaceProduct", without_defaults)()


async def _stock_added(handler: Handler, shop: Shop, call: Call) -> Reply:
    sku, tenant = call.path["sku"], call.who.tenant
    found = next((one for one in shop.store.products.values() if (one.sku, one.tenant) == (sku, tenant)), None)
    body = {"stock": call.body["stock"] + (found.stock if found else 0)}
    return await handler(shop, msgspec.structs.replace(call, body=body))


def _move_allowed(before: OrderStatus, to: OrderStatus) -> Plant:
    return lambda: order_states.MOVES.update({before: order_states.MOVES[before] | {to}})


def _amount_ignored() -> None:
    paid = orders._paid

    def any_amount(shop: Shop, call: Call, order: Order) -> Reply:
        body = {**call.body, "amount_cents": order.total_cents}
        return paid(shop, msgspec.structs.replace(call, body=body), order)

    replace(paid, any_amount)


async def _paid_twice(_: Handler, shop: Shop, call: Call) -> Reply:
    order: Order = access.order(shop, call.who, call.path["order_id"])
    paid = msgspec.structs.replace(order, status="paid", payment_method=call.body["method"], version=order.version + 1)
    shop.store.orders[order.id] = paid
    return etags.versioned(paid.version, orders.view(paid))


def _wrong_total() -> None:
    view = orders.view
    replace(view, lambda order: {**view(order), "total_cents": order.total_cents + order.items[0].quantity - 1})


def _done_at_once() -> None:
    """A report says that it is done, and its result is not there."""
    view = reports._view
    replace(view, lambda shop, report: {**view(shop, report), "status": "done"})
    replace(reports._status, lambda *_: "running")


async def _disabled_again(handler: Handler, shop: Shop, call: Call) -> Reply:
    user = access.user(shop, call.who, call.path["user_id"])
    return Reply(content=users.view(user)) if user.disabled else await handler(shop, call)


def _goes_back() -> None:
    status = reports._status

    def sometimes(shop: Shop, report: Any) -> str:
        found = status(shop, report)
        told = "queued" if found == "running" and _LAST.get(report.id) == "running" else found
        _LAST[report.id] = told
        return told

    replace(status, sometimes)


_LAST: dict[str, str] = {}
"""By report, what was told of it."""


def _numbers_repeat(shop: Shop, tenant: str) -> int:
    return shop.store.last_order_number.setdefault(tenant, orders.FIRST_NUMBER)


DEFECTS = of_kind(
    "state",
    {
        "note-not-kept": (
            "a changed note is answered and not kept",
            "update without effect",
            around(_note_forgotten, "updateOrder"),
        ),
        "address-not-kept": (
            "a replaced address is answered and not kept",
            "update without effect",
            around(_address_forgotten, "replaceAddress"),
        ),
        "deleted-stays": ("a deleted address stays", "delete without effect", around(_address_kept, "deleteAddress")),
        "deleted-readable": (
            "a deleted review that somebody had read is still there",
            "use after delete",
            around(_review_cached, "getReview"),
        ),
        "deleted-listed": (
            "a deleted address is still listed",
            "use after delete",
            around(_still_listed, "deleteAddress"),
        ),
        "patch-resets-address": (
            "a change of the note takes the address away",
            "PATCH resets other fields",
            around(_address_reset, "updateOrder"),
        ),
        "patch-resets-text": (
            "a change of the rating takes the text away",
            "PATCH resets other fields",
            around(_text_reset, "updateReview"),
        ),
        "put-merges": ("replacing a product keeps what is not named", "PUT merges", _merged),
        "put-adds": ("setting the stock adds to it", "PUT not idempotent", around(_stock_added, "setStock")),
        "wrong-total": ("an order's total is a cent off", "sum", _wrong_total),
        "numbers-repeat": (
            "all new orders have the same number",
            "unique",
            replaced(orders, "next_number", _numbers_repeat),
        ),
        "sku-twice": (
            "two products have the same SKU",
            "unique",
            replaced(products, "require_free_sku", lambda *_, **__: None),
        ),
        "email-twice": (
            "two users have the same email",
            "unique",
            replaced(users, "require_free_email", lambda *_, **__: None),
        ),
        "reviewed-twice": (
            "a user reviews a product twice",
            "unique",
            replaced(reviews, "_require_first", lambda *_: None),
        ),
        "paid-in-any-state": (
            "an order is paid whatever its state and the amount",
            "invalid transition",
            around(_paid_twice, "payOrder"),
        ),
        "cancelled-paid": ("a cancelled order is paid", "invalid transition", _move_allowed("cancelled", "paid")),
        "cancelled-twice": (
            "an order is cancelled twice, and its stock goes back twice",
            "invalid transition",
            _move_allowed("cancelled", "cancelled"),
        ),
        "shipped-cancelled": (
            "a shipped order is cancelled",
            "invalid transition",
            _move_allowed("shipped", "cancelled"),
        ),
        "unpaid-shipped": (
            "an order is shipped before it is paid",
            "invalid transition",
            _move_allowed("placed", "shipped"),
        ),
        "changed-after-paying": (
            "a paid order is changed",
            "invalid transition",
            replaced(order_states, "require_placed", lambda *_: None),
        ),
        "disabled-twice": (
            "a disabled user is disabled again",
            "invalid transition",
            around(_disabled_again, "disableUser"),
        ),
        "any-amount": ("an order is paid with any amount", "declared law", _amount_ignored),
        "stock-not-returned": (
            "a cancelled order keeps its stock",
            "effect of an action",
            replaced(stock, "give_back", lambda *_: None),
        ),
        "report-never-done": (
            "a report is never done",
            "job without end",
            replaced(reports, "_status", lambda *_: "running"),
        ),
        "report-without-result": ("a report is done and has no result", "job without result", _done_at_once),
        "report-goes-back": ("a report that runs is queued again", "job goes back", _goes_back),
    },
)
