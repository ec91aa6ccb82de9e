"""Both sides held to the contract: what is told, once, and what is left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assay import demo
from assay.formats.openapi import read_openapi
from assay.formats.stub_file import read_stub_file
from assay.model.contract import Contract
from assay.model.http import Header
from assay.model.stub.mapping import Mapping
from assay.model.stub.received import Received
from assay.stub.answering import Answerer
from assay.stub.contract.calls import Described, Left, of_contract, of_mappings
from assay.stub.contract.responder import ContractStub
from assay.stub.contract.watching import Watching

STOCK = Path(demo.__file__).parent / "partners" / "stock.yaml"
LEVEL = '{ product_id = "a", available = 1, status = "low" }'


@pytest.fixture(scope="module")
def contract() -> Contract:
    return read_openapi({str(STOCK): STOCK.read_bytes()}, str(STOCK))


def mappings(text: str) -> tuple[Mapping, ...]:
    return read_stub_file(text.encode(), file="s.toml").mappings


def seen(contract: Contract, text: str, *calls: tuple[str, str, Any]) -> set[tuple[str, str, str]]:
    """What a stub of these routes is found to do at these calls."""
    watch = Watching(contract)
    answerer = Answerer(mappings(text))
    answerer.journal.heard = watch.saw
    for method, target, content in calls:
        kind = (Header("Content-Type", "application/json"),) if content is not None else ()
        body = json.dumps(content).encode() if content is not None else b""
        answerer.answer(Received(id="1", method=method, target=target, headers=kind, body=body))
    return {(one.rule, one.operation, one.where) for one in watch.findings}


def test_good_calls_with_good_answers_are_silent(contract: Contract) -> None:
    text = f'[[route]]\nrequest = "GET /levels/{{id}}"\njson = {LEVEL}\n'
    assert seen(contract, text, ("GET", "/levels/a", None), ("GET", "/levels/a?more=1", None)) == set()


def test_each_thing_is_told_once_however_often_it_comes(contract: Contract) -> None:
    text = '[[route]]\nrequest = "GET /levels/{id}"\njson = { product_id = 5, available = 1, status = "gone" }\n'
    found = seen(contract, text, *[("GET", f"/levels/{number}", None) for number in range(20)])
    assert found == {
        ("stub-drift", "GET /levels/{product_id}", "/product_id"),
        ("stub-drift", "GET /levels/{product_id}", "/status"),
    }
    unknown = seen(contract, "[[route]]\nrequest = '/x'", *[("GET", f"/racks/{number}", None) for number in range(20)])
    assert unknown == {("call-undeclared", "GET /racks/{rack_id}", "")}


def test_a_bad_call_is_told_whether_or_not_it_fitted(contract: Contract) -> None:
    text = '[[route]]\nrequest = "POST /other"\n'
    found = seen(contract, text, ("POST", "/reservations", {"reference": 1, "items": []}))
    assert {one[2] for one in found} == {"/reference", "/items"}
    assert {one[0] for one in found} == {"call-off-contract"}


def test_an_answer_that_only_a_template_knows_is_judged_when_it_is_given(contract: Contract) -> None:
    text = '[[route]]\nrequest = "GET /levels/{id}"\ntext = "{{request.path.id}}"\n'
    watch = Watching(contract)
    watch.look_at(mappings(text))
    assert watch.findings == ()
    assert seen(contract, text, ("GET", "/levels/a", None)) == {
        ("stub-drift", "GET /levels/{product_id}", "Content-Type")
    }


@pytest.mark.parametrize(
    "line", ["status = 503", "status = 429", 'fault = "malformed-json"', 'fault = "EMPTY_RESPONSE"']
)
def test_what_fails_on_purpose_is_no_drift(contract: Contract, line: str) -> None:
    text = f'[[route]]\nrequest = "GET /levels/{{id}}"\n{line}\n'
    watch = Watching(contract)
    watch.look_at(mappings(text))
    assert watch.findings == ()
    assert seen(contract, text, ("GET", "/levels/a", None)) == set()


def test_routes_are_judged_before_anybody_calls(contract: Contract) -> None:
    watch = Watching(contract)
    watch.look_at(mappings('[[route]]\nrequest = "GET /shelves"\n[[route]]\nrequest = "/levels/a"\n'))
    assert [(one.rule, one.operation, one.cause) for one in watch.findings] == [
        ("stub-drift", "GET /shelves", "s.toml:1")
    ]


def test_findings_have_an_end(contract: Contract) -> None:
    watch = Watching(contract)
    stub = ContractStub(contract)
    for number in range(3_000):
        watch.saw(stub(Received(id="1", method="GET", target=f"/{'x' * (number % 50)}{number}y/z{number}q")))
    assert len(watch.findings) <= 1_000


def test_what_a_stub_describes_is_called(contract: Contract) -> None:
    text = """
        [[route]]
        request = "GET /levels/{product_id}?deep=1"
        json = { product_id = "a b" }
        [[route]]
        request = "GET /levels/{other}"
        [[route]]
        request = "POST /reservations"
        when.body = { equal = { a = 1 } }
        [[route]]
        request = "GET ~/x.*"
        [[route]]
        request = "GET /broken"
        fault = "reset-in-body"
        [[route]]
        request = "GET /down"
        status = 503
        [[route]]
        request = "GET /later"
        state = "s: later"
    """
    found = list(of_mappings(mappings(text)))
    calls = [(one.method, one.target, one.body) for one in found if isinstance(one, Described)]
    assert calls == [("POST", "/reservations", b'{"a":1}'), ("GET", "/levels/a%20b?deep=1", b"")]
    assert [one.why.partition(";")[0] for one in found if isinstance(one, Left)] == [
        "nothing says what {other} is",
        "its path is an expression",
    ]
    described = list(of_contract(contract, 0))
    assert [one.method for one in described] == ["GET", "POST", "GET", "DELETE"]
    assert json.loads(described[1].body)["reference"] == "ord_1", "the example of the contract"
