"""What teams get wrong about the services behind them: no limit of time, no limit of tries, no look at the answer."""

import asyncio
import traceback
from typing import Any

import msgspec

from assay.demo import dealing, gate, upstream
from assay.demo.calls import Call, Reply
from assay.demo.contract import Operation
from assay.demo.dealing import Dealt, attempted, nonsense
from assay.demo.defects.changing import replace, replaced
from assay.demo.defects.defect import Plant, of_kind
from assay.demo.problems import PROBLEMS, Problem
from assay.demo.store import Handler, Shop
from assay.demo.upstream import Late, Nonsense, Unreachable, Upstream

Sent = tuple[int, Any]
Headers = dict[str, str]
STORM = 25
FAR_TOO_LONG = 20.0
"""Seconds; the shop's own budget is one."""


class REAL:
    """What is right, under names that `replace` does not look at: what takes its place calls it."""

    attempted = staticmethod(attempted)
    read = staticmethod(upstream._read)


MEMORY: dict[str, Any] = {}
"""What defective code keeps for longer than it should; emptied with each shop."""


def _dealt(operation: str, act: Dealt) -> Plant:
    def plant() -> None:
        dealing.DEALT[operation] = act

    return plant


async def _waiting(partner: Upstream, method: str, path: str, content: Any, headers: Headers) -> Sent:
    partner.patience = FAR_TOO_LONG
    return await REAL.attempted(partner, method, path, content, headers)


class _Piecewise(Upstream):
    """A limit for each read, as socket time-outs are, but none for the whole."""

    async def send(self, method: str, path: str, content: Any = None, *, headers: Any = None) -> Sent:
        try:
            return await self.exchanged(method, path, content, headers or {})
        except TimeoutError:
            raise Late from None


async def _read_in_pieces(reader: asyncio.StreamReader) -> Any:
    class Patient:
        async def read(self, most: int) -> bytes:
            async with asyncio.timeout(upstream.PATIENCE):
                return await reader.read(most)

    return await REAL.read(Patient())  # type: ignore[arg-type]


def _piecewise() -> None:
    replace(Upstream, _Piecewise)
    replace(upstream._read, _read_in_pieces)


async def _storming(partner: Upstream, method: str, path: str, content: Any, headers: Headers) -> Sent:
    for _ in range(STORM):
        try:
            status, answer = await partner.send(method, path, content, headers=headers)
        except (Unreachable, Nonsense):
            continue
        except Late:
            raise Problem("partner_late", "A service behind the shop did not answer in time.") from None
        if status not in (429, 500, 502, 503, 504):
            return status, answer
    raise Problem("partner_unavailable", "A service behind the shop is not reachable.")


async def _charged_again(partner: Upstream, method: str, path: str, content: Any, headers: Headers) -> Sent:
    """Tried again whatever went wrong, each time as if it were the first."""
    for tried in range(3):
        keyed = {name: f"{value}-{tried}" for name, value in headers.items()}
        try:
            return await partner.send(method, path, content, headers=keyed)
        except Nonsense:
            continue
        except (Late, Unreachable):
            break
    raise Problem("partner_unavailable", "A service behind the shop is not reachable.")


async def _telling(partner: Upstream, method: str, path: str, content: Any, headers: Headers) -> Sent:
    status, answer = await REAL.attempted(partner, method, path, content, headers)
    if status >= 500:
        where = f"http://{partner._host}:{partner._port}{path}"
        raise Problem("partner_failed", f"{method} {where} answered {status}: {answer}")
    return status, answer


async def _unguarded(partner: Upstream, method: str, path: str, content: Any, headers: Headers) -> Sent:
    """Nonsense is nobody's business: the shop fails over it."""
    return await partner.send(method, path, content, headers=headers)


async def _with_trace(partner: Upstream, method: str, path: str, content: Any, headers: Headers) -> Sent:
    try:
        return await partner.send(method, path, content, headers=headers)
    except (Unreachable, Late, Nonsense):
        raise Problem("partner_failed", traceback.format_exc()) from None


async def _unlooked(handler: Handler, shop: Shop, call: Call) -> Reply:
    """The depot's number is shown as it came."""
    reply = await handler(shop, call)
    if shop.stock is None or not isinstance(reply.content, dict):
        return reply
    try:
        level = await dealing.answered(shop.stock, "GET", f"/levels/{reply.content['id']}", status=200)
        stock = level["available"]
    except (Problem, KeyError, TypeError):
        return reply
    return msgspec.structs.replace(reply, content={**reply.content, "stock": stock})


async def _placed_first(handler: Handler, shop: Shop, call: Call) -> Reply:
    """The order is there before the depot has been asked, and stays."""
    reply = await handler(shop, call)
    if shop.stock is not None and isinstance(reply.content, dict):
        wish = {"reference": reply.content["id"], "items": call.body["items"]}
        await dealing.agreed(shop.stock, dealing.Reservation, "POST", "/reservations", wish, status=201)
    return reply


async def _paid_anyway(handler: Handler, shop: Shop, call: Call) -> Reply:
    try:
        return await dealing.order_paid(handler, shop, call)
    except Problem as problem:
        if problem.code.startswith("partner_"):
            return await handler(shop, call)
        raise


