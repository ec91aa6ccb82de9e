"""Contracts of other conventions: each operation answers its own described call, with what its contract allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay import demo
from assay.contract.matching import Match, Routes
from assay.contract.responses import judge_response
from assay.model.http import Response
from assay.model.stub.received import Received
from assay.stub.contract.calls import of_contract
from assay.stub.contract.responder import ContractStub
from assay.stub.sources import read_contract

TESTS = Path(__file__).parents[2]
CONTRACTS = [
    Path(demo.__file__).parent / "openapi.yaml",
    TESTS / "second_api" / "openapi.json",
    TESTS / "third_api" / "openapi.yaml",
    TESTS / "fourth_api" / "openapi.json",
]
FORMS = frozenset({"POST /session"})
"""Operations whose only body is a form, which no described call has."""


@pytest.mark.parametrize("seed", [0, 1, 7])
@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.parent.name)
def test_each_operation_answers_what_its_contract_allows(path: Path, seed: int) -> None:
    contract = read_contract(path)
    strict, lenient = (ContractStub(contract, seed=seed, lenient=lenient) for lenient in (False, True))
    routes = Routes(contract)
    for call in of_contract(contract, seed):
        received = Received(id="1", method=call.method, target=call.target, headers=call.headers, body=call.body)
        refused = strict(received)
        assert not refused.report or refused.status == 401 or call.name in FORMS, (call.name, refused.report)
        served, match = lenient(received), routes.find(call.method, call.target)
        assert isinstance(match, Match)
        assert served.answer is not None
        assert served.status < 400, call.name
        answer = Response(status=served.status, headers=served.answer.headers, body=served.answer.body)
        wrong = [one for one in judge_response(contract, match, answer, method=call.method) if not one.info]
        assert wrong == [], call.name
