"""The shop as an ASGI application: the contract's operations, each bound to its handler."""

import logging
from collections.abc import Iterable
from functools import partial

from starlette.requests import ClientDisconnect, Request
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from assay.demo import (
    addresses,
    announcements,
    audit,
    auth,
    coupons,
    dealing,
    documents,
    exports,
    feeds,
    images,
    invoices,
    me,
    orders,
    products,
    reports,
    reviews,
    search,
    system,
    tenants,
    users,
    warehouse,
)
from assay.demo.calls import Reply
from assay.demo.contract import Operation, operations
from assay.demo.gate import answer
from assay.demo.problems import Problem, problem_reply
from assay.demo.rendering import rendered
from assay.demo.seed import plant
from assay.demo.sources import Clock, Ids, utc_now
from assay.demo.store import Handler, Shop
from assay.demo.upstream import Upstream

HANDLERS: dict[str, Handler] = {
    **system.HANDLERS,
    **auth.HANDLERS,
    **me.HANDLERS,
    **addresses.HANDLERS,
    **users.HANDLERS,
    **products.HANDLERS,
    **images.HANDLERS,
    **reviews.HANDLERS,
    **search.HANDLERS,
    **orders.HANDLERS,
    **invoices.HANDLERS,
    **warehouse.HANDLERS,
    **announcements.HANDLERS,
    **tenants.HANDLERS,
    **coupons.HANDLERS,
    **feeds.HANDLERS,
    **documents.HANDLERS,
    **exports.HANDLERS,
    **reports.HANDLERS,
    **audit.HANDLERS,
}

_log = logging.getLogger(__name__)


def create_app(*, clock: Clock = utc_now, seed: int = 1, stock: str = "", billing: str = "") -> ASGIApp:
    """A shop of its own, with the start data of the seed; the same seed gives the same ids in the same order.

    `stock` and `billing` are base URLs of its partners; without one, the shop decides alone.
    """
    shop = Shop(clock=clock, ids=Ids(seed), stock=_partner(stock), billing=_partner(billing))
    plant(shop)
    routes = [Route(path, _Path(shop, found)) for path, found in _by_path(operations()).items()]
    return Router(routes, redirect_slashes=False, default=_nowhere)


def _partner(url: str) -> Upstream | None:
    return Upstream(url) if url else None


def _by_path(found: Iterable[Operation]) -> dict[str, list[Operation]]:
    paths: dict[str, list[Operation]] = {}
    for operation in found:
        paths.setdefault(operation.path, []).append(operation)
    return paths


class _Path:
    """One path of the contract; answers each of its methods, and HEAD where there is GET."""

    def __init__(self, shop: Shop, found: list[Operation]) -> None:
        self._shop = shop
        self._methods = {operation.method: operation for operation in found}
        if "GET" in self._methods:
            self._methods["HEAD"] = self._methods["GET"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            reply = await self._answered(Request(scope, receive))
        except ClientDisconnect:
            return
        await rendered(reply)(scope, receive, send)

    async def _answered(self, request: Request) -> Reply:
        try:
            return await self._answer(request)
        except Problem as problem:
            return problem_reply(problem)
        except ClientDisconnect:
            raise
        except Exception:  # noqa: BLE001 - whatever else went wrong is ours: the log gets it, the caller learns nothing
            _log.exception("%s %s", request.method, request.url.path)
            return problem_reply(Problem("internal_error", "The shop failed. It is not your fault."))

    async def _answer(self, request: Request) -> Reply:
        operation = self._methods.get(request.method)
        if operation is None:
            allowed = ", ".join(sorted(self._methods))
            raise Problem("method_not_allowed", f"Allowed are {allowed}.", headers={"Allow": allowed})
        handler = HANDLERS[operation.id]
        if dealt := dealing.DEALT.get(operation.id):
            handler = partial(dealt, handler)
        return await answer(self._shop, operation, handler, request)


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    reply = problem_reply(Problem("not_found", "There is nothing at this path."))
    await rendered(reply)(scope, receive, send)
