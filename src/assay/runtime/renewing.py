"""A transport that logs in again for an identity whose token ended during a run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import msgspec

from assay.model.exchange import Exchange
from assay.model.http import Header, Request
from assay.runtime.perform import Transport

MOST = 20
"""Log-ins of one identity in a run."""


class Renewing:
    """A 401 alone proves nothing: some APIs answer so to whom they know. A read that succeeded before must be refused
    as well; then the token has ended. Requests with any other credential pass as they are: forgeries must be judged.

    `shown` is what each identity that can log in shows as Authorization; `renew` logs one in, and gives what it shows
    from then on. `ends` says whether a request ends the caller's session on purpose: until the next `item` nothing is
    renewed then. `tell` hears of exchanges that are made for this alone.
    """

    def __init__(
        self,
        inner: Transport,
        shown: Mapping[str, str],
        renew: Callable[[str], Awaitable[str]],
        *,
        ends: Callable[[Request], bool],
        item: Callable[[], str],
        tell: Callable[[Exchange], None],
    ) -> None:
        self._inner = inner
        self._shown = dict(shown)
        self._renew = renew
        self._ends = ends
        self._item = item
        self._tell = tell
        self._owners = {text: name for name, text in shown.items()}
        """Whose a credential is or was."""
        self._good: dict[str, Request] = {}
        self._refused: set[tuple[str, str, str]] = set()
        self._ended: dict[str, str] = {}
        self._times: dict[str, int] = {}
        self._lock = asyncio.Lock()

    async def __call__(self, request: Request) -> Exchange:
        """The answer, to the request with a token that is good by now."""
        name = self._owners.get(request.header("authorization") or "")
        if name is None or self._ended.get(name) == self._item():
            return await self._inner(request)
        current = self._showing(request, name)
        exchange = await self._inner(current)
        status = exchange.response.status if exchange.response else 0
        if 200 <= status < 300:
            self._learn(name, current)
        elif status == 401 and await self._has_ended(name, current):
            self._tell(exchange)
            return await self._inner(self._showing(request, name))
        return exchange

    def _learn(self, name: str, request: Request) -> None:
        if request.method == "GET" and not request.body:
            self._good.setdefault(name, request)
        elif self._ends(request):
            self._ended[name] = self._item()

    async def _has_ended(self, name: str, request: Request) -> bool:
        """Whether the identity had to log in again, or has in the meantime."""
        good, key = self._good.get(name), (name, request.method, request.url.partition("?")[0])
        if good is None or key in self._refused:
            return False
        async with self._lock:
            if request.header("authorization") != self._shown[name]:
                return True  # another request of the same moment saw to it
            control = await self._inner(self._showing(good, name))
            self._tell(control)
            if control.response is None or control.response.status != 401:
                self._refused.add(key)
                return False
            self._times[name] = self._times.get(name, 0) + 1
            if self._times[name] > MOST:
                return False
            text = await self._renew(name)
            self._shown[name] = text
            self._owners[text] = name
            return True

    def _showing(self, request: Request, name: str) -> Request:
        text = self._shown[name]
        headers = tuple(
            Header(key, text) if key.lower() == "authorization" else Header(key, value)
            for key, value in request.headers
        )
        return msgspec.structs.replace(request, headers=headers)