def _without_recovery() -> None:
    """A breaker that opens at the first failure, and closes never."""
    MEMORY.clear()

    async def breaking(partner: Upstream, method: str, path: str, content: Any, headers: Headers) -> Sent:
        if "open" in MEMORY:
            raise Problem("partner_unavailable", "A service behind the shop is not reachable.")
        try:
            return await REAL.attempted(partner, method, path, content, headers)
        except Problem:
            MEMORY["open"] = True
            raise

    replace(attempted, breaking)


def _errors_kept() -> None:
    """What the billing answered once is answered for ever, also where it was no answer."""
    MEMORY.clear()

    async def kept(partner: Upstream, method: str, path: str, content: Any, headers: Headers) -> Sent:
        key = f"{method} {path.partition('/')[0]}{path.split('/')[1]}"
        if isinstance(MEMORY.get(key), Problem):
            raise MEMORY[key]
        try:
            status, answer = await REAL.attempted(partner, method, path, content, headers)
        except Problem as problem:
            MEMORY[key] = problem
            raise
        if status >= 500:
            MEMORY[key] = nonsense()
        return status, answer

    replace(attempted, kept)


def _few_slots() -> None:
    """All requests share four slots, and one that waits for a partner keeps its own, for long."""
    slots = asyncio.Semaphore(4)
    answer = gate.answer

    async def queued(shop: Shop, operation: Operation, handler: Handler, request: Any) -> Reply:
        async with slots:
            return await answer(shop, operation, handler, request)

    replace(answer, queued)
    replace(attempted, _waiting)


def _blocked() -> None:
    """A partner that is slow stops the whole shop: its calls are made one at a time, in everybody's way."""
    lock = asyncio.Lock()
    answer = gate.answer

    async def alone(shop: Shop, operation: Operation, handler: Handler, request: Any) -> Reply:
        async with lock:
            return await answer(shop, operation, handler, request)

    replace(answer, alone)


def _status_passed() -> None:
    async def passing(partner: Upstream, method: str, path: str, content: Any = None, **given: Any) -> Any:
        key = given.get("key", "")
        status, answer = await REAL.attempted(partner, method, path, content, {"Idempotency-Key": key} if key else {})
        if status != given["status"]:
            PROBLEMS["passed_on"] = (status, "Failed")
            raise Problem("passed_on", "It failed.")
        return answer

    replace(dealing.answered, passing)


async def _in_html(handler: Handler, shop: Shop, call: Call) -> Reply:
    try:
        return await dealing.order_placed(handler, shop, call)
    except Problem as problem:
        if problem.code.startswith("partner_"):
            page = b"<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
            return Reply(status=503, content=page, media_type="text/html")
        raise


async def _undeclared(handler: Handler, shop: Shop, call: Call) -> Reply:
    try:
        return await dealing.order_cancelled(handler, shop, call)
    except Problem as problem:
        if problem.code.startswith("partner_"):
            raise Problem("not_found", "There is nothing at this path.") from None
        raise


DEFECTS = of_kind(
    "dependency",
    {
        "waits-too-long": (
            "a partner has 20 seconds to answer",
            "time budget",
            replaced(dealing, "attempted", _waiting),
        ),
        "dribble-waited-for": (
            "the limit of time is for each read, so that a partner who dribbles is waited for",
            "time budget",
            _piecewise,
        ),
        "retry-storm": (
            "a partner that fails is asked again 25 times without a pause",
            "retries",
            replaced(dealing, "attempted", _storming),
        ),
        "charged-again": (
            "a charge is tried again with another Idempotency-Key",
            "side effect doubled",
            replaced(dealing, "attempted", _charged_again),
        ),
        "partner-told": (
            "an error tells the partner's address and answer",
            "leak",
            replaced(dealing, "attempted", _telling),
        ),
        "trace-told": ("an error holds a stack trace", "leak", replaced(dealing, "attempted", _with_trace)),
        "partner-crashes-shop": (
            "what a partner does wrong is the shop's 500",
            "undeclared failure",
            replaced(dealing, "attempted", _unguarded),
        ),
        "level-unlooked": (
            "the depot's number is passed on, whatever it is",
            "corrupt data",
            _dealt("getProduct", _unlooked),
        ),
        "half-placed": (
            "an order stays though the depot did not set its items aside",
            "half done",
            _dealt("createOrder", _placed_first),
        ),
        "paid-anyway": ("an order is paid though the charge failed", "false success", _dealt("payOrder", _paid_anyway)),
        "never-recovers": ("after one failure no partner is asked again", "recovery", _without_recovery),
        "errors-kept": ("an error of a partner is kept and told again", "recovery", _errors_kept),
        "slots-exhausted": ("requests that wait for a partner use up the slots of all", "isolation", _few_slots),
        "one-at-a-time": ("one slow partner stops all requests", "isolation", _blocked),
        "status-passed-on": ("the partner's status is the shop's", "undeclared failure", _status_passed),
        "error-page": ("a failure of the depot is an HTML page", "error shape", _dealt("createOrder", _in_html)),
        "failure-is-404": (
            "a failure of the depot is told as 404",
            "undeclared failure",
            _dealt("cancelOrder", _undeclared),
        ),
    },
)
