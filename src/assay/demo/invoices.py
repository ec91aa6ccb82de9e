"""The invoice of an order, as a text to download."""

from assay.demo import access
from assay.demo.calls import Call, Reply
from assay.demo.records import Order
from assay.demo.sources import stamp
from assay.demo.store import Handler, Shop


async def get_invoice(shop: Shop, call: Call) -> Reply:
    order = access.order(shop, call.who, call.path["order_id"])
    headers = {"Content-Disposition": f'attachment; filename="{call.query["filename"]}.txt"'}
    return Reply(content=_text(order).encode(), media_type="text/plain; charset=utf-8", headers=headers)


def _text(order: Order) -> str:
    lines = [f"{item.quantity} x {item.name}: {item.line_total_cents} cents" for item in order.items]
    head = [f"Invoice {order.number} of {stamp(order.created_at)} for {order.customer}", *lines]
    return "\n".join([*head, f"Total: {order.total_cents} cents", f"Note: {order.note or '-'}", ""])


HANDLERS: dict[str, Handler] = {"getInvoice": get_invoice}
