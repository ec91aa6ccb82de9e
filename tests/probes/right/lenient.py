"""An API of calls that always answers 200 and says in the body whether it worked; it mends what it is given."""

from __future__ import annotations

from typing import Any

from tests.probes.probing import Answer, Asked, contract

CONTACT = {
    "type": "object",
    "required": ["uid", "name", "age"],
    "properties": {
        "uid": {"type": "string"},
        "name": {"type": "string"},
        "age": {"type": ["integer", "null"]},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
DRAFT = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60, "description": "Trimmed, and cut if need be."},
        "age": {"type": ["integer", "string", "null"], "description": "A text that is a number is taken as one."},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
    },
}


def _answer(result: Any) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["success"],
        "properties": {"success": {"type": "boolean"}, "result": result, "message": {"type": "string"}},
    }
    return {
        "200": {"description": "`success` says whether it worked.", "content": {"application/json": {"schema": schema}}}
    }


_ID = {"name": "uid", "in": "path", "required": True, "schema": {"type": "string"}}
_BODY = {"required": True, "content": {"application/json": {"schema": DRAFT}}}
CONTRACT = contract(
    {
        "/contacts": {
            "get": {"responses": _answer({"type": "array", "items": CONTACT})},
            "post": {"requestBody": _BODY, "responses": _answer(CONTACT)},
        },
        "/contacts/{uid}": {
            "parameters": [_ID],
            "get": {"responses": _answer(CONTACT)},
            "put": {"requestBody": _BODY, "responses": _answer(CONTACT)},
            "delete": {"responses": _answer({"type": "null"})},
        },
    }
)


class Contacts:
    """The API: everybody has contacts of their own."""

    def __init__(self) -> None:
        self.contacts: dict[str, dict[str, Any]] = {}
        self.count = 0

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        if asked.who not in ("alice", "bob", "ada", "carol") or "Bearer " not in asked.headers["authorization"]:
            return _no("Log in first.")
        found = asked.match("/contacts/{uid}")
        if found is not None:
            return self._one(asked, found["uid"])
        if asked.path != "/contacts" or asked.method not in ("GET", "POST"):
            return _no("There is no such call.")
        if asked.method == "GET":
            return _yes([_shown(one) for one in self.contacts.values() if one["owner"] == asked.who])
        mended = _mended(asked.sent)
        if mended is None:
            return _no("That is no contact.")
        self.count += 1
        uid = f"c-{self.count:07}"
        self.contacts[uid] = {"uid": uid, **mended, "owner": asked.who}
        return _yes(_shown(self.contacts[uid]))

    def _one(self, asked: Asked, uid: str) -> Answer:
        contact = self.contacts.get(uid)
        if contact is None or contact["owner"] != asked.who:
            return _no("You have no such contact.")
        if asked.method == "DELETE":
            del self.contacts[uid]
            return _yes(None)
        if asked.method == "PUT":
            mended = _mended(asked.sent)
            if mended is None:
                return _no("That is no contact.")
            contact.update(mended)
        elif asked.method != "GET":
            return _no("There is no such call.")
        return _yes(_shown(contact))


def _mended(draft: Any) -> dict[str, Any] | None:
    if not isinstance(draft, dict) or not isinstance(draft.get("name"), str) or not draft["name"].strip():
        return None
    age, tags = draft.get("age"), draft.get("tags", [])
    if isinstance(age, str):
        age = int(age) if age.isascii() and age.isdigit() and len(age) < 9 else None
    if isinstance(age, bool | float | list | dict) or len(draft["name"]) > 60:
        return None
    if not isinstance(tags, list) or len(tags) > 5 or not all(isinstance(one, str) for one in tags):
        return None
    return {"name": draft["name"].strip(), "age": age, "tags": tags}


def _shown(contact: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in contact.items() if name != "owner"}


def _yes(result: Any) -> Answer:
    return 200, {"success": True, "result": result}


def _no(why: str) -> Answer:
    return 200, {"success": False, "message": why}
