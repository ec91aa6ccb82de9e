"""What trials are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from assay.contract.matching import Match
from assay.contract.mismatch import Mismatch
from assay.contract.responses import judge_response
from assay.model.contract import Contract, Operation
from assay.model.exchange import Exchange
from assay.probes.target import Target


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The contract, the budget, and what nobody outside is to know."""

    target: Target
    budget: float
    """Seconds that an answer may take."""
    addresses: Mapping[str, str] = {}
    """By dependency: the `host:port` at which the API looks for it."""
    contracts: Mapping[str, Contract | None] = {}
    """By dependency."""

    def mismatches(self, exchange: Exchange, operation: Operation) -> list[Mismatch]:
        """Where an answer is not as the contract declares it."""
        if exchange.response is None:
            return []
        target = self.target
        found = judge_response(
            target.contract, Match(operation=operation), exchange.response, target.validators, method=operation.method
        )
        return [one for one in found if not one.info]

    def takes_a_key(self, dependency: str, call: str) -> bool:
        """Whether a dependency declares that it knows a call again by an Idempotency-Key."""
        contract = self.contracts.get(dependency)
        operation = next((one for one in contract.operations if one.name == call), None) if contract else None
        return operation is not None and any("idempotency" in one.name.lower() for one in operation.parameters)


def value_at(content: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer. Raises LookupError or TypeError where nothing does."""
    for key in pointer.split("/")[1:]:
        key = key.replace("~1", "/").replace("~0", "~")
        content = content[int(key)] if isinstance(content, list) else content[key]
    return content
