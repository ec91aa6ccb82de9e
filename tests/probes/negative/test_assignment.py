"""Fields of the server's own that a client can write are found by what stands there afterwards."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.probes.notes import CONTRACT, DRAFT, NOTE, Notes
from tests.probes.probing import ADA, ALICE, Answer, Asked, contract, probe

FIELDS: dict[str, Any] = NOTE["properties"]  # type: ignore[assignment]
FULL: dict[str, Any] = {
    **NOTE,
    "properties": {
        **FIELDS,
        "owner": {"type": "string"},
        "status": {"type": "string", "enum": ["draft", "published"]},
        "views": {"type": "integer"},
    },
}


def _document(**more: Any) -> dict[str, Any]:
    """The notes' contract, whose answers tell what the server adds."""
    draft = {key: one for key, one in DRAFT.items() if key != "additionalProperties"} | more
    text = copy.deepcopy(CONTRACT)
    for path in text["paths"].values():
        for operation in (one for name, one in path.items() if name != "parameters"):
            for answer in operation["responses"].values():
                media = answer.get("content", {}).get("application/json", {})
                if media.get("schema") == NOTE:
                    media["schema"] = FULL
            if "requestBody" in operation:
                operation["requestBody"]["content"]["application/json"]["schema"] = draft
    return text


class Telling(Notes):
    """Tells owner, status and views; takes what it knows of a draft, and leaves the rest."""

    taken: tuple[str, ...] = ()

    def valid(self, draft: Any) -> bool:
        known = (
            {name: one for name, one in draft.items() if name in ("text", "stars")} if isinstance(draft, dict) else 0
        )
        return super().valid(known)

    def created(self, asked: Asked) -> Answer:
        if not self.valid(asked.sent):
            return 422, {"error": "not like this"}
        self.count += 1
        note: dict[str, Any] = {"id": f"note-{self.count:06}", "owner": asked.who, "status": "draft", "views": 0}
        note |= {name: one for name, one in asked.sent.items() if name in ("text", "stars", *self.taken)}
        self.notes[note["id"]] = note
        return 201, self.shown(note)

    def changed(self, asked: Asked, note: dict[str, Any]) -> Answer:
        if not self.valid(asked.sent):
            return 422, {"error": "not like this"}
        note.update({name: one for name, one in asked.sent.items() if name in ("text", "stars", *self.taken)})
        return 200, self.shown(note)

    def shown(self, note: dict[str, Any]) -> dict[str, Any]:
        return dict(note)


class Strict(Telling):
    """Refuses whatever it does not know, but the field that somebody forgot."""

    def valid(self, draft: Any) -> bool:
        return super().valid(draft) and set(draft) <= {"text", "stars", *self.taken}


def _with(api: type[Telling], *fields: str) -> Telling:
    class Taking(api):  # type: ignore[misc, valid-type]
        taken = fields

    return Taking()


@pytest.mark.parametrize("api", [Telling, Strict])
@pytest.mark.parametrize("field", ["status", "views", "owner"])
def test_a_field_that_is_taken_is_found(api: type[Telling], field: str) -> None:
    outcome = probe(_document(), _with(api, field), only=("mass-assignment",))
    assert {(one.where, one.basis, one.confidence) for one in outcome.findings} == {
        (f"/{field}", "effect", "confirmed")
    }
    assert "POST /notes" in {one.operation for one in outcome.findings}


@pytest.mark.parametrize("api", [Telling, Strict])
def test_what_is_ignored_or_refused_is_not_blamed(api: type[Telling]) -> None:
    assert probe(_document(), api(), only=("mass-assignment",)).findings == ()


def test_a_schema_that_takes_any_field_is_taken_at_its_word() -> None:
    api = _with(Telling, "status", "views")
    assert probe(_document(additionalProperties=True), api, only=("mass-assignment",)).findings == ()


def test_what_another_request_declares_is_writable() -> None:
    document = _document()
    put = document["paths"]["/notes/{note_id}"]["put"]["requestBody"]["content"]["application/json"]
    put["schema"] = {**put["schema"], "properties": {**put["schema"]["properties"], "status": {"type": "string"}}}
    assert probe(document, _with(Telling, "status"), only=("mass-assignment",)).findings == ()


def test_a_counter_that_moves_by_itself_is_not_blamed() -> None:
    class Counting(Telling):
        def shown(self, note: dict[str, Any]) -> dict[str, Any]:
            note["views"] += 1
            return dict(note)

    assert probe(_document(), Counting(), only=("mass-assignment",)).findings == ()


ME = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "role": {"type": "string", "enum": ["member", "admin"]}},
}


def test_the_own_role_is_critical_and_put_back() -> None:
    roles = {"alice": "member", "ada": "admin"}

    def api(asked: Asked) -> Answer:
        if asked.method == "PATCH":
            roles[asked.who] = asked.sent.get("role", roles[asked.who]) if isinstance(asked.sent, dict) else "?"
        return 200, {"name": asked.who, "role": roles.get(asked.who, "member")}

    answer = {"200": {"description": "", "content": {"application/json": {"schema": ME}}}}
    body = {"type": "object", "properties": {"name": {"type": "string"}}}
    taken = {"required": True, "content": {"application/json": {"schema": body}}}
    me = {"get": {"responses": answer}, "patch": {"requestBody": taken, "responses": answer}}
    outcome = probe(contract({"/me": me}), api, only=("mass-assignment",), identities=(ADA, ALICE))
    assert [(one.where, one.severity, one.identity) for one in outcome.findings] == [("/role", "critical", "")]
    assert roles == {"alice": "member", "ada": "admin"}


@pytest.mark.parametrize(("taken", "found"), [(("plan",), {"/plan"}), ((), set())])
def test_what_nobody_makes_is_changed_where_it_is_and_put_back(taken: tuple[str, ...], found: set[str]) -> None:
    org = {"name": "acme", "plan": "free"}

    def api(asked: Asked) -> Answer:
        if asked.path != "/orgs/acme" or asked.who != "ada":
            return 404, None
        if asked.method == "PATCH":
            org.update({name: one for name, one in asked.sent.items() if name in ("name", *taken)})
        return 200, org

    plan = {"type": "string", "enum": ["free", "pro"]}
    shown = {"type": "object", "properties": {"name": {"type": "string"}, "plan": plan}}
    answer = {"200": {"description": "", "content": {"application/json": {"schema": shown}}}}
    body = {"type": "object", "properties": {"name": {"type": "string"}}}
    sent = {"required": True, "content": {"application/json": {"schema": body}}}
    item = {"get": {"responses": answer}, "patch": {"requestBody": sent, "responses": answer},
            "parameters": [{"name": "org", "in": "path", "required": True, "schema": {"type": "string"}}]}  # fmt: skip
    outcome = probe(contract({"/orgs/{org}": item}), api, only=("mass-assignment",), identities=(ADA,))
    assert {one.where for one in outcome.findings} == found
    assert org["plan"] == "free"
