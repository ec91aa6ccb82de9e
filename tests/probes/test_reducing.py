"""A finding is told with the smallest request that still shows it, and with no more requests than are allowed."""

from __future__ import annotations

import asyncio
import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from assay.app.probing.registry import checks, probes
from assay.formats.openapi import read_openapi
from assay.model.command import Program
from assay.model.event import Event, Exchanged
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.learning import clean_up, learn
from assay.probes.reducing import MOST_SENDS, Trim, places, smallest, trimmed
from assay.probes.retelling import reduce_all
from assay.probes.running import carry, listed
from assay.probes.session import Session
from assay.probes.target import Target
from assay.probes.watching import Watching
from assay.runtime.consent import Consent
from assay.runtime.files import Files
from assay.runtime.perform import Performer
from tests.probes.probing import ALICE, BASE, Answer, Api, Asked, _InProcess, at_once, contract, standing

NAMES = [f"field{number}" for number in range(10)]
FIELDS: dict[str, Any] = {name: {"type": "string", "minLength": 1, "maxLength": 40} for name in NAMES}
DRAFT: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 40}, **FIELDS,
                   "tags": {"type": "array", "minItems": 1, "items": {"type": "string"}}},
    "example": {"title": "a title", **dict.fromkeys(NAMES, "a text"), "tags": ["a", "b", "c"]},
}  # fmt: skip
NOTE = {**DRAFT, "required": ["id", "title"], "properties": {"id": {"type": "string"}, **DRAFT["properties"]}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _document() -> dict[str, Any]:
    answers = {"201": {"description": "", **_json(NOTE)}, "422": {"description": ""}, "401": {"description": ""}}
    query = [{"name": name, "in": "query", "schema": {"type": "string"}, "example": "x"} for name in ("lang", "view")]
    one = {"description": "", **_json(NOTE)}
    reads = {"parameters": [{"name": "note_id", "in": "path", "required": True, "schema": {"type": "string"}}],
             "get": {"responses": {"200": one, "404": {"description": ""}}}}  # fmt: skip
    makes = {"parameters": query, "requestBody": {"required": True, **_json(DRAFT)}, "responses": answers}
    return contract({"/notes": {"post": makes}, "/notes/{note_id}": reads})


class Notes:
    """Takes notes; `fails` is the defect."""

    def __init__(self, *, failing: str = "", taking_null: str = "") -> None:
        self.failing = failing
        self.taking_null = taking_null
        self.notes: dict[str, Any] = {}

    def __call__(self, asked: Asked) -> Answer:
        sent = asked.sent
        if asked.method == "GET":
            found = self.notes.get(asked.path.rpartition("/")[2])
            return (200, found) if found else (404, None)
        if not isinstance(sent, dict) or not isinstance(sent.get("title"), str):
            return 422, {"error": "no title"}
        if self.failing and self.failing in sent:
            return 500, {"error": "down"}
        texts = [one for name, one in sent.items() if name != "tags" and name != self.taking_null]
        tags = sent.get("tags", ["x"])
        lists = isinstance(tags, list) and all(isinstance(one, str) for one in tags)
        if not all(isinstance(one, str) and 1 <= len(one) <= 40 for one in texts) or not lists:
            return 422, {"error": "not like this"}
        key = f"note-{len(self.notes):05}"
        self.notes[key] = {"id": key, **sent}
        return 201, self.notes[key]


def run(api: Api, *, only: tuple[str, ...], passive: tuple[str, ...] = (), room: int | None = None) -> Ran:
    """Probe, and make smaller what was found."""
    target = Target(read_openapi({"a.json": json.dumps(_document()).encode()}, "a.json"), BASE, (ALICE,))
    count = itertools.count(1)
    watching = Watching(target, [checks()[name] for name in passive])
    session = Session(target, ids=lambda: f"r{next(count)}", run="test", watch=(watching,))
    cases = [one for one in listed(probes().values(), target) if one.rule in only]
    events: list[Event] = []
    performer = Performer(
        transport=_InProcess(api), scripts=None,  # type: ignore[arg-type]  # no probe runs a script
        files=Files(Path.cwd(), outside=False), consent=Consent(), hear=events.append, conceal=lambda _: None,
    )  # fmt: skip
    ran = Ran()

    async def whole() -> None:
        for program in (learn(session), carry(cases, probes(), session, watching), watching.conclude(session)):
            await performer.perform(at_once(program))
        ran.before, sent = standing(events), session.sent.total()
        await performer.perform(at_once(reduce_all(watching, session, lambda sends: room is None or sends <= room)))
        ran.sends = session.sent.total() - sent
        await performer.perform(at_once(clean_up(session)))

    asyncio.run(whole())
    ran.after = standing(events)
    ran.exchanges = {one.exchange.id: one.exchange for one in events if isinstance(one, Exchanged)}
    return ran


class Ran:
    """What a run brought, before findings were made smaller and after it."""

    before: tuple[Finding, ...] = ()
    after: tuple[Finding, ...] = ()
    sends: int = 0
    exchanges: dict[str, Exchange]

    def body(self, finding: Finding) -> Any:
        """What the last request of its evidence sent."""
        return json.loads(b"".join(part.data for part in self.exchanges[finding.exchanges[-1]].request.body))  # type: ignore[union-attr]


def test_a_failure_that_hangs_on_one_field_of_ten_is_told_with_that_one() -> None:
    ran = run(Notes(failing="field7"), only=("accepts-missing",), passive=("declared",))
    failure = next(one for one in ran.after if one.rule == "server-error")
    assert set(ran.body(failure)) == {"title", "field7"}
    assert "?" not in ran.exchanges[failure.exchanges[-1]].request.url
    assert failure.confidence == "confirmed"
    assert {one.fingerprint for one in ran.after} == {one.fingerprint for one in ran.before}
    assert 0 < ran.sends <= MOST_SENDS * len(ran.after)


def test_what_a_case_found_is_told_with_what_it_is_about_alone() -> None:
    ran = run(Notes(taking_null="field3"), only=("accepts-null",))
    assert [(one.rule, one.where) for one in ran.after] == [("accepts-null", "/field3")]
    assert ran.body(ran.after[0]) == {"title": ran.body(ran.after[0])["title"], "field3": None}
    assert set(ran.body(ran.before[0])) > {"title", "field3", "field4"}


def test_without_room_it_is_told_as_it_was() -> None:
    ran = run(Notes(taking_null="field3"), only=("accepts-null",), room=MOST_SENDS - 1)
    assert ran.after == ran.before
    assert ran.sends == 0


def test_what_is_required_or_what_it_is_about_is_never_left_out() -> None:
    target = Target(read_openapi({"a.json": json.dumps(_document()).encode()}, "a.json"), BASE, ())
    call = Call(operation=target.operations[0], body=DRAFT["example"], media="application/json", query={"lang": "x"})
    found = places(call, target.contract, "/field2")
    assert ("body", "/title") not in found
    assert ("body", "/field2") not in found
    assert {("query", "lang"), ("body", "/field1"), ("items", "/tags")} <= set(found)
    assert trimmed(call, call.operation, found).body == {"title": "a title", "field2": "a text"}


@pytest.mark.parametrize("needed", [(), (3,), (0, 9), tuple(range(10))])
def test_halves_find_what_is_needed(needed: tuple[int, ...]) -> None:
    everything: Trim = tuple(("body", str(number)) for number in range(10))
    tried: list[Trim] = []

    def shows(gone: Trim) -> Program[bool]:
        yield from ()
        tried.append(gone)
        return not any(("body", str(number)) in gone for number in needed)

    program = smallest(everything, shows, lambda: False)
    with pytest.raises(StopIteration) as end:
        next(program)
    assert set(everything) - set(end.value.value) == {("body", str(number)) for number in needed}
    assert len(tried) < 2 * len(everything)
