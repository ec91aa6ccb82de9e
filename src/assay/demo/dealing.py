"""Deals with the shop's partners around its own handlers: nothing is kept here that they did not agree to."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from assay.demo import access, idempotency, order_states
from assay.demo.calls import Call, Reply
from assay.demo.problems import Problem
from assay.demo.store import Handler, Shop
from assay.demo.upstream import Late, Nonsense, Unreachable, Upstream

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Dealt = Callable[[Handler, Shop, Call], Awaitable[Reply]]
T = TypeVar("T")
TRIES = 2
"""A call that the partner never got is sent once more."""


class Level(msgspec.Struct, frozen=True):
    """How many the depot has."""

    product_id: Id
    available: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
    status: Literal["plenty", "low", "none"]


class Reservation(msgspec.Struct, frozen=True):
    """What the depot has set aside."""

    reference: Id
    status: Literal["held", "released"]


class Charge(msgspec.Struct, frozen=True):
    """What was charged."""

    id: Id
    order: Id
    amount_cents: Annotated[int, msgspec.Meta(ge=0)]
    status: Literal["charged"]


async def product_read(handler: Handler, shop: Shop, call: Call) -> Reply:
    """The stock is at most the depot's; where that cannot be asked, the shop's own count is good enough."""
    reply = await handler(shop, call)
    if shop.stock is None or not isinstance(reply.content, dict):
        return reply
    try:
        level = await agreed(shop.stock, Level, "GET", f"/levels/{reply.content['id']}", status=200)
    except Problem:
        return reply
    content = {**reply.content, "stock": min(reply.content["stock"], level.available)}
    return msgspec.structs.replace(reply, content=content)


async def order_placed(handler: Handler, shop: Shop, call: Call) -> Reply:
    """The depot sets the items aside first; whatever then goes wrong, they are given back."""
    if shop.stock is None or idempotency.is_kept(shop, call):
        return await handler(shop, call)
    reference = shop.ids.new("res")
    wish = {"reference": reference, "items": call.body["items"]}
    try:
        await agreed(shop.stock, Reservation, "POST", "/reservations", wish, status=201, is_it=_held(reference))
        reply = await handler(shop, call)
    except Problem:
        await released(shop.stock, reference)
        raise
    assert isinstance(reply.content, dict)
    if "Idempotency-Replayed" in reply.headers:  # the same request at the same moment came first
        await released(shop.stock, reference)
        return reply
    shop.store.reservations[reply.content["id"]] = reference
    return reply


async def order_paid(handler: Handler, shop: Shop, call: Call) -> Reply:
    """Charged once for an order, however often it is tried, and only then paid."""
    if shop.billing is None or idempotency.is_kept(shop, call):
        return await handler(shop, call)
    order = access.order(shop, call.who, call.path["order_id"])
    access.require_owner(call.who, order.customer_id)
    order_states.require_move(order, "paid")
    if call.body["amount_cents"] != order.total_cents:
        return await handler(shop, call)  # which refuses it
    wish = {"order": order.id, "amount_cents": order.total_cents, "method": call.body["method"]}
    await agreed(
        shop.billing, Charge, "POST", "/charges", wish, status=201, key=order.id,
        is_it=lambda one: one.order == order.id and one.amount_cents == order.total_cents,
    )  # fmt: skip
    return await handler(shop, call)


async def order_cancelled(handler: Handler, shop: Shop, call: Call) -> Reply:
    """The depot takes the items back first."""
    if shop.stock is None:
        return await handler(shop, call)
    order = access.order(shop, call.who, call.path["order_id"])
    order_states.require_move(order, "cancelled")
    if reference := shop.store.reservations.get(order.id):
        await answered(shop.stock, "DELETE", f"/reservations/{reference}", status=204)
    return await handler(shop, call)


async def agreed(
    partner: Upstream, kind: type[T], method: str, path: str, content: Any = None, *, status: int, key: str = "",
    is_it: Callable[[T], bool] = lambda _: True,
) -> T:  # fmt: skip
    """The partner's answer, which has this status and is of this kind; else a Problem that names nothing internal."""
    found = await answered(partner, method, path, content, status=status, key=key)
    try:
        agreement = msgspec.convert(found, kind)
    except msgspec.ValidationError:
        raise nonsense() from None
    if not is_it(agreement):
        raise nonsense()
    return agreement


async def answered(
    partner: Upstream, method: str, path: str, content: Any = None, *, status: int, key: str = ""
) -> Any:
    """What the partner answered with this status. Raises Problem."""
    found, answer = await attempted(partner, method, path, content, {"Idempotency-Key": key} if key else {})
    if found == status:
        return answer
    if found in (402, 409):
        raise Problem("insufficient_stock" if found == 409 else "payment_declined", "The partner declined.")
    if found in (429, 503):
        raise Problem("partner_unavailable", "A service behind the shop is busy. Try again later.")
    raise nonsense()


async def attempted(
    partner: Upstream, method: str, path: str, content: Any, headers: dict[str, str]
) -> tuple[int, Any]:
    """The partner's answer; once more where it cannot have got the call. Raises Problem."""
    for tried in range(1, TRIES + 1):
        try:
            return await partner.send(method, path, content, headers=headers)
        except Unreachable:
            if tried == TRIES:
                raise Problem("partner_unavailable", "A service behind the shop is not reachable.") from None
        except Late:
            raise Problem("partner_late", "A service behind the shop did not answer in time.") from None
        except Nonsense:
            raise nonsense() from None
    raise AssertionError("the last try answers or raises")


async def released(partner: Upstream, reference: str) -> None:
    """Give back what may have been set aside; if that fails, the depot's own time-out ends it."""
    try:
        await partner.send("DELETE", f"/reservations/{reference}")
    except (Unreachable, Late, Nonsense):
        return


def nonsense() -> Problem:
    """The 502."""
    return Problem("partner_failed", "A service behind the shop gave an answer that makes no sense.")


def _held(reference: str) -> Callable[[Reservation], bool]:
    return lambda one: one.reference == reference and one.status == "held"


DEALT: dict[str, Dealt] = {
    "getProduct": product_read,
    "createOrder": order_placed,
    "payOrder": order_paid,
    "cancelOrder": order_cancelled,
}
"""The operations that a partner has a say in."""
