"""A transport that ends a run whose server has gone, instead of waiting for it again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from assay.model.errors import IncompleteError
from assay.model.exchange import Answered, Exchange, Outcome, Unanswered
from assay.model.http import Header, Request
from assay.runtime.perform import Transport

MOST = 3
"""Requests without an answer, one after the other, before the server itself is looked at."""
PAUSES = (0.0, 0.5, 1.5)
"""Seconds before each look."""
SHORT = 5.0
"""Seconds that a look may take."""


class Lifeline:
    """One request without an answer may be the request's own fault; a server that answers nothing any more has gone."""

    def __init__(
        self, inner: Transport, base_url: str, verify: bool, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._inner = inner
        self._base_url = base_url
        self._verify = verify
        self._sleep = sleep
        self._silent = 0
        self._heard = False

    async def __call__(self, request: Request) -> Exchange:
        """The exchange. Raises IncompleteError where nobody answers any more, or nobody ever did."""
        exchange = await self._inner(request)
        outcome = exchange.outcome
        if speaks(outcome):
            self._silent, self._heard = 0, True
        elif isinstance(outcome, Unanswered) and outcome.phase != "build":
            self._silent += 1
            if self._silent >= MOST or not self._heard:
                await self._look(outcome)
        return exchange

    async def _look(self, last: Unanswered) -> None:
        for pause in PAUSES:
            await self._sleep(pause)
            exchange = await self._inner(self._question())
            if isinstance(exchange.outcome, Answered) or speaks(exchange.outcome):
                self._silent, self._heard = 0, True
                return
            last = exchange.outcome
        what = "stopped answering" if self._heard else "cannot be reached"
        raise IncompleteError(f"the API {what}: {last.reason}", where=self._base_url, remedy="Is it running there?")

    def _question(self) -> Request:
        request = Request(id="alive", method="GET", url=self._base_url, headers=(Header("Accept", "*/*"),))
        delivery = msgspec.structs.replace(request.delivery, timeout=SHORT, verify=self._verify, max_body=65536)
        return msgspec.structs.replace(request, delivery=delivery)


def speaks(outcome: Outcome) -> bool:
    """Whether a server is there, be it one that answers with what cannot be read."""
    return isinstance(outcome, Answered) or outcome.phase == "download" or outcome.code.startswith("HPE_")
