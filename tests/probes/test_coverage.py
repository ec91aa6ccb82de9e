"""What counts as exercised: what stood in a request that succeeded, and every status that was answered."""

from __future__ import annotations

import json
from typing import Any

from assay.formats.openapi import read_openapi
from assay.model.event import ItemRef
from assay.model.exchange import Answered, Exchange, Unanswered
from assay.model.http import Request, Response
from assay.probes.call import Call
from assay.probes.coverage import MOST_MISSING, Coverage
from assay.probes.target import Target

from .probing import ALICE, BOB, contract

BODY = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["a", "b", None]},
        "id": {"type": "string", "readOnly": True},
        "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
    },
}
LINE = {"type": "object", "properties": {"n": {"type": "integer"}, "inner": {"$ref": "#/components/schemas/Line"}}}
SORT = {"name": "sort", "in": "query", "schema": {"type": "array", "items": {"enum": ["up", "down"]}}}
KEY = {"name": "X-Key", "in": "header", "schema": {"type": "string"}}
ANSWERS = {"201": {"description": ""}, "4XX": {"description": ""}, "default": {"description": ""}}
PATHS: dict[str, Any] = {
    "/things": {
        "get": {"parameters": [SORT, KEY], "responses": ANSWERS},
        "post": {"requestBody": {"content": {"application/json": {"schema": BODY}}}, "responses": ANSWERS},
    }
}
ITEM = ItemRef(id="", name="")


def target(paths: dict[str, Any] = PATHS) -> Target:
    document = contract(paths, components={"schemas": {"Line": LINE}})
    read = read_openapi({"a.json": json.dumps(document).encode()}, "a.json")
    return Target(read, "http://api.example", (ALICE, BOB))


def seen(coverage: Coverage, call: Call, status: int | None) -> None:
    request = Request(id="1", method=call.operation.method, url="http://api.example/things")
    silent = Unanswered(reason="no", code="ECONNREFUSED", phase="connect")
    answered = silent if status is None else Answered(response=Response(status=status))
    coverage(call, Exchange(id="1", request=request, outcome=answered), ITEM)


def test_nothing_was_exercised_at_first() -> None:
    told = Coverage(target()).told()
    assert told["percent"] == 0
    assert {kind: row["total"] for kind, row in told.items() if kind != "percent"} == {
        "operations": 2, "statuses": 6, "parameters": 2, "properties": 5, "enum values": 4, "identities": 2,
    }  # fmt: skip


def test_what_stood_in_a_good_request_counts() -> None:
    api = target()
    coverage = Coverage(api)
    body = {"kind": "b", "lines": [{"n": 1}, {"inner": {"n": 2}}], "unknown": 1}
    seen(coverage, Call(operation=api.operation("POST /things"), identity=ALICE, body=body), 201)
    seen(coverage, Call(operation=api.operation("GET /things"), identity=ALICE, query={"sort": ["up"]}), 200)
    told = coverage.told()
    assert told["operations"]["missing"] == []
    assert told["identities"]["missing"] == ["bob"]
    assert told["parameters"]["missing"] == ["GET /things header X-Key"]
    assert told["enum values"]["missing"] == ["GET /things query sort=down", "POST /things /kind=a"]
    assert "POST /things /lines/*/inner" not in told["properties"]["missing"]
    assert "POST /things /id" not in told["properties"]["missing"]
    assert told["statuses"]["missing"] == [
        "GET /things 201", "GET /things 4XX", "POST /things 4XX", "POST /things default",
    ]  # fmt: skip


def test_a_refused_request_exercises_its_status_alone() -> None:
    api = target()
    coverage = Coverage(api)
    seen(coverage, Call(operation=api.operation("GET /things"), identity=ALICE, query={"sort": ["up"]}), 422)
    seen(coverage, Call(operation=api.operation("GET /things"), identity=ALICE), None)
    seen(coverage, Call(operation=api.operation("GET /things"), identity=ALICE, method="PATCH"), 200)
    told = coverage.told()
    assert [row["exercised"] for kind, row in told.items() if kind != "percent"] == [0, 1, 0, 0, 0, 0]


def test_what_is_missing_is_bounded() -> None:
    many = {f"/p{n}": {"get": {"responses": {"200": {"description": ""}}}} for n in range(300)}
    told = Coverage(target(many)).told()
    assert len(told["operations"]["missing"]) == MOST_MISSING
    assert told["operations"]["left_out"] == 300 - MOST_MISSING


def test_a_hundred_percent_is_all_of_it() -> None:
    many = {f"/p{n}": {"get": {"responses": {"200": {"description": ""}}}} for n in range(600)}
    api = target(many)
    coverage = Coverage(api)
    for number in range(599):
        for who in (ALICE, BOB):
            seen(coverage, Call(operation=api.operation(f"GET /p{number}"), identity=who), 200)
    assert coverage.told()["percent"] == 99.8
    seen(coverage, Call(operation=api.operation("GET /p599"), identity=ALICE), 200)
    assert coverage.told()["percent"] == 100
