"""The exchange that stands, held against the contract: once for each transfer, whichever rules ask."""

from __future__ import annotations

import msgspec

from assay.contract.matching import Match, Miss, Routes
from assay.contract.mismatch import Mismatch
from assay.contract.requests import judge_request
from assay.contract.responses import judge_response
from assay.contract.scope import may_concern
from assay.contract.validation import Validators
from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.model.contract import Contract
from assay.model.exchange import Exchange


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What the exchange reached, and where its two sides differ from what is declared."""

    reached: Match | Miss
    request: tuple[Mismatch, ...] = ()
    response: tuple[Mismatch, ...] = ()


def judged(evidence: Evidence) -> Judged | None:
    """The judgement on the last exchange; None where there is no contract, or the request went to another API."""
    if evidence.contract is None or evidence.last is None:
        return None
    if not may_concern(evidence.contract, evidence.last.request.url):
        return None
    kept = evidence.__dict__
    if "judged" not in kept:
        kept["judged"] = _judge(evidence.contract, evidence.last)
    found: Judged = kept["judged"]
    return found


def _judge(contract: Contract, exchange: Exchange) -> Judged:
    method = sent.method(exchange)
    reached = Routes(contract).find(method, exchange.request.url)
    if isinstance(reached, Miss):
        return Judged(reached=reached)
    validators = Validators(contract)
    request = msgspec.structs.replace(exchange.request, headers=sent.headers(exchange))
    response = exchange.response
    return Judged(
        reached=reached,
        request=judge_request(contract, reached, request, validators),
        response=() if response is None else judge_response(contract, reached, response, validators, method=method),
    )
