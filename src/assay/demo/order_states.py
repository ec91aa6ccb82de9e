"""The states of an order: placed, paid, shipped or cancelled, and the moves between them."""

from typing import Any

import msgspec

from assay.demo.problems import Problem
from assay.demo.records import Order, OrderStatus
from assay.demo.store import Shop

MOVES: dict[OrderStatus, frozenset[OrderStatus]] = {
    "placed": frozenset({"paid", "cancelled"}),
    "paid": frozenset({"shipped", "cancelled"}),
    "shipped": frozenset(),
    "cancelled": frozenset(),
}


def move(shop: Shop, order: Order, to: OrderStatus, **fields: Any) -> Order:
    """The order in its new state; 409 if no move leads there."""
    require_move(order, to)
    return changed(shop, order, status=to, **fields)


def require_move(order: Order, to: OrderStatus) -> None:
    """409 if no move leads from the order's state to this one."""
    if to not in MOVES[order.status]:
        raise Problem("order_state", f"An order that is {order.status} cannot become {to}.")


def require_placed(order: Order) -> None:
    """409 unless the order is still open to changes."""
    if order.status != "placed":
        raise Problem("order_state", f"An order that is {order.status} cannot be changed.")


def changed(shop: Shop, order: Order, **fields: Any) -> Order:
    """Replaces the fields in the store; the version counts on, so that the ETag tells."""
    order = msgspec.structs.replace(order, **fields, version=order.version + 1, updated_at=shop.now())
    shop.store.orders[order.id] = order
    return order
