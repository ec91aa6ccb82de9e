"""What is seen in passing is told once for each mistake, not once for each request, and not what a probe told."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from assay.checks.check import Check, Judge
from assay.model.event import Found, ItemRef
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.watching import Watching
from tests.probes.notes import CONTRACT, DRAFT, NOTE, Notes, _answers, _json
from tests.probes.probing import ALICE, Answer, Asked, Outcome, contract, probe

DECLARED = ("declared",)
NONE = ("none",)


class Changed(Notes):
    """Notes whose answers are changed on their way out."""

    def __call__(self, asked: Asked) -> Answer:
        status, content, *_ = super().__call__(asked)
        return self.changed_answer(asked, status, content)

    def changed_answer(self, asked: Asked, status: int, content: Any) -> Answer:
        """The answer as it leaves."""
        return status, content


def _told(outcome: Outcome) -> list[tuple[str, str, str, str]]:
    return [(one.rule, one.operation, one.where, one.confidence) for one in outcome.findings]


class Starless(Changed):
    def changed_answer(self, asked: Asked, status: int, content: Any) -> Answer:
        if isinstance(content, dict) and "stars" in content:
            content = {**content, "stars": str(content["stars"])}
        return status, content


def test_one_mistake_in_many_operations_is_one_finding() -> None:
    outcome = probe(_with_named_schema(), Starless(), only=NONE, passive=DECLARED)
    assert _told(outcome) == [("schema-mismatch", "GET /notes/{note_id}", "/stars", "confirmed")]
    assert "3 operations: also POST /notes, PUT /notes/{note_id}" in outcome.findings[0].message


def _with_named_schema() -> dict[str, Any]:
    note = {"$ref": "#/components/schemas/Note"}
    item = CONTRACT["paths"]["/notes/{note_id}"]
    paths = {
        "/notes": {
            "post": {"requestBody": {"required": True, **_json(DRAFT)}, "responses": _answers("201", schema=note)}
        },
        "/notes/{note_id}": {
            **item,
            "get": {"responses": _answers("200", schema=note)},
            "put": {**item["put"], "responses": _answers("200", schema=note)},
        },
    }  # fmt: skip
    return contract(paths, components={"schemas": {"Note": NOTE}})


def test_two_mistakes_are_two_findings() -> None:
    class Both(Starless):
        def changed_answer(self, asked: Asked, status: int, content: Any) -> Answer:
            status, content, *_ = super().changed_answer(asked, status, content)
            if isinstance(content, dict) and "text" in content:
                content = {key: value for key, value in content.items() if key != "text"}
            return status, content

    outcome = probe(_with_named_schema(), Both(), only=NONE, passive=DECLARED)
    assert {where for _, _, where, _ in _told(outcome)} == {"/stars", "/text"}
    assert len(outcome.findings) == 2


def test_statuses_of_two_handlers_are_two_findings() -> None:
    class Accepted(Changed):
        def changed_answer(self, asked: Asked, status: int, content: Any) -> Answer:
            return (202 if status in (201, 204) else status), content

    outcome = probe(CONTRACT, Accepted(), only=NONE, passive=DECLARED)
    assert {operation for _, operation, _, _ in _told(outcome)} == {"POST /notes", "DELETE /notes/{note_id}"}


@pytest.mark.parametrize(("lacking", "expected"), [(2, 2), (5, 1)])
def test_a_header_that_all_lack_is_one_mistake_and_one_that_two_lack_two(lacking: int, expected: int) -> None:
    names = [f"/notes{number}" for number in range(5)]
    count = {"Count": {"required": True, "schema": {"type": "integer"}}}
    answers = {**_answers("200", schema={}), "200": {"description": "", "headers": count}}

    def api(asked: Asked) -> Answer:
        return 200, [], {} if names.index(asked.path) < lacking else {"Count": "3"}

    document = contract({name: {"get": {"responses": answers}} for name in names})
    outcome = probe(document, api, only=NONE, passive=DECLARED)
    assert [(one.rule, one.where) for one in outcome.findings] == [("header-mismatch", "Count")] * expected


@pytest.mark.parametrize(("failing", "expected"), [(2, 2), (5, 1)])
def test_failures_of_many_operations_are_one_mistake_and_of_two_may_be_two(failing: int, expected: int) -> None:
    names = [f"/notes{number}" for number in range(5)]

    def api(asked: Asked) -> Answer:
        moment = {"error": f"failed at {asked.path}", "id": "0b0e1d4c-1f2a-4a3b-8c4d-5e6f7a8b9c0d"}
        return (500, moment) if names.index(asked.path) < failing else (200, [])

    document = contract({name: {"get": {"responses": _answers("200", schema={})}} for name in names})
    outcome = probe(document, api, only=NONE, passive=DECLARED)
    assert [(one.rule, one.confidence) for one in outcome.findings] == [("server-error", "confirmed")] * expected
    assert ("5 operations: also" in outcome.findings[0].message) is (expected == 1)


@pytest.mark.parametrize(("failing", "expected"), [(2, 2), (5, 1)])
def test_what_the_same_input_does_to_many_operations_is_one_mistake(failing: int, expected: int) -> None:
    names = [f"/notes{number}" for number in range(5)]

    def api(asked: Asked) -> Answer:
        if asked.body and "stars" not in asked.json:
            return (500 if names.index(asked.path) < failing else 422), {"error": f"no {asked.path}"}
        return (201, {"id": "1", **asked.json}) if "text" in asked.json else (422, {"error": "no"})

    draft = {"requestBody": {"required": True, **_json(DRAFT)}, "responses": _answers("201", schema={})}
    document = contract({name: {"post": draft} for name in names})
    outcome = probe(document, api, only=("accepts-missing",), passive=DECLARED)
    failures = [one for one in outcome.findings if one.rule == "server-error"]
    assert len(failures) == expected
    assert {one.confidence for one in failures} == {"confirmed"}


def test_what_happened_once_and_not_again_is_suspected() -> None:
    class Once(Changed):
        failed = False

        def changed_answer(self, asked: Asked, status: int, content: Any) -> Answer:
            if asked.method == "GET" and asked.path == "/notes" and not self.failed:
                self.failed = True
                return 500, {"error": "once"}
            return status, content

    outcome = probe(CONTRACT, Once(), only=NONE, passive=DECLARED)
    assert _told(outcome) == [("server-error", "GET /notes", "", "suspected")]


def test_a_case_that_changes_something_is_carried_out_again_to_see_it_twice() -> None:
    class Fragile(Changed):
        def changed_answer(self, asked: Asked, status: int, content: Any) -> Answer:
            if asked.method == "PUT" and isinstance(asked.json, dict) and "stars" not in asked.json:
                return 422, {"error": 7}
            return status, content

    document = contract(CONTRACT["paths"])
    error = {"description": "", **_json({"type": "object", "properties": {"error": {"type": "string"}}})}
    document["paths"]["/notes/{note_id}"]["put"]["responses"]["422"] = error
    outcome = probe(document, Fragile(), only=("accepts-missing",), identities=(ALICE,), passive=DECLARED)
    assert _told(outcome) == [("schema-mismatch", "PUT /notes/{note_id}", "/error", "confirmed")]


def test_a_failure_names_the_input_that_caused_it() -> None:
    class Fragile(Changed):
        def changed_answer(self, asked: Asked, status: int, content: Any) -> Answer:
            if asked.method == "POST" and b"stars" not in asked.body:
                return 500, {"error": "stars"}
            return status, content

    outcome = probe(CONTRACT, Fragile(), only=("accepts-missing",), passive=DECLARED)
    assert [(one.rule, one.operation) for one in outcome.findings] == [("server-error", "POST /notes")]
    assert "stars is missing" in outcome.findings[0].message
    assert outcome.findings[0].confidence == "confirmed"


def test_a_secret_that_breaks_the_schema_too_is_one_mistake() -> None:
    closed = _with_named_schema()
    closed["components"]["schemas"]["Note"] = {**NOTE, "additionalProperties": False}

    class Telling(Changed):
        def changed_answer(self, asked: Asked, status: int, content: Any) -> Answer:
            if isinstance(content, dict) and "stars" in content:
                content = {**content, "password_hash": "0a1b2c3d4e5f"}
            return status, content

    outcome = probe(closed, Telling(), only=NONE, passive=("declared", "exposure"))
    assert [one.rule for one in outcome.findings] == ["exposed-secret"]


class Twofold:
    """A check that finds something in every answer, under a rule that wants to see it twice."""

    RULE = Rule(name="odd", title="", law="", severity="low", basis="effect", assumes="", twice=True)

    def __call__(self) -> Judge:
        return lambda seen: iter((seen.finding(self.RULE, "It is odd.", cause="odd"),))


@pytest.mark.parametrize(("times", "expected"), [(1, 0), (2, 1)])
def test_what_may_be_chance_is_told_when_it_was_seen_twice(times: int, expected: int) -> None:
    outcome = probe(CONTRACT, Notes(), only=NONE)
    target, seen = outcome.session.target, outcome.exchanges[0]
    watching = Watching(target, [Check(name="odd", rules=(Twofold.RULE,), judge=Twofold())])
    for number in range(times):
        exchange = msgspec.structs.replace(seen, id=f"x{number}")
        watching(Call(operation=target.operations[0], honest=True), exchange, ItemRef(id="", name=""))
    list(watching.rest())
    assert len(watching.findings) == expected


def test_what_is_sure_is_told_before_the_end_and_has_its_last_word_there() -> None:
    outcome = probe(CONTRACT, Notes(), only=NONE)
    target, seen = outcome.session.target, outcome.exchanges[0]
    watching = Watching(target, [Check(name="odd", rules=(Twofold.RULE,), judge=Twofold())])
    told = []
    for number in range(3):
        exchange = msgspec.structs.replace(seen, id=f"x{number}")
        watching(Call(operation=target.operations[0], honest=True), exchange, ItemRef(id="", name=""))
        told.append(len(list(watching.pending())))
    assert told == [0, 1, 0]
    assert watching.findings == ()
    assert [one.finding.confidence for one in watching.rest() if isinstance(one, Found)] == ["confirmed"]


def test_what_was_told_within_another_finding_is_not_told_again() -> None:
    outcome = probe(CONTRACT, Notes(), only=NONE)
    target, seen = outcome.session.target, outcome.exchanges[0]
    watching = Watching(target, [Check(name="odd", rules=(Twofold.RULE,), judge=Twofold())])
    for number, operation in enumerate(target.operations):
        request = msgspec.structs.replace(
            seen.request, method=operation.method, url=f"http://api.example{operation.path}"
        )
        exchange = msgspec.structs.replace(seen, id=f"x{number}", request=request)
        watching(Call(operation=operation, honest=True), exchange, ItemRef(id="", name=""))
    told = [*watching.rest(), *watching.rest()]
    assert len(told) == len(watching.findings) == 1


def test_a_server_that_is_another_one_each_time_is_one_finding() -> None:
    class Whimsical(Changed):
        def changed_answer(self, asked: Asked, status: int, content: Any) -> Answer:
            if isinstance(content, dict) and "stars" in content:
                content = {**content, **{f"whim_{asked.headers['x-count']}_{number}": 1 for number in range(3)}}
            return status, content

        count_sent = 0

        def __call__(self, asked: Asked) -> Answer:
            self.count_sent += 1
            asked.headers["x-count"] = str(self.count_sent)
            return super().__call__(asked)

    closed = _with_named_schema()
    closed["components"]["schemas"]["Note"] = {**NOTE, "additionalProperties": False}
    outcome = probe(closed, Whimsical(), only=NONE, passive=DECLARED)
    assert len(outcome.findings) == 1


@pytest.mark.parametrize(("only", "expected"), [((), False), (("sniffing-allowed",), True)])
def test_what_is_by_choice_is_told_where_it_is_named(only: tuple[str, ...], expected: bool) -> None:
    outcome = probe(CONTRACT, Notes(), only=only, passive=("headers",))
    assert [one.rule for one in outcome.findings] == (["sniffing-allowed"] if expected else [])
