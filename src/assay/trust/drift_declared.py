"""Where an answer breaks its contract: there drift is sure, and where the contract allows it, it may be data."""

from __future__ import annotations

import re

from assay.contract.matching import Match, Routes
from assay.contract.responses import declared_answer, judge_response
from assay.contract.validation import Validators
from assay.model.contract import Contract
from assay.model.exchange import Exchange

_INDEX = re.compile(r"/\d{1,9}(?=/|$)")


class Declared:
    """The contract, held against answers of an environment whose base URL is among `bases`."""

    def __init__(self, contract: Contract, bases: tuple[str, ...]) -> None:
        self._contract = contract
        self._routes = Routes(contract, bases)
        self._validators = Validators(contract)

    def broken(self, exchange: Exchange) -> frozenset[str] | None:
        """The places of the body that are not as declared, `*` for any index; None where nothing is declared."""
        response = exchange.response
        found = self._routes.find(exchange.request.method, exchange.request.url)
        if response is None or not isinstance(found, Match):
            return None
        answer = declared_answer(found.operation, response.status)
        if answer is None or not any(isinstance(media.schema, dict) and media.schema for media in answer.media):
            return None
        wrong = judge_response(self._contract, found, response, self._validators, method=exchange.request.method)
        return frozenset(_INDEX.sub("/*", one.pointer) for one in wrong if one.place == "body" and not one.info)
