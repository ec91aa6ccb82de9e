"""The stock service: what there is, and what is set aside for an order."""

from typing import Annotated

from msgspec import Meta, Struct, to_builtins
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assay.demo.partners.answers import Refused, answered, refused, wish

PLENTY = 100_000
LOW = 100


class Item(Struct, frozen=True, forbid_unknown_fields=True):
    """So many of a product."""

    product_id: str
    quantity: Annotated[int, Meta(ge=1, le=1000)]


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be set aside, under a reference."""

    reference: Annotated[str, Meta(min_length=1, max_length=80)]
    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=50)]


class _Depot:
    def __init__(self) -> None:
        self.held: dict[str, Wish] = {}
        self.released: dict[str, Wish] = {}

    def available(self, product: str) -> int:
        return PLENTY - sum(
            item.quantity for one in self.held.values() for item in one.items if item.product_id == product
        )

    async def level(self, request: Request) -> Response:
        product = request.path_params["product_id"]
        available = self.available(product)
        status = "plenty" if available > LOW else "low" if available else "none"
        return answered(200, {"product_id": product, "available": available, "status": status, "location": "hall 3"})

    async def reserve(self, request: Request) -> Response:
        asked: Wish = await wish(request, Wish)
        if asked.reference not in self.held:
            if any(item.quantity > self.available(item.product_id) for item in asked.items):
                raise Refused(409, "too little stock")
            self.held[asked.reference] = asked
        return answered(201, _view(self.held[asked.reference], "held"))

    async def reservation(self, request: Request) -> Response:
        reference = request.path_params["reference"]
        if reference in self.held:
            return answered(200, _view(self.held[reference], "held"))
        if reference in self.released:
            return answered(200, _view(self.released[reference], "released"))
        raise Refused(404, "no such reservation")

    async def release(self, request: Request) -> Response:
        reference = request.path_params["reference"]
        if reference in self.held:
            self.released[reference] = self.held.pop(reference)
        return answered(204, None)


def _view(asked: Wish, status: str) -> dict[str, object]:
    return {"reference": asked.reference, "status": status, "items": to_builtins(asked.items)}


def create_app() -> Starlette:
    """A depot of its own, with plenty of everything."""
    depot = _Depot()
    routes = [
        Route("/levels/{product_id}", depot.level, methods=["GET"]),
        Route("/reservations", depot.reserve, methods=["POST"]),
        Route("/reservations/{reference}", depot.reservation, methods=["GET"]),
        Route("/reservations/{reference}", depot.release, methods=["DELETE"]),
    ]
    return Starlette(routes=routes, exception_handlers={Refused: refused})
