"""The billing service: one charge for each Idempotency-Key."""

from typing import Annotated

from msgspec import Meta, Struct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assay.demo.partners.answers import Refused, answered, refused, wish


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be paid."""

    order: Annotated[str, Meta(min_length=1, max_length=80)]
    amount_cents: Annotated[int, Meta(ge=0)]
    method: Annotated[str, Meta(min_length=1, max_length=40)]


class _Till:
    def __init__(self) -> None:
        self.charges: dict[str, tuple[str, Wish]] = {}

    async def charge(self, request: Request) -> Response:
        key = request.headers.get("Idempotency-Key")
        asked: Wish = await wish(request, Wish)
        if not key:
            raise Refused(422, "no Idempotency-Key")
        if key not in self.charges:
            self.charges[key] = (f"chg_{len(self.charges) + 1}", asked)
        number, charged = self.charges[key]
        return answered(
            201, {"id": number, "order": charged.order, "amount_cents": charged.amount_cents, "status": "charged"}
        )


def create_app() -> Starlette:
    """A till of its own, without a charge."""
    till = _Till()
    return Starlette(routes=[Route("/charges", till.charge, methods=["POST"])], exception_handlers={Refused: refused})
