"""A small API of private notes, right in every way, that a test makes wrong in one."""

from __future__ import annotations

from typing import Any

from tests.probes.probing import Answer, Asked, contract

NOTE = {
    "type": "object",
    "required": ["id", "text", "stars"],
    "properties": {"id": {"type": "string"}, "text": {"type": "string"}, "stars": {"type": "integer"}},
}
DRAFT = {
    "type": "object",
    "required": ["text", "stars"],
    "additionalProperties": False,
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 200},
        "stars": {"type": "integer", "minimum": 0, "maximum": 5},
    },
}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _answers(*statuses: str, schema: dict[str, Any] = NOTE) -> dict[str, Any]:
    good = {status: {"description": "", **(_json(schema) if status != "204" else {})} for status in statuses}
    return {**good, **{status: {"description": ""} for status in ("401", "404", "422")}}


_ID = {"name": "note_id", "in": "path", "required": True, "schema": {"type": "string"}}
CONTRACT = contract(
    {
        "/notes": {
            "get": {"responses": _answers("200", schema={"type": "array", "items": NOTE})},
            "post": {"requestBody": {"required": True, **_json(DRAFT)}, "responses": _answers("201")},
        },
        "/notes/{note_id}": {
            "parameters": [_ID],
            "get": {"responses": _answers("200")},
            "put": {"requestBody": {"required": True, **_json(DRAFT)}, "responses": _answers("200")},
            "delete": {"responses": _answers("204")},
        },
    }
)


class Notes:
    """The API. Its methods are what a test overrides."""

    def __init__(self) -> None:
        self.notes: dict[str, dict[str, Any]] = {}
        self.count = 0

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        if not self.known(asked):
            return 401, {"error": "who are you?"}
        found = asked.match("/notes/{note_id}")
        if found is not None and asked.method not in ("GET", "PUT", "DELETE"):
            return 405, {"error": "no such method"}
        if found is not None:
            return self.one(asked, found["note_id"])
        if asked.path != "/notes":
            return 404, {"error": "no such path"}
        if asked.method == "POST":
            return self.created(asked)
        if asked.method != "GET":
            return 405, {"error": "no such method"}
        return 200, [self.shown(note) for note in self.notes.values() if self.may_list(asked.who, note)]

    def known(self, asked: Asked) -> bool:
        """Whether the caller is somebody."""
        return asked.who in ("alice", "bob", "ada", "carol")

    def may_read(self, who: str, note: dict[str, Any]) -> bool:
        """Whether somebody may read a note."""
        return bool(note["owner"] == who)

    def may_list(self, who: str, note: dict[str, Any]) -> bool:
        """Whether somebody finds a note in their list."""
        return bool(note["owner"] == who)

    def may_change(self, who: str, note: dict[str, Any]) -> bool:
        """Whether somebody may change or remove a note."""
        return bool(note["owner"] == who)

    def valid(self, draft: Any) -> bool:
        """Whether a body is what the contract asks for."""
        if not isinstance(draft, dict) or set(draft) != {"text", "stars"}:
            return False
        text, stars = draft["text"], draft["stars"]
        whole = isinstance(stars, int) and not isinstance(stars, bool)
        return isinstance(text, str) and 1 <= len(text) <= 200 and whole and 0 <= stars <= 5

    def shown(self, note: dict[str, Any]) -> dict[str, Any]:
        """A note as it is told."""
        return {name: value for name, value in note.items() if name != "owner"}

    def created(self, asked: Asked) -> Answer:
        """POST /notes."""
        if not self.valid(asked.sent):
            return 422, {"error": "not like this"}
        self.count += 1
        note = {**asked.sent, "id": f"note-{self.count:06}", "owner": asked.who}
        self.notes[note["id"]] = note
        return 201, self.shown(note)

    def one(self, asked: Asked, note_id: str) -> Answer:
        """The methods of /notes/{note_id}."""
        note = self.notes.get(note_id)
        if note is None or not self.may_read(asked.who, note):
            return 404, {"error": "no such note"}
        if asked.method == "GET":
            return 200, self.shown(note)
        if not self.may_change(asked.who, note):
            return 404, {"error": "no such note"}
        return self.removed(note_id) if asked.method == "DELETE" else self.changed(asked, note)

    def removed(self, note_id: str) -> Answer:
        """DELETE."""
        del self.notes[note_id]
        return 204, None

    def changed(self, asked: Asked, note: dict[str, Any]) -> Answer:
        """PUT."""
        if not self.valid(asked.sent):
            return 422, {"error": "not like this"}
        note.update(asked.sent)
        return 200, self.shown(note)
