"""What is told and what is left alone, case by case: each is a way in which good APIs differ, or bad ones look good."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from assay.formats.openapi import read_openapi
from assay.model.dependency import Heard, Trouble
from assay.model.exchange import Exchange
from assay.model.http import Header, Response
from assay.model.stub.reply import Fault
from assay.probes.target import Target
from assay.resilience.breakage import Breakage, side_by_side
from assay.resilience.judging import blames
from assay.resilience.link import Link
from assay.resilience.pairing import pairs
from assay.resilience.terms import Terms
from assay.resilience.trial import Trial
from tests.resilience.test_judging import ALICE, DOCUMENT, TERMS, exchange, heard, told, trial

BUSY = exchange(503, {"code": "busy"})


def of(one: Trial, **changes: Any) -> Trial:
    """The trial with its link changed."""
    breakage = msgspec.structs.replace(one.breakage, link=msgspec.structs.replace(one.link, **changes))
    return msgspec.structs.replace(one, breakage=breakage)


def laid(name: str, phase: str, pointer: str = "", change: str = "", **settings: Any) -> Trouble:
    return Trouble(fault=Fault(name=name, settings=settings), phase=phase, pointer=pointer, change=change)


def terms(statuses: dict[str, Any]) -> Terms:
    """Of a contract whose write has these answers beside 201."""
    document = json.loads(json.dumps(DOCUMENT))
    answers = document["paths"]["/orders"]["post"]["responses"]
    document["paths"]["/orders"]["post"]["responses"] = {"201": answers["201"], **statuses}
    document["paths"]["/orders"]["get"]["responses"].pop("503")
    contract = read_openapi({"a.json": json.dumps(document).encode()}, "a.json")
    return Terms(target=Target(contract, "http://api.example", (ALICE,)), budget=2.0)


def test_500_gates_unless_the_contract_has_nothing_better() -> None:
    crash = trial(exchange(500, {"code": "x"}))
    assert [one.basis for one in blames(crash, TERMS)] == [None]
    assert [one.basis for one in blames(crash, terms({"500": {"description": "x"}}))] == ["inferred"]
    assert [one.basis for one in blames(crash, terms({"default": {"description": "x"}}))] == ["inferred"]
    both = {"default": {"description": "x"}, "503": {"description": "x"}}
    assert [one.basis for one in blames(crash, terms(both))] == [None]


def test_a_contract_without_any_failure_means_nothing_by_it() -> None:
    (blame,) = blames(trial(BUSY), terms({"404": {"description": "x"}}))
    assert (blame.rule.name, blame.basis) == ("fault-undeclared", "inferred")


@pytest.mark.parametrize("status", [400, 404, 409, 422])
def test_a_value_that_makes_no_sense_may_be_a_reason_to_refuse(status: int) -> None:
    refused = trial(exchange(status, {"code": "x"}), trouble=laid("negative-number", "semantic", "/left", "negative"))
    assert "fault-blames-client" not in told(refused)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("upstream says qzw7k2d", ["fault-leaked"]),
        ("HTTPConnectionPool(host='127.0.0.1', port=9001): Read timed out.", ["fault-leaked"]),
        ("connect ECONNREFUSED", ["fault-leaked"]),
        ("ReadError('')", ["fault-leaked"]),
        ("Expecting value: line 1 column 1 (char 0)", ["fault-leaked"]),
        ("stock could not be asked, try again in 30 seconds", []),
        ("order 9001 waits for the stock service", []),
    ],
)
def test_what_an_error_may_say(text: str, rules: list[str]) -> None:
    planted = laid("status-500", "status", text="upstream says qzw7k2d")
    assert told(trial(exchange(503, {"code": text}), trouble=planted)) == rules


def test_what_could_not_be_read_is_not_repeated() -> None:
    answer = Response(status=200, body=b'{"reservation": "res-1", "left": 7}')
    call = msgspec.structs.replace(heard(), response=answer)
    shown = exchange(503, {"code": 'not JSON: {"reservation": "res-1"'})
    assert told(trial(shown, call, trouble=laid("truncated-json", "content"))) == ["fault-leaked"]


def test_null_where_the_api_allows_it_degrades() -> None:
    given = Response(status=200, body=b'{"left": null}')
    call = msgspec.structs.replace(
        heard(), response=Response(status=200, body=b'{"left": 7}'), given=given, valid=False
    )
    shown = exchange(200, {"id": "o1", "note": None}, method="GET")
    trouble = laid("null-field", "semantic", "/left", "null")
    assert told(trial(shown, call, trouble=trouble, method="GET")) == []


def test_a_small_number_is_known_by_its_place() -> None:
    usual, given = Response(status=200, body=b'{"stock": 5}'), Response(status=200, body=b'{"stock": -5}')
    call = msgspec.structs.replace(heard(), response=usual, given=given, valid=False)
    trouble = laid("negative-number", "semantic", "/stock", "negative")
    passed = trial(exchange(200, {"id": "o1", "stock": -5}, method="GET"), call, trouble=trouble, method="GET")
    assert told(passed) == ["corrupt-data-passed-on"]
    elsewhere = trial(exchange(200, {"id": "o1", "x": -5}, method="GET"), call, trouble=trouble, method="GET")
    assert told(elsewhere) == []


@pytest.mark.parametrize(
    ("changes", "answer", "rules"),
    [
        ({}, {"id": "o2", "stock": 5}, ["success-without-dependency"]),
        ({}, {"id": "o2", "stock": 5, "state": "pending"}, []),
        ({}, {"id": "o2", "stock": 5, "notified": False}, []),
        ({"call": "POST /notifications"}, {"id": "o2", "stock": 5}, []),
        ({"dependency": "mailer"}, {"id": "o2", "stock": 5}, []),
        ({"afterwards": True}, {"id": "o2", "stock": 5}, []),
    ],
)
def test_what_a_write_may_do_without(changes: dict[str, Any], answer: dict[str, Any], rules: list[str]) -> None:
    one = of(trial(exchange(201, answer)), **changes)
    calls = tuple(msgspec.structs.replace(call, dependency=one.link.dependency, call=one.link.call)
                  for call in one.heard)  # fmt: skip
    assert told(msgspec.structs.replace(one, heard=calls)) == rules


def test_a_breaker_may_take_its_time_and_a_state_is_no_failure() -> None:
    assert told(trial(BUSY, recovered=2.0)) == []
    assert told(trial(BUSY, recovered=20.0, asked_to_wait=20.0)) == []
    (late,) = blames(trial(BUSY, recovered=7.0), TERMS)
    assert (late.rule.name, late.basis) == ("no-recovery", "inferred")
    moved = msgspec.structs.replace(trial(BUSY, recovered=None), after=exchange(409, {"code": "x"}))
    assert [one.basis for one in blames(moved, TERMS)] == ["inferred"]
    dead = msgspec.structs.replace(trial(BUSY, recovered=None), after=BUSY)
    assert [one.basis for one in blames(dead, TERMS)] == [None]


def done(number: int, *, body: str = "b", key: str = "", call: str = "POST /holds") -> Heard:
    made = heard(status=201, key=key, body=body, answer={"id": number})
    return msgspec.structs.replace(made, call=call, method=call.partition(" ")[0])


def test_each_try_with_a_reference_of_its_own_is_done_again() -> None:
    assert told(trial(BUSY, done(1, body="b1"), done(2, body="b2"))) == ["side-effect-doubled"]
    taken_back = done(0, call="DELETE /holds/{id}")
    assert told(trial(BUSY, done(1, body="b1"), taken_back, done(2, body="b2"))) == []


def test_what_only_asks_may_be_asked_twice() -> None:
    quotes = of(trial(BUSY, done(1, call="POST /quotes"), done(2, call="POST /quotes")), call="POST /quotes")
    assert told(quotes) == []


def test_a_dependency_that_always_says_the_same_shows_nothing() -> None:
    first = msgspec.structs.replace(done(1), body="other")
    one = of(trial(BUSY, done(1), done(1)), heard=first)
    assert [(blame.rule.name, blame.basis) for blame in blames(one, TERMS)] == [("side-effect-doubled", "inferred")]


def link(operation: str, call: str, dependency: str = "stock") -> Link:
    good = Exchange(id="x", request=exchange(201).request, outcome=exchange(201).outcome)
    return Link(operation=operation, identity=ALICE, dependency=dependency, call=call, healthy=good, heard=heard())


def test_only_what_shares_no_call_is_tried_side_by_side() -> None:
    first, second, third = link("POST /a", "GET /x"), link("POST /b", "GET /y"), link("POST /c", "GET /x")
    calls = {"POST /a": {("stock", "GET /x")}, "POST /b": {("stock", "GET /y")}, "POST /c": {("stock", "GET /x")}}
    slow = [Breakage(link=one, trouble=laid("dribble", "answer")) for one in (first, second, third)]
    groups = side_by_side(slow, calls)
    assert [[one.link.operation for one in group] for group in groups] == [["POST /a", "POST /b"], ["POST /c"]]
    whole = [Breakage(link=one, trouble=laid("silent", "connection")) for one in (first, second)]
    assert len(side_by_side(whole, calls)) == 2  # on every call of the dependency


def test_pairs_are_of_one_operation_and_of_what_is_laid_anyway() -> None:
    one, two, other = link("POST /a", "GET /x"), link("POST /a", "POST /y", "bank"), link("POST /b", "GET /z")
    names = ("status-503", "truncated-body")
    single = [Breakage(link=each, trouble=laid(name, "status")) for each in (one, two, other) for name in names]
    labels = {(pair.link.call, pair.label) for pair in pairs((one, two, other), single)}
    assert labels == {
        ("GET /x", "status-503+status-503 at bank POST /y"), ("GET /x", "status-503,truncated-body"),
        ("POST /y", "status-503,truncated-body"), ("GET /z", "status-503,truncated-body"),
    }  # fmt: skip


def test_headers_tell_as_well() -> None:
    answer = exchange(503, {"code": "busy"})
    headers = (Header("Content-Type", "application/json"), Header("X-Upstream", "127.0.0.1:9001"))
    response = Response(status=503, headers=headers, body=b'{"code": "busy"}')
    outcome = msgspec.structs.replace(answer.outcome, response=response)
    assert told(trial(msgspec.structs.replace(answer, outcome=outcome))) == ["fault-leaked"]
