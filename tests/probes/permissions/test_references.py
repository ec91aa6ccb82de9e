"""Requests that name what belongs to another: found by what they tell or do, never where any id is taken."""

from __future__ import annotations

import string
from typing import Any

import msgspec
import pytest

from assay.probes.permissions.references import made_up
from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe

REFERENCE = ("foreign-reference",)
PIN = {"type": "object", "properties": {"id": {"type": "string"}, "note_id": {"type": "string"}, "label": {}}}
DRAFT = {
    "type": "object",
    "required": ["note_id", "label"],
    "properties": {"note_id": {"type": "string"}, "label": {"type": "string", "maxLength": 60}},
}
_REFUSED = {status: {"description": ""} for status in ("401", "404", "422")}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


PINS: dict[str, Any] = {
    "/pins": {
        "post": {
            "requestBody": {"required": True, **_json(DRAFT)},
            "responses": {"201": {"description": "", **_json(PIN)}, **_REFUSED},
        }
    },
    "/pins/{pin_id}": {
        "parameters": [{"name": "pin_id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "delete": {"responses": {"204": {"description": ""}, **_REFUSED}},
    },
}
BOTH = {**CONTRACT, "paths": {**CONTRACT["paths"], **PINS}}


class Pinned(Notes):
    """Notes that their owner pins. A pin tells the text of its note."""

    def __init__(self) -> None:
        super().__init__()
        self.pins: dict[str, dict[str, Any]] = {}

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        found = asked.match("/pins/{pin_id}")
        if asked.path != "/pins" and found is None:
            return super().__call__(asked)
        if not self.known(asked):
            return 401, {"error": "who are you?"}
        if found is not None:
            return (204, None) if self.pins.pop(found["pin_id"], None) else (404, {"error": "no such pin"})
        return self.pinned(asked)

    def pinned(self, asked: Asked) -> Answer:
        """POST /pins."""
        draft = asked.json
        if not isinstance(draft, dict) or set(draft) != {"note_id", "label"}:
            return 422, {"error": "not like this"}
        note = self.notes.get(str(draft["note_id"]))
        if not self.may_pin(asked.who, note):
            return 422, {"error": "there is no such note"}
        self.count += 1
        pin = {**draft, "id": f"pin-{self.count:06}"}
        self.pins[pin["id"]] = pin
        return 201, {**pin, **self.told(note)}

    def may_pin(self, who: str, note: dict[str, Any] | None) -> bool:
        """Whether somebody may pin a note."""
        return note is not None and self.may_read(who, note)

    def told(self, note: dict[str, Any] | None) -> dict[str, Any]:
        """What a pin tells of its note."""
        return {"text": note["text"]} if note is not None else {}


class TellsTheText(Pinned):
    def may_pin(self, who: str, note: dict[str, Any] | None) -> bool:
        return note is not None


class OnlyThere(TellsTheText):
    """Another's note can be pinned; of its text nothing is told."""

    def told(self, note: dict[str, Any] | None) -> dict[str, Any]:
        return {}


class ChangesIt(Pinned):
    """Any id is taken, and another's note is changed by it."""

    def may_pin(self, who: str, note: dict[str, Any] | None) -> bool:
        if note is not None:
            note["stars"] = (note["stars"] + 1) % 5
        return True

    def told(self, note: dict[str, Any] | None) -> dict[str, Any]:
        return {}


@pytest.mark.parametrize(
    ("api", "severity", "told"),
    [
        (TellsTheText, "critical", "a text that only"),
        (OnlyThere, "high", "where an id of nothing is refused with 422"),
        (ChangesIt, "critical", "reads it changed at /stars"),
    ],
)
def test_a_reference_to_anothers_thing_is_found(api: type[Pinned], severity: str, told: str) -> None:
    outcome = probe(BOTH, api(), only=REFERENCE)
    assert {(one.rule, one.operation, one.where) for one in outcome.findings} == {
        ("foreign-reference", "POST /pins", "/note_id")
    }
    assert {(one.severity, one.confidence, one.basis) for one in outcome.findings} == {
        (severity, "confirmed", "effect")
    }
    assert told in outcome.findings[0].message


class AnyId(Pinned):
    """Nobody looks whether there is such a note, and nothing is told or done."""

    def may_pin(self, who: str, note: dict[str, Any] | None) -> bool:
        return True

    def told(self, note: dict[str, Any] | None) -> dict[str, Any]:
        return {}


class Shared(TellsTheText):
    """Everybody may read every note."""

    def may_read(self, who: str, note: dict[str, Any]) -> bool:
        return True


class NobodyReads(TellsTheText):
    """Notes are read by admins alone, and named by everybody."""

    def may_read(self, who: str, note: dict[str, Any]) -> bool:
        return who == "ada"


@pytest.mark.parametrize("api", [Pinned, AnyId, Shared, NobodyReads])
def test_what_may_be_named_is_not_blamed(api: type[Pinned]) -> None:
    assert probe(BOTH, api(), only=REFERENCE).findings == ()


@pytest.mark.parametrize("real", ["note-000012", "0f8fad5b-d9cb-469f-a165-70867728950e", "usr_AbC", "x", "", "é!", 7])
def test_an_id_of_nothing_has_the_form_of_a_real_one(real: Any) -> None:
    found = made_up(real, "qz1")
    assert type(found) is type(real)
    if isinstance(real, str):
        assert [_kind(one) for one in found] == [_kind(one) for one in real] or "-" in real
        assert len(found) == len(real)
    assert found == made_up(real, "qz1")


def _kind(letter: str) -> str:
    kinds = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
    return next((one for one in kinds if letter in one), letter)


def _below_a_tenant() -> dict[str, Any]:
    """The notes of an organisation, and an action on many of them, by their ids."""
    org = {"name": "org", "in": "path", "required": True, "schema": {"type": "string"}}
    ids = {"type": "array", "minItems": 1, "items": {"type": "string"}}
    mark = {"type": "object", "required": ["ids", "label"], "properties": {"ids": ids, "label": {"type": "string"}}}
    done = {"200": {"description": "", **_json({"type": "object"})}, **_REFUSED}
    paths = {f"/orgs/{{org}}{path}": {"parameters": [org, *item.get("parameters", [])],
                                      **{name: one for name, one in item.items() if name != "parameters"}}
             for path, item in CONTRACT["paths"].items()}  # fmt: skip
    paths["/orgs/{org}/notes/mark"] = {
        "parameters": [org],
        "post": {"requestBody": {"required": True, **_json(mark)}, "responses": done},
    }
    return {**CONTRACT, "paths": paths}


class Marking(Notes):
    """Marks notes of one's own; or of everybody, where it is careless."""

    def __init__(self, *, careless: bool) -> None:
        super().__init__()
        self.careless = careless

    def __call__(self, asked: Asked) -> Answer:
        home = "/orgs/globex" if asked.who == "carol" else "/orgs/acme"
        if not self.known(asked) or not asked.path.startswith(f"{home}/"):
            return 404, {"error": "no such organisation"}
        path = asked.path.removeprefix(home)
        if path != "/notes/mark":
            return super().__call__(msgspec.structs.replace(asked, path=path))
        if not isinstance(asked.sent, dict) or not isinstance(asked.sent.get("ids"), list):
            return 422, {"error": "not like this"}
        named = [self.notes[one] for one in asked.sent["ids"] if isinstance(one, str) and one in self.notes]
        marked = [one for one in named if self.careless or one["owner"] == asked.who]
        for one in marked:
            one["text"] = f"{one['text']} (marked)"
        return 200, {"marked": len(marked)}


@pytest.mark.parametrize(("careless", "rules"), [(True, {"foreign-reference"}), (False, set())])
def test_an_action_on_many_below_a_tenant_is_one_of_no_state(careless: bool, rules: set[str]) -> None:
    outcome = probe(_below_a_tenant(), Marking(careless=careless), only=REFERENCE)
    assert outcome.rules == rules
    assert {one.where for one in outcome.findings} <= {"/ids"}
