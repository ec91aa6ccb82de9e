"""Who was let in where: identity by operation, as ordinary requests showed it."""

from __future__ import annotations

from typing import Literal

from assay.model.exchange import Exchange
from assay.probes.call import Call
from assay.probes.saying import is_refusal

Entry = Literal["allowed", "refused", "not reached"]

REFUSALS = frozenset({401, 403, 404})
"""Statuses that may mean: not for you."""


class Access:
    """The matrix. What was allowed once is allowed; a refusal counts where nothing was allowed."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], Entry] = {}

    @property
    def reached(self) -> bool:
        """Whether anything was allowed or refused at all."""
        return bool(self._seen)

    def note(self, call: Call, exchange: Exchange) -> None:
        """Learn from the answer to an ordinary request."""
        key = (call.operation.name, call.identity.name)
        status = exchange.response.status if exchange.response else 0
        no = exchange.response is not None and is_refusal(exchange.response)
        if 200 <= status < 400 and not no:
            self._seen[key] = "allowed"
        elif (no or status in REFUSALS) and self._seen.get(key) != "allowed":
            self._seen[key] = "refused"

    def entry(self, operation: str, identity: str) -> Entry:
        """What is known of one operation and identity."""
        return self._seen.get((operation, identity), "not reached")
