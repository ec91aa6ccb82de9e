"""The service, the session, the own account and the people of the team."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from flask import request

from tests.second_api.contract import document
from tests.second_api.gate import Answer, Call, Handler
from tests.second_api.paging import paged
from tests.second_api.records import Person
from tests.second_api.refusals import Refusal


def get_status(_: Call) -> Answer:
    return Answer({"status": "ok"})


def get_document(_: Call) -> Answer:
    return Answer(content=json.dumps(document()).encode())


def log_in(call: Call) -> Answer:
    body = call.body()
    person = next((one for one in call.world.people.values() if one.username == body["username"]), None)
    if person is None or body["password"] != f"{person.username}-password":
        raise Refusal("unauthorized", "Name and password do not fit.")
    sid = call.world.new_id()
    call.world.sessions[sid] = person.id
    return Answer(view(call, person), headers={"Set-Cookie": f"sid={sid}; Path=/; HttpOnly; SameSite=Lax"})


def log_out(call: Call) -> Answer:
    if not call.world.has("session-survives"):
        call.world.sessions.pop(request.cookies.get("sid", ""), None)
    return Answer(status=204)


def get_me(call: Call) -> Answer:
    assert call.who.person
    return Answer(own_view(call, call.who.person))


def change_me(call: Call) -> Answer:
    assert call.who.person
    person = replace(call.who.person, display_name=call.body().get("displayName", call.who.person.display_name))
    if call.world.has("role-writable"):
        person = replace(person, role=call.sent("role") or person.role)
    call.world.people[person.id] = person
    return Answer(own_view(call, person))


def list_people(call: Call) -> Answer:
    return paged(call, [one for one in call.world.people.values() if one.team == call.who.team], view)


def view(call: Call, person: Person) -> dict[str, Any]:
    found = {"id": person.id, "displayName": person.display_name, "role": person.role}
    return {**found, "email": person.email, "pinHash": "5e884898"} if call.world.has("people-tell-more") else found


def own_view(call: Call, person: Person) -> dict[str, Any]:
    return {**view(call, person), "email": person.email, "team": person.team}


HANDLERS: dict[str, Handler] = {
    "getStatus": get_status, "getDocument": get_document, "logIn": log_in, "logOut": log_out, "getMe": get_me,
    "changeMe": change_me, "listPeople": list_people,
}  # fmt: skip
