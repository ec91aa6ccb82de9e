"""The tenant's orders as CSV (RFC 4180), streamed a block of lines at a time."""

import csv
import io
from collections.abc import Iterator

from assay.demo import access
from assay.demo.calls import Call, Reply
from assay.demo.paging import equals, ordered
from assay.demo.periods import born_within
from assay.demo.records import Order
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop

COLUMNS = ("number", "status", "customer", "total_cents", "created_at", "note")
BLOCK = 200


async def export_orders(shop: Shop, call: Call) -> Reply:
    found = (order for order in shop.store.orders.values() if access.may_read_order(call.who, order))
    wanted = (order for order in found if equals(order.status, call.query.get("status")) and born_within(call, order))
    headers = {"Content-Disposition": 'attachment; filename="orders.csv"'}
    return Reply(content=_blocks(ordered(wanted, "number")), media_type="text/csv; charset=utf-8", headers=headers)


def _blocks(orders: list[Order]) -> Iterator[str]:
    yield _lines([COLUMNS])
    for start in range(0, len(orders), BLOCK):
        yield _lines([_cells(order) for order in orders[start : start + BLOCK]])


def _cells(order: Order) -> tuple[str, ...]:
    numbers = str(order.number), order.status, order.customer, str(order.total_cents), stamp(order.created_at)
    return *numbers, _harmless(order.note or "")


def _harmless(text: str) -> str:
    """The text with an apostrophe before it, if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _lines(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


HANDLERS: dict[str, Handler] = {"exportOrders": export_orders}
