"""Orders: place, list, read, change, pay, cancel."""

from typing import Any

from assay.demo import access, addresses, audit, order_states, stock
from assay.demo.calls import Call, Reply
from assay.demo.etags import conditional, require_match, versioned
from assay.demo.idempotency import once
from assay.demo.paging import equals, ordered, page
from assay.demo.periods import born_within
from assay.demo.problems import Problem, Violation, unknown_reference
from assay.demo.records import Address, Order, OrderItem
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop

FIRST_NUMBER = 1001


async def list_orders(shop: Shop, call: Call) -> Reply:
    found = (order for order in shop.store.orders.values() if access.may_read_order(call.who, order))
    return page(call, ordered((order for order in found if _wanted(call, order)), call.query["sort"]), view)


async def create_order(shop: Shop, call: Call) -> Reply:
    return once(shop, call, lambda: _placed(shop, call))


async def get_order(shop: Shop, call: Call) -> Reply:
    order = access.order(shop, call.who, call.path["order_id"])
    return conditional(call, order.version, view(order))


async def update_order(shop: Shop, call: Call) -> Reply:
    order = access.order(shop, call.who, call.path["order_id"])
    access.require_owner(call.who, order.customer_id)
    require_match(call, order.version)
    order_states.require_placed(order)
    order = order_states.changed(shop, order, **_patch(shop, call))
    audit.record(shop, call.who, "order.update", order.id)
    return versioned(order.version, view(order))


async def pay_order(shop: Shop, call: Call) -> Reply:
    order = access.order(shop, call.who, call.path["order_id"])
    access.require_owner(call.who, order.customer_id)
    return once(shop, call, lambda: _paid(shop, call, order))


async def cancel_order(shop: Shop, call: Call) -> Reply:
    order = access.order(shop, call.who, call.path["order_id"])
    order = order_states.move(shop, order, "cancelled", cancel_reason=call.body["reason"])
    stock.give_back(shop, order.items)
    audit.record(shop, call.who, "order.cancel", order.id)
    return versioned(order.version, view(order))


def view(order: Order) -> dict[str, Any]:
    """The order as whoever may read it sees it; totals are computed here and nowhere else."""
    return {
        "id": order.id,
        "number": order.number,
        "customer_id": order.customer_id,
        "customer": order.customer,
        "status": order.status,
        "items": [_item_view(item) for item in order.items],
        "total_cents": order.total_cents,
        "currency": "EUR",
        "shipping_address": addresses.view(order.shipping_address) if order.shipping_address else None,
        "note": order.note,
        "payment_method": order.payment_method,
        "tracking_code": order.tracking_code,
        "cancel_reason": order.cancel_reason,
        "version": order.version,
        "created_at": stamp(order.created_at),
        "updated_at": stamp(order.updated_at),
    }


def next_number(shop: Shop, tenant: str) -> int:
    """The next order number of the tenant; none is given twice."""
    number = shop.store.last_order_number.get(tenant, FIRST_NUMBER - 1) + 1
    shop.store.last_order_number[tenant] = number
    return number


def _item_view(item: OrderItem) -> dict[str, Any]:
    return {
        "product_id": item.product_id,
        "sku": item.sku,
        "name": item.name,
        "unit_price_cents": item.unit_price_cents,
        "quantity": item.quantity,
        "line_total_cents": item.line_total_cents,
    }


def _wanted(call: Call, order: Order) -> bool:
    return (
        equals(order.status, call.query.get("status"))
        and equals(order.customer_id, call.query.get("customer_id"))
        and order.total_cents >= call.query.get("min_total_cents", 0)
        and born_within(call, order)
    )


def _placed(shop: Shop, call: Call) -> Reply:
    items = _items(shop, call)
    address = _address(shop, call, call.body["address_id"])
    stock.take(shop, items)
    order = Order(
        id=shop.ids.new("ord"),
        tenant=call.who.tenant,
        number=next_number(shop, call.who.tenant),
        customer_id=call.who.user_id,
        customer=call.who.name,
        items=items,
        shipping_address=address,
        note=call.body["note"],
        created_at=shop.now(),
        updated_at=shop.now(),
    )
    shop.store.orders[order.id] = order
    audit.record(shop, call.who, "order.create", order.id)
    return versioned(order.version, view(order), status=201, headers={"Location": f"/v1/orders/{order.id}"})


def _paid(shop: Shop, call: Call, order: Order) -> Reply:
    order_states.require_move(order, "paid")
    if call.body["amount_cents"] != order.total_cents:
        raise Problem("amount_mismatch", "The amount is not the order's total.")
    order = order_states.move(shop, order, "paid", payment_method=call.body["method"])
    audit.record(shop, call.who, "order.pay", order.id)
    return versioned(order.version, view(order))


def _items(shop: Shop, call: Call) -> tuple[OrderItem, ...]:
    seen: set[str] = set()
    for index, line in enumerate(call.body["items"]):
        if line["product_id"] in seen:
            raise _duplicate(f"/items/{index}/product_id")
        seen.add(line["product_id"])
    return tuple(_item(shop, call, index, line) for index, line in enumerate(call.body["items"]))


def _item(shop: Shop, call: Call, index: int, line: dict[str, Any]) -> OrderItem:
    product = shop.store.products.get(line["product_id"])
    if product is None or product.tenant != call.who.tenant:
        raise unknown_reference(f"/items/{index}/product_id", "is not a product of yours")
    return OrderItem(
        product_id=product.id,
        sku=product.sku,
        name=product.name,
        unit_price_cents=product.price_cents,
        quantity=line["quantity"],
    )


def _patch(shop: Shop, call: Call) -> dict[str, Any]:
    fields = {"note": call.body["note"]} if "note" in call.body else {}
    if "address_id" in call.body:
        fields["shipping_address"] = _address(shop, call, call.body["address_id"])
    return fields


def _address(shop: Shop, call: Call, address_id: str | None) -> Address | None:
    if address_id is None:
        return None
    address = shop.store.addresses.get(address_id)
    if address is None or address.owner_id != call.who.id:
        raise unknown_reference("/address_id", "is not an address of yours")
    return address


def _duplicate(pointer: str) -> Problem:
    violation = Violation(pointer=pointer, rule="duplicate_item", message="is in another item already")
    detail = "A value of the body does not fit what there is."
    return Problem("duplicate_item", detail, violations=(violation,))


HANDLERS: dict[str, Handler] = {
    "listOrders": list_orders,
    "createOrder": create_order,
    "getOrder": get_order,
    "updateOrder": update_order,
    "payOrder": pay_order,
    "cancelOrder": cancel_order,
}
