"""The same again, or at the same moment: idempotency keys, races, ETags."""

import asyncio

import msgspec

from assay.demo import access, coupons, etags, idempotency, order_states, orders, products, stock
from assay.demo.calls import Call, Reply
from assay.demo.defects.changing import around, as_user, both, replace, replaced
from assay.demo.defects.defect import of_kind
from assay.demo.records import Order, OrderItem
from assay.demo.store import Handler, KeptReply, Shop

MOMENT = 0.02
"""Seconds between looking and acting, as a database takes them."""


def _key_shared() -> None:
    once = idempotency.once
    replace(once, lambda shop, call, act: once(shop, as_user(call, id="everybody"), act))


def _any_body(kept: KeptReply, _body: bytes) -> Reply:
    return msgspec.structs.replace(kept.reply, headers={**kept.reply.headers, "Idempotency-Replayed": "true"})


def _taken_unseen(shop: Shop, items: tuple[OrderItem, ...]) -> None:
    for item in items:
        product = shop.store.products[item.product_id]
        products.changed(shop, product, stock=product.stock - item.quantity)


async def _looked_before(handler: Handler, shop: Shop, call: Call) -> Reply:
    for item in orders._items(shop, call):
        stock.require_stock(shop.store.products[item.product_id], item.quantity)
    await asyncio.sleep(MOMENT)
    return await handler(shop, call)


async def _redeemed_later(_: Handler, shop: Shop, call: Call) -> Reply:
    coupon = access.coupon(shop, call.who, call.path["coupon_id"])
    coupons.require_use(coupon, call.who.user_id)
    await asyncio.sleep(MOMENT)
    found = access.coupon(shop, call.who, coupon.id)
    return Reply(content=coupons.view(coupons.used(shop, found, call.who.user_id)))


async def _cancelled_later(_: Handler, shop: Shop, call: Call) -> Reply:
    order = access.order(shop, call.who, call.path["order_id"])
    order_states.require_move(order, "cancelled")
    await asyncio.sleep(MOMENT)
    order = order_states.changed(shop, order, status="cancelled", cancel_reason=call.body["reason"])
    stock.give_back(shop, order.items)
    return etags.versioned(order.version, orders.view(order))


def _match_optional() -> None:
    require = etags.require_match
    replace(require, lambda call, version, **_: require(call, version))


def _match_ignored() -> None:
    require = etags.require_match

    def present(call: Call, version: int, *, required: bool = False) -> None:
        if "If-Match" not in call.headers:
            require(call, version, required=required)

    replace(require, present)


def _never_modified() -> None:
    conditional = etags.conditional

    def stale(call: Call, version: int, content: dict[str, object]) -> Reply:
        reply = conditional(call, version, content)
        return Reply(status=304, headers=reply.headers) if "If-None-Match" in call.headers else reply

    replace(conditional, stale)


def _version_stands() -> None:
    changed = order_states.changed

    def same(shop: Shop, order: Order, **fields: object) -> Order:
        order = msgspec.structs.replace(changed(shop, order, **fields), version=order.version)
        shop.store.orders[order.id] = order
        return order

    replace(changed, same)


DEFECTS = of_kind(
    "repeat",
    {
        "placed-twice": (
            "a retry places a second order",
            "idempotency key",
            replaced(idempotency, "once", lambda *given: given[2]()),
        ),
        "key-shared": ("the Idempotency-Key of one user gets the order of another one", "idempotency key", _key_shared),
        "key-with-any-body": (
            "another body with the same Idempotency-Key gets the first answer",
            "idempotency key",
            replaced(idempotency, "_replayed", _any_body),
        ),
        "oversold": (
            "orders at the same moment take more than there is",
            "race",
            both(replaced(stock, "take", _taken_unseen), around(_looked_before, "createOrder")),
        ),
        "coupon-raced": (
            "a coupon is redeemed more often at the same moment than it has uses",
            "race",
            around(_redeemed_later, "redeemCoupon"),
        ),
        "cancelled-at-once": (
            "an order is cancelled twice at the same moment, and its stock goes back twice",
            "race",
            around(_cancelled_later, "cancelOrder"),
        ),
        "match-optional": ("a product is replaced without If-Match", "precondition required", _match_optional),
        "match-ignored": ("If-Match is not looked at", "If-Match", _match_ignored),
        "none-match-ignored": (
            "If-None-Match is not looked at",
            "If-None-Match",
            replaced(etags, "conditional", lambda _, version, content: etags.versioned(version, content)),
        ),
        "never-modified": ("any If-None-Match gets 304", "If-None-Match", _never_modified),
        "etag-stands-still": ("an order's ETag stays the same when the order changes", "stale ETag", _version_stands),
    },
)
