"""What the tenant's warehouse service does, by its API key: ship paid orders."""

from assay.demo import access, audit, order_states, orders
from assay.demo.calls import Call, Reply
from assay.demo.etags import versioned
from assay.demo.store import Handler, Shop


async def ship_order(shop: Shop, call: Call) -> Reply:
    order = access.tenant_order(shop, call.who, call.path["order_id"])
    order = order_states.move(shop, order, "shipped", tracking_code=call.body["tracking_code"])
    audit.record(shop, call.who, "order.ship", order.id)
    return versioned(order.version, orders.view(order))


HANDLERS: dict[str, Handler] = {"shipOrder": ship_order}
