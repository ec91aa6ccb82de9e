"""Many answers judged in one run of the sandbox are judged as they would be one by one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest

from assay.app.trusting.harness import SLICE, Verdict, can_be_batched
from assay.app.trusting.heard import Heard
from assay.app.trusting.judging import Judges
from assay.app.trusting.looking import changed
from assay.engine.conversation import response_json
from assay.model.http import Header, Response
from assay.model.script import ScriptResult, ScriptRun
from assay.mutation import mutants

BODY = {"id": 7, "name": "Lamp", "tags": ["a", "b"], "price": {"cents": 1250}, "open": True, "note": None}
ANSWER = Response(
    status=200,
    reason="OK",
    headers=(Header("Content-Type", "application/json"), Header("ETag", '"v1"')),
    body=json.dumps(BODY).encode(),
)
TOGETHER = (
    'const b = pm.response.json();\npm.test("id", () => pm.expect(b.id).to.eql(pm.variables.get("id")));',
    'pm.test("status", () => { pm.response.to.have.status(200); pm.response.to.be.ok; pm.response.to.be.json; });',
    'pm.test("header", () => pm.expect(pm.response.headers.get("etag")).to.eql(\'"v1"\'));',
    'pm.environment.set("name", pm.response.json().name);\npm.test("kept", () => '
    'pm.expect(pm.environment.get("name")).to.eql("Lamp"));',
    'const data = pm.response.json();\nfor (const tag of data.tags) { pm.test("tag " + tag, () => '
    'pm.expect(tag).to.be.a("string")); }',
    'const n = Number(pm.collectionVariables.get("n")) + 1;\npm.collectionVariables.set("n", n);\n'
    'pm.test("once", () => pm.expect(n).to.eql(2));\nif (n < 2) { pm.execution.setNextRequest(null); }',
    'pm.test("shape", () => pm.response.to.have.jsonSchema({ type: "object", required: ["price"], '
    'properties: { open: { type: "boolean" } } }));',
    'if (pm.response.code >= 400) { pm.test("problem", () => pm.expect(pm.response.json().code).to.exist); }\n'
    'throw new Error(pm.response.text().length > 5000 ? "long" : "never mind");',
    'setTimeout(function () {}, 100);\npm.test("time", () => pm.expect(pm.response.responseTime).to.be.below(500));',
    'const old = pm.variables.toObject();\npm.test("all", () => pm.expect(old.id).to.eql(pm.response.json().id));',
)
SINGLY = (
    'tests["old"] = responseCode.code === 200;',
    'pm.test("late", (done) => { setTimeout(() => { pm.expect(pm.response.code).to.eql(200); done(); }, 5); });',
    'pm.test("soon", async () => { pm.expect(pm.response.code).to.eql(200); });',
    'pm.sendRequest("http://127.0.0.1:9/x", () => {});\npm.test("x", () => pm.expect(pm.response.code).to.eql(200));',
    'setTimeout(function () { pm.environment.set("later", 1); }, 1);\npm.test("y", () => pm.response.to.be.ok);',
)


def heard(script: str) -> Heard:
    def scope(**values: Any) -> dict[str, Any]:
        return {"values": [{"key": key, "value": value, "type": "any"} for key, value in values.items()]}

    context = {
        "environment": scope(id=7, base="x"), "globals": scope(), "collectionVariables": scope(n=1),
        "_variables": scope(), "data": {}, "cookies": [], "response": response_json("r", ANSWER, 12.0),
        "request": {"method": "GET", "url": "http://127.0.0.1/x", "header": []},
    }  # fmt: skip
    run = ScriptRun(
        id="s", listen="test", source=script, context=context, cursor={"iteration": 0, "cycles": 1},
        legacy={"_itemId": "i", "_itemName": "I"}, timeout=3.0,
    )  # fmt: skip
    return Heard(run=run, result=ScriptResult())


async def judged(script: str, answers: Sequence[Response]) -> tuple[list[Verdict | None], list[Verdict | None]]:
    """Together, and one by one: two answers are too few for a batch."""
    one = heard(script)
    async with Judges(1) as judges:
        together = await judges.judge(one, [(answer, None) for answer in answers])
        singly = [found for answer in answers for found in await judges.judge(one, [(answer, None)])]
    return together, singly


def key(one: Verdict | None) -> object:
    return one and (one.passed, one.failed, bool(one.error))


@pytest.mark.parametrize("script", [*TOGETHER, *SINGLY])
def test_the_verdicts_are_the_same(script: str) -> None:
    answers = [ANSWER, *(one.response for one in list(mutants(ANSWER, most=400))[:: 400 // SLICE])]
    together, singly = asyncio.run(judged(script, answers[:40]))
    assert [key(one) for one in together] == [key(one) for one in singly]


@pytest.mark.parametrize("script", TOGETHER)
def test_what_is_plain_is_judged_together(script: str) -> None:
    assert can_be_batched(script)


def test_what_a_script_keeps_is_told() -> None:
    script = 'pm.environment.set("name", pm.response.json().name);\npm.globals.set("n", 1);'
    other = ANSWER.body.replace(b"Lamp", b"Desk")
    desk = Response(status=200, headers=ANSWER.headers, body=other)
    together, _ = asyncio.run(judged(script, [ANSWER, desk, ANSWER]))
    first, second, third = (one.variables if one else "" for one in together)
    assert changed(first, second) == {"name"}
    assert changed(first, third) == frozenset()


@pytest.mark.proof(alone=True)
def test_a_script_without_end_is_given_up() -> None:
    script = 'pm.test("x", () => { while (pm.response.code !== 200) {} });'
    broken = [Response(status=500 + number) for number in range(5)]
    together, _ = asyncio.run(_hung(script, [ANSWER, *broken]))
    assert key(together[0]) == (frozenset({"x"}), frozenset(), False)
    assert together[1] is not None
    assert together[1].error
    assert together[-1] is None


async def _hung(script: str, answers: Sequence[Response]) -> tuple[list[Verdict | None], None]:
    async with Judges(1) as judges:
        return await judges.judge(heard(script), [(answer, None) for answer in answers]), None
