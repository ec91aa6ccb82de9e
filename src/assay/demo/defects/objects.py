"""Permissions of objects that nobody checks: read, changed, deleted, listed or used by who does not own them."""

from typing import Any

import msgspec

from assay.demo import access, addresses, app, audit, exports, orders, reviews, search
from assay.demo.calls import Call, Caller, Reply
from assay.demo.defects.changing import around, as_user, replace, replaced
from assay.demo.defects.defect import Plant, of_kind
from assay.demo.paging import contains, ordered, page
from assay.demo.problems import Problem
from assay.demo.store import Handler, Shop

TABLES = {
    "order_id": "orders",
    "address_id": "addresses",
    "report_id": "reports",
    "review_id": "reviews",
    "product_id": "products",
    "coupon_id": "coupons",
}
OWNERS = ("customer_id", "owner_id", "author_id")


def _open(*operations: str) -> Plant:
    """Some operations on one object act as its owner, whoever calls."""

    async def act(handler: Handler, shop: Shop, call: Call) -> Reply:
        name, key = next(iter(call.path.items()))
        found: Any = getattr(shop.store, TABLES[name]).get(key)
        if found is None:
            raise Problem("not_found", "Nothing that you may know of has this id.")
        tenant = getattr(found, "tenant", call.who.tenant)
        return await handler(shop, as_user(call, **_owner(found), tenant=tenant))

    return around(act, *operations)


def _owner(found: Any) -> dict[str, Any]:
    return next(({"id": getattr(found, name)} for name in OWNERS if hasattr(found, name)), {})


def _addresses_open() -> None:
    def address(shop: Shop, _: Caller, address_id: str) -> Any:
        return access._visible(shop.store.addresses.get(address_id), lambda _: True)

    replace(access.address, address)


def _reports_open() -> None:
    def report(shop: Shop, _: Caller, report_id: str) -> Any:
        return access._visible(shop.store.reports.get(report_id), lambda _: True)

    replace(access.report, report)


def _products_open() -> None:
    def product(shop: Shop, _: Caller, product_id: str) -> Any:
        return access._visible(shop.store.products.get(product_id), lambda _: True)

    replace(access.product, product)


def _managers_of_all() -> None:
    def may_read(who: Caller, order: Any) -> bool:
        return order.customer_id == who.id or access.is_at_least(who, "manager")

    replace(access.may_read_order, may_read)


async def _colleague_edits(handler: Handler, shop: Shop, call: Call) -> Reply:
    review = access.review(shop, call.who, call.path["review_id"])
    return await handler(shop, as_user(call, id=review.author_id))


async def _all_orders(_: Handler, shop: Shop, call: Call) -> Reply:
    found = (one for one in shop.store.orders.values() if one.tenant == call.who.tenant and orders._wanted(call, one))
    return page(call, ordered(found, call.query["sort"]), orders.view)


async def _orders_of_customer(handler: Handler, shop: Shop, call: Call) -> Reply:
    return await (_all_orders(handler, shop, call) if "customer_id" in call.query else handler(shop, call))


def _all_notes() -> None:
    def found(shop: Shop, call: Call) -> Any:
        for order in shop.store.orders.values():
            note = order.note or ""
            if contains(note, call.query["q"]) and order.tenant == call.who.tenant:
                yield {"kind": "order", "id": order.id, "title": str(order.number), "text": note}

    replace(search._orders, found)


def _foreign_address(shop: Shop, _: Call, address_id: str | None) -> Any:
    return shop.store.addresses.get(address_id or "")


async def _any_product(handler: Handler, shop: Shop, call: Call) -> Reply:
    product = shop.store.products.get(call.body["items"][0]["product_id"])
    return await handler(shop, as_user(call, tenant=product.tenant if product else call.who.tenant))


async def _everything_exported(_: Handler, shop: Shop, __: Call) -> Reply:
    return Reply(
        content=exports._blocks(ordered(shop.store.orders.values(), "number")),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="orders.csv"'},
    )


async def _all_events(_: Handler, shop: Shop, call: Call) -> Reply:
    found = (event for event in shop.store.audit if audit._wanted(call, event))
    return page(call, ordered(found, call.query["sort"]), audit._view)


