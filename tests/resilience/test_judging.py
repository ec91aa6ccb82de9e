"""One trial, judged: what each rule tells, and what it leaves alone."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from assay.formats.openapi import read_openapi
from assay.model.dependency import Heard, Trouble
from assay.model.exchange import Answered, Exchange, Timings, Unanswered
from assay.model.http import Header, Request, Response
from assay.model.identity import Identity
from assay.model.stub.reply import Fault
from assay.probes.target import Target
from assay.resilience.breakage import Breakage
from assay.resilience.judging import blames
from assay.resilience.link import Link
from assay.resilience.terms import Terms
from assay.resilience.trial import Trial

ALICE = Identity(name="alice")
ERROR = {"content": {"application/json": {"schema": {"type": "object", "required": ["code"]}}}}
ORDER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "stock": {"type": "integer"}}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/orders": {
            "post": {
                "responses": {
                    "201": {"content": {"application/json": {"schema": ORDER}}},
                    "404": ERROR,
                    "503": ERROR,
                }
            },
            "get": {"responses": {"200": {"content": {"application/json": {"schema": ORDER}}}, "503": ERROR}},
        }
    },
}
TERMS = Terms(
    target=Target(read_openapi({"a.json": json.dumps(DOCUMENT).encode()}, "a.json"), "http://api.example", (ALICE,)),
    budget=2.0,
    addresses={"stock": "127.0.0.1:9001"},
)


def exchange(status: int, content: Any = None, *, seconds: float = 0.1, method: str = "POST") -> Exchange:
    """An answer; none at all for status 0."""
    request = Request(id="r", method=method, url="http://api.example/orders")
    body = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
    headers = (Header("Content-Type", "application/json"),)
    outcome = (
        Answered(response=Response(status=status, headers=headers, body=body))
        if status
        else Unanswered(reason="it ended", code="ECONNRESET", phase="first byte")
    )
    return Exchange(id="r1", request=request, outcome=outcome, timings=Timings(total=seconds * 1000))


def heard(*, fault: str = "status-500", status: int = 0, key: str = "", body: str = "b", answer: Any = None) -> Heard:
    """A call that came; one that reached the dependency where it has a status."""
    response = Response(status=status, body=json.dumps(answer).encode()) if status else None
    return Heard(
        dependency="stock", call="POST /holds", method="POST", target="/holds", key=key, body=body,
        response=response, fault=fault,
    )  # fmt: skip


def trial(
    answer: Exchange, *calls: Heard, trouble: Trouble | None = None, method: str = "POST", **others: Any
) -> Trial:
    """A trial of an operation that succeeds when nothing is wrong."""
    good = exchange(201 if method == "POST" else 200, {"id": "o1", "stock": 5}, method=method)
    link = Link(
        operation=f"{method} /orders", identity=ALICE, dependency="stock", call="POST /holds", healthy=good,
        heard=heard(fault="", status=201),
    )  # fmt: skip
    laid = trouble or Trouble(fault=Fault(name="status-500"), phase="status")
    return Trial(
        breakage=Breakage(link=link, trouble=laid), exchange=answer, heard=calls or (heard(),), after=good, **others
    )


def told(one: Trial) -> list[str]:
    """The rules that were broken."""
    return [blame.rule.name for blame in blames(one, TERMS)]


def test_a_declared_failure_is_a_good_answer() -> None:
    assert told(trial(exchange(503, {"code": "busy"}))) == []


def test_what_never_met_the_fault_is_not_judged() -> None:
    assert told(trial(exchange(500), heard(fault=""))) == []


@pytest.mark.parametrize(
    ("answer", "rules"),
    [
        (exchange(502, {"code": "x"}), ["fault-undeclared"]),
        (exchange(500, {"code": "x"}), ["fault-crashes"]),
        (exchange(404, {"code": "x"}), ["fault-blames-client"]),
        (exchange(503, {"error": "x"}), ["fault-error-shape"]),
        (exchange(503, b"<html>"), ["fault-error-shape"]),
        (exchange(503, {"code": "x"}, seconds=2.6), ["fault-outlasts-budget"]),
        (exchange(0), ["fault-unanswered"]),
        (exchange(503, {"code": "connect to 127.0.0.1:9001 failed"}), ["fault-leaked"]),
        (exchange(201, {"id": "o1"}), ["success-without-dependency"]),
        (exchange(202, {"id": "o1"}), []),
    ],
)
def test_each_bad_answer_has_its_rule(answer: Exchange, rules: list[str]) -> None:
    assert [rule for rule in told(trial(answer)) if rule != "corrupt-data-passed-on"] == rules


def test_a_refusal_of_the_dependency_may_be_handed_on() -> None:
    assert told(trial(exchange(404, {"code": "x"}), trouble=Trouble(fault=Fault(name="status-404")))) == []


def test_a_read_may_degrade() -> None:
    assert told(trial(exchange(200, {"id": "o1"}, method="GET"), method="GET")) == []


def test_a_value_that_breaks_the_schema_is_corrupt() -> None:
    assert told(trial(exchange(200, {"id": "o1", "stock": None}, method="GET"), method="GET")) == [
        "corrupt-data-passed-on"
    ]


@pytest.mark.parametrize(("shown", "rules"), [(-98765, ["corrupt-data-passed-on"]), (5, [])])
def test_a_planted_value_is_known_again(shown: int, rules: list[str]) -> None:
    planted = Response(status=200, body=json.dumps({"available": -98765}).encode())
    call = msgspec.structs.replace(heard(status=200), given=planted, valid=False)
    trouble = Trouble(fault=Fault(name="negative-number"), pointer="/available", phase="semantic")
    one = trial(exchange(200, {"id": "o1", "stock": shown}, method="GET"), call, trouble=trouble, method="GET")
    assert told(one) == rules


def test_many_calls_are_a_storm() -> None:
    bad = exchange(503, {"code": "x"})
    assert told(trial(bad, *(heard(),) * 5)) == []
    assert told(trial(bad, *(heard(),) * 6)) == ["retry-storm"]


def test_what_the_dependency_took_for_two_was_done_twice() -> None:
    bad = exchange(503, {"code": "x"})
    first, second = heard(status=201, key="k1", answer={"id": 1}), heard(status=201, key="k2", answer={"id": 2})
    assert told(trial(bad, first, second)) == ["side-effect-doubled"]
    again = msgspec.structs.replace(second, fault="")
    assert told(trial(bad, first, repeated=True, heard_again=(again,))) == ["side-effect-doubled"]


def test_what_it_knew_again_was_done_once() -> None:
    bad, same = exchange(503, {"code": "x"}), heard(status=201, key="k1", answer={"id": 1})
    assert told(trial(bad, same, same)) == []


def test_half_done_and_stuck() -> None:
    bad = exchange(503, {"code": "x"})
    assert told(trial(bad, moved=("/status",))) == ["half-done"]
    assert told(trial(bad, recovered=None)) == ["no-recovery"]
