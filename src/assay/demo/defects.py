"""The switchboard: defects of a real team's kind that the shop can be given, one by one, to see what tests notice."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from assay.demo import access, app, etags, idempotency, orders, paging, problems, rendering, schema, sessions, users
from assay.demo.calls import Call, Caller, Reply
from assay.demo.problems import Problem
from assay.demo.records import Order
from assay.demo.store import Handler, Shop

Change = Callable[[Reply], Reply]


class UnknownDefect(ValueError):
    """There is no such defect."""


def plant(names: Iterable[str]) -> None:
    """Give this process's shop some defects, for good. Raises UnknownDefect."""
    for name in names:
        if name not in DEFECTS:
            raise UnknownDefect(f"there is no defect {name!r}; there are: {', '.join(DEFECTS)}")
        DEFECTS[name][1]()


def _replace(old: Any, new: Any) -> None:
    """Put `new` in the place of a function wherever a module of the shop has its name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("assay.demo"):
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)


def _changed(operation: str, change: Change) -> Callable[[], None]:
    """The answers of one operation, changed."""

    def apply() -> None:
        handler = app.HANDLERS[operation]

        async def changed(shop: Shop, call: Call) -> Reply:
            return change(await handler(shop, call))

        app.HANDLERS[operation] = changed

    return apply


def _content(operation: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[], None]:
    def whole(reply: Reply) -> Reply:
        content: Any = reply.content
        return msgspec.structs.replace(reply, content=change(content)) if content else reply

    return _changed(operation, whole)


def _renamed(old: str, new: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda content: {new if name == old else name: value for name, value in content.items()}


def _with(**fields: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda content: {**content, **fields}


def _status(operation: str, status: int) -> Callable[[], None]:
    return _changed(operation, lambda reply: msgspec.structs.replace(reply, status=status))


def _without_header(operation: str, header: str) -> Callable[[], None]:
    def change(reply: Reply) -> Reply:
        return msgspec.structs.replace(reply, headers={key: one for key, one in reply.headers.items() if key != header})

    return _changed(operation, change)


def _keyword_ignored(*keywords: str) -> Callable[[], None]:
    def apply() -> None:
        for keyword in keywords:
            schema.KEYWORDS[keyword] = lambda _argument, _value: None

    return apply


def _unknown_fields_accepted() -> None:
    members = schema._members

    def lenient(rules: schema.Schema, value: dict[str, Any], pointer: str) -> Any:
        return (one for one in members(rules, value, pointer) if one.rule != "additionalProperties")

    _replace(members, lenient)


def _required_ignored() -> None:
    members = schema._members

    def lenient(rules: schema.Schema, value: dict[str, Any], pointer: str) -> Any:
        return (one for one in members(rules, value, pointer) if one.rule != "required" or one.pointer != "/label")

    _replace(members, lenient)


def _orders_open() -> None:
    _replace(access.may_read_order, lambda *_: True)


def _addresses_open() -> None:
    def address(shop: Shop, _: Caller, address_id: str) -> Any:
        return access._visible(shop.store.addresses.get(address_id), lambda _: True)

    _replace(access.address, address)


def _reports_open() -> None:
    def report(shop: Shop, _: Caller, report_id: str) -> Any:
        return access._visible(shop.store.reports.get(report_id), lambda _: True)

    _replace(access.report, report)


def _cancelled_by_anyone() -> None:
    async def cancel(shop: Shop, call: Call) -> Reply:
        order = shop.store.orders.get(call.path["order_id"])
        if order is None:
            raise Problem("not_found", "Nothing that you may know of has this id.")
        who = msgspec.structs.replace(call.who, id=order.customer_id, tenant=order.tenant)
        return await orders.cancel_order(shop, msgspec.structs.replace(call, who=who))

    app.HANDLERS["cancelOrder"] = cancel


def _role_forgotten(*operations: str) -> Callable[[], None]:
    def apply() -> None:
        for operation in operations:
            access.LEAST_ROLE.pop(operation, None)

    return apply


def _off_by_one() -> None:
    def page(call: Call, items: list[Any], view: Any) -> Reply:
        limit, offset = call.query["limit"], call.query["offset"]
        start = offset - 1 if offset else 0
        shown = [view(item) for item in items[start : start + limit]]
        return Reply(content={"items": shown, "total": len(items), "limit": limit, "offset": offset})

    _replace(paging.page, page)


def _total_of_page() -> None:
    page = paging.page

    def short(call: Call, items: list[Any], view: Any) -> Reply:
        reply = page(call, items, view)
        content: Any = reply.content
        return msgspec.structs.replace(reply, content={**content, "total": len(content["items"])})

    _replace(page, short)


def _sort_ignored() -> None:
    _replace(paging.ordered, lambda records, _: list(records))


def _filter_ignored() -> None:
    _replace(orders._wanted, lambda *_: True)


def _placed_twice() -> None:
    _replace(idempotency.once, lambda *given: given[2]())


def _logout_forgets() -> None:
    async def logout(*_: object) -> Reply:
        return Reply(status=204)

    app.HANDLERS["logout"] = logout


def _disabled_goes_on() -> None:
    _replace(sessions.end_sessions_of, lambda *_: None)


def _refresh_reusable() -> None:
    _replace(sessions.is_spent, lambda *_: False)


def _password_shown() -> None:
    view = users.view
    _replace(view, lambda user: {**view(user), "password": user.password})


def _wrong_total() -> None:
    view = orders.view
    _replace(view, lambda order: {**view(order), "total_cents": order.total_cents + order.items[0].quantity - 1})


def _note_not_kept() -> None:
    """The answer to a change tells it, and the store does not have it."""
    update = app.HANDLERS["updateOrder"]

    async def forgetful(shop: Shop, call: Call) -> Reply:
        before = shop.store.orders.get(call.path["order_id"])
        reply = await update(shop, call)
        after = shop.store.orders[call.path["order_id"]]
        if before is not None:
            shop.store.orders[after.id] = msgspec.structs.replace(after, note=before.note)
        return reply

    app.HANDLERS["updateOrder"] = forgetful


def _deleted_stays() -> None:
    async def delete(shop: Shop, call: Call) -> Reply:
        access.address(shop, call.who, call.path["address_id"])
        return Reply(status=204)

    app.HANDLERS["deleteAddress"] = delete


def _errors_leak() -> None:
    reply_of = problems.problem_reply

    def leaky(problem: Problem) -> Reply:
        reply = reply_of(problem)
        content: Any = reply.content
        trace = 'Traceback (most recent call last):\n  File "/srv/shop/gate.py", line 31, in answer'
        return msgspec.structs.replace(reply, content={**content, "detail": trace})

    _replace(reply_of, leaky)


def _errors_without_code() -> None:
    reply_of = problems.problem_reply

    def short(problem: Problem) -> Reply:
        reply = reply_of(problem)
        content: Any = reply.content
        return msgspec.structs.replace(reply, content={key: one for key, one in content.items() if key != "errors"})

    _replace(reply_of, short)


def _unknown_is_500() -> None:
    handler: Handler = app.HANDLERS["getOrder"]

    async def fragile(shop: Shop, call: Call) -> Reply:
        shop.store.orders[call.path["order_id"]]
        return await handler(shop, call)

    app.HANDLERS["getOrder"] = fragile


def _paid_twice() -> None:
    async def pay(shop: Shop, call: Call) -> Reply:
        order: Order = access.order(shop, call.who, call.path["order_id"])
        paid = msgspec.structs.replace(
            order, status="paid", payment_method=call.body["method"], version=order.version + 1
        )
        shop.store.orders[order.id] = paid
        return etags.versioned(paid.version, orders.view(paid))

    app.HANDLERS["payOrder"] = pay


def _no_auth(operation: str) -> Callable[[], None]:
    def apply() -> None:
        authenticate = access.authenticate

        def open_door(shop: Shop, found: Any, headers: dict[str, str]) -> Caller | None:
            if found.id == operation and not headers.get("authorization"):
                some = next(iter(shop.store.users.values()))
                return Caller(id=some.id, name=some.username, tenant=some.tenant, role=some.role)
            return authenticate(shop, found, headers)

        _replace(authenticate, open_door)

    return apply


def _no_sniff_header() -> None:
    del rendering.SECURITY_HEADERS["X-Content-Type-Options"]


def _text_price(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "price_cents": str(content["price_cents"])}


def _no_postcode(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != "postcode"}


DEFECTS: dict[str, tuple[str, Callable[[], None]]] = {
    "total-renamed": (
        "an order's total_cents is called total",
        _content("createOrder", _renamed("total_cents", "total")),
    ),
    "order-answers-200": ("placing an order answers 200", _status("createOrder", 200)),
    "location-missing": ("a new address has no Location", _without_header("createAddress", "Location")),
    "etag-missing": ("a product has no ETag", _without_header("getProduct", "ETag")),
    "price-as-text": ("a product's price is text", _content("getProduct", _text_price)),
    "name-null": ("a product's name is null", _content("getProduct", _with(name=None))),
    "postcode-dropped": ("an address has lost its postcode", _content("createAddress", _no_postcode)),
    "wrong-total": ("an order's total is a cent off", _wrong_total),
    "password-shown": ("a user's password hash is shown", _password_shown),
    "sniffing-allowed": ("the header X-Content-Type-Options is gone", _no_sniff_header),
    "errors-leak": ("errors tell a traceback", _errors_leak),
    "errors-short": ("errors have no field errors", _errors_without_code),
    "orders-open": ("everybody reads every order", _orders_open),
    "addresses-open": ("everybody reads and deletes every address", _addresses_open),
    "reports-open": ("every manager reads every report", _reports_open),
    "cancelled-by-anyone": ("everybody cancels every order", _cancelled_by_anyone),
    "members-add-products": ("a member adds products", _role_forgotten("createProduct")),
    "members-make-users": ("a member makes and disables users", _role_forgotten("createUser", "disableUser")),
    "members-read-reports": ("a member orders reports and exports", _role_forgotten("createReport", "exportOrders")),
    "search-without-login": ("the search wants no credentials", _no_auth("search")),
    "page-off-by-one": ("the second page begins one too early", _off_by_one),
    "total-of-page": ("a page's total counts the page", _total_of_page),
    "sort-ignored": ("lists are not sorted", _sort_ignored),
    "filter-ignored": ("the filters of orders do nothing", _filter_ignored),
    "minimum-ignored": ("numbers below their minimum are taken", _keyword_ignored("minimum")),
    "maximum-ignored": ("numbers above their maximum are taken", _keyword_ignored("maximum")),
    "length-ignored": ("texts of any length are taken", _keyword_ignored("maxLength")),
    "pattern-ignored": ("texts of any form are taken", _keyword_ignored("pattern")),
    "enum-ignored": ("values outside of an enumeration are taken", _keyword_ignored("enum")),
    "unknown-fields-taken": ("unknown fields are taken", _unknown_fields_accepted),
    "label-optional": ("an address needs no label, and fails without one", _required_ignored),
    "placed-twice": ("a retry places a second order", _placed_twice),
    "paid-in-any-state": ("an order is paid whatever its state and the amount", _paid_twice),
    "logout-forgets": ("a log-out leaves the session", _logout_forgets),
    "disabled-goes-on": ("a disabled user goes on", _disabled_goes_on),
    "refresh-reusable": ("a refresh token works for ever", _refresh_reusable),
    "note-not-kept": ("a changed note is answered and not kept", _note_not_kept),
    "deleted-stays": ("a deleted address stays", _deleted_stays),
    "unknown-is-500": ("an unknown order answers 500", _unknown_is_500),
}  # fmt: skip
"""By name: what is wrong, and what makes it so."""
