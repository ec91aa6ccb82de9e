"""Names a call to a dependency by method and path template, so that the same call is known again with other ids."""

from __future__ import annotations

from assay.contract.inference.paths import template
from assay.contract.matching import Match, Routes
from assay.model.contract import Contract
from assay.model.stub.received import Received

_BASE = "http://dependency.invalid"


class Naming:
    """By its contract where there is one; else whatever looks like an id is a variable."""

    def __init__(self, contract: Contract | None, path: str = "") -> None:
        self._routes = Routes(contract, (f"{_BASE}{path}", _BASE)) if contract is not None else None
        self._path = path

    def of(self, received: Received) -> str:
        """`GET /levels/{product_id}`."""
        if self._routes is not None:
            match = self._routes.find(received.method, f"{_BASE}{received.raw_path}")
            if isinstance(match, Match):
                return match.operation.name
        return f"{received.method} {template(received.raw_path.removeprefix(self._path), frozenset())}"