async def _all_addresses(_: Handler, shop: Shop, call: Call) -> Reply:
    return page(call, ordered(shop.store.addresses.values(), "label"), addresses.view)


async def _reviews_nested(_: Handler, shop: Shop, call: Call) -> Reply:
    found = reviews._of_product(shop, call.path["product_id"])
    return page(call, ordered(found, call.query["sort"]), reviews.view)


def _cancelled_by_anyone() -> None:
    async def cancel(shop: Shop, call: Call) -> Reply:
        order = shop.store.orders.get(call.path["order_id"])
        if order is None:
            raise Problem("not_found", "Nothing that you may know of has this id.")
        who = msgspec.structs.replace(call.who, id=order.customer_id, tenant=order.tenant)
        return await orders.cancel_order(shop, msgspec.structs.replace(call, who=who))

    app.HANDLERS["cancelOrder"] = cancel


DEFECTS = of_kind(
    "object",
    {
        "orders-open": (
            "everybody reads every order",
            "foreign read",
            replaced(access, "may_read_order", lambda *_: True),
        ),
        "order-by-id": ("who knows the id of an order reads it", "foreign read", _open("getOrder")),
        "addresses-open": ("everybody reads and deletes every address", "foreign read", _addresses_open),
        "reports-open": ("every manager reads every report", "foreign read", _reports_open),
        "results-open": (
            "every manager reads the result of every report",
            "foreign read, nested",
            _open("getReportResult"),
        ),
        "managers-of-all": (
            "a manager reads the orders of all tenants",
            "foreign read across tenants",
            _managers_of_all,
        ),
        "products-open": (
            "products of the other tenant are read and changed by their id",
            "foreign read across tenants",
            _products_open,
        ),
        "reviews-nested": (
            "the reviews of another tenant's product are listed",
            "foreign list, nested",
            around(_reviews_nested, "listReviews"),
        ),
        "all-orders-listed": (
            "a member's list has the orders of colleagues",
            "foreign list",
            around(_all_orders, "listOrders"),
        ),
        "all-addresses-listed": (
            "the list of addresses has those of everybody",
            "foreign list",
            around(_all_addresses, "listAddresses"),
        ),
        "customer-filter-opens": (
            "a member lists the orders of another customer by filter",
            "foreign list by filter",
            around(_orders_of_customer, "listOrders"),
        ),
        "notes-searched": ("the search finds the notes of colleagues' orders", "foreign search", _all_notes),
        "events-of-all": (
            "the audit shows events of all tenants",
            "foreign list across tenants",
            around(_all_events, "listAuditEvents"),
        ),
        "everything-exported": (
            "the export has the orders of all tenants",
            "foreign download across tenants",
            around(_everything_exported, "exportOrders"),
        ),
        "invoices-open": (
            "who knows the id of an order downloads its invoice",
            "foreign download",
            _open("getInvoice"),
        ),
        "foreign-address-used": (
            "an order is sent to a stranger's address, which its answer shows",
            "foreign reference",
            replaced(orders, "_address", _foreign_address),
        ),
        "foreign-product-used": (
            "a product of the other tenant is ordered",
            "foreign reference across tenants",
            around(_any_product, "createOrder"),
        ),
        "orders-changed-by-anyone": (
            "everybody changes the note of every order",
            "foreign update",
            _open("updateOrder"),
        ),
        "addresses-replaced-by-anyone": ("everybody replaces every address", "foreign update", _open("replaceAddress")),
        "reviews-edited-by-colleagues": (
            "a colleague changes a review",
            "foreign update",
            around(_colleague_edits, "updateReview"),
        ),
        "addresses-deleted-by-anyone": ("everybody deletes every address", "foreign delete", _open("deleteAddress")),
        "reviews-deleted-by-colleagues": (
            "a colleague deletes a review",
            "foreign delete",
            around(_colleague_edits, "deleteReview"),
        ),
        "cancelled-by-anyone": ("everybody cancels every order", "foreign action", _cancelled_by_anyone),
        "paid-by-anyone": ("everybody pays every order", "foreign action", _open("payOrder")),
        "coupons-of-all": (
            "a coupon of the other tenant is redeemed",
            "foreign action across tenants",
            _open("redeemCoupon"),
        ),
    },
)
