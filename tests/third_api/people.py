"""People: themselves, their session, what they think of us; managers see those of their company."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpResponse

from tests.third_api.fields import Field, mail, one_of, read, text, whole
from tests.third_api.gate import Call, Handler, answered, known
from tests.third_api.paging import paged
from tests.third_api.refusals import Refusal, forbidden, not_found
from tests.third_api.rooms import require_manager
from tests.third_api.world import Person

ME = {"displayName": Field(text(1, 60), needed=True), "email": Field(mail, needed=True, loose=("email-unchecked",))}
ROLE = {"role": Field(one_of("member", "manager"), needed=True)}
FEEDBACK = {"rating": Field(whole(1, 5), needed=True, loose=("rating-unchecked",)), "comment": Field(text(0, 300))}


def get_me(call: Call) -> HttpResponse:
    return answered({"data": view(call, call.who)})


def put_me(call: Call) -> HttpResponse:
    given = call.body()
    values = read(given, ME, call.world.has)
    call.who.display_name, call.who.email = values["displayName"], values["email"]
    if call.world.has("role-writable") and given.get("role") in ("member", "manager"):
        call.who.role = given["role"]
    return answered({"data": view(call, call.who)})


def list_people(call: Call) -> HttpResponse:
    require_manager(call, "members-list-people")
    return paged(call, [view(call, one) for one in call.world.people.values() if one.company == call.company])


def put_role(call: Call) -> HttpResponse:
    require_manager(call, "members-set-roles")
    person = call.world.people.get(call.ids["personId"])
    if person is None:
        raise not_found()
    if person.company != call.company:
        raise forbidden()
    role = read(call.body(), ROLE, call.world.has)["role"]
    if person is call.who and role != person.role:
        raise Refusal("conflict", "Nobody changes the own role.")
    person.role = role
    return answered({"data": view(call, person)})


def log_in(call: Call) -> HttpResponse:
    form = call.request.POST
    person = known(call.world, form.get("username", ""), form.get("password", ""), "login-any-password")
    if not form.get("username") or not form.get("password"):
        raise Refusal("invalid", "username and password are needed.")
    if person is None:
        raise Refusal("unauthenticated", "Wrong name or password.")
    sid = secrets.token_urlsafe(16)
    call.world.sessions[sid] = person.id
    answer = answered({"data": view(call, person)}, 201)
    answer.set_cookie("sid", sid, httponly=True, samesite="Lax")
    return answer


def log_out(call: Call) -> HttpResponse:
    if not call.world.has("session-survives"):
        call.world.sessions.pop(call.request.COOKIES.get("sid", ""), None)
    return HttpResponse(status=204)


def give_feedback(call: Call) -> HttpResponse:
    if call.request.content_type != "application/x-www-form-urlencoded":
        raise Refusal("media", "Send a form.")
    form: dict[str, Any] = {name: str(value) for name, value in call.request.POST.items()}
    rating = form.get("rating", "")
    if rating.isascii() and rating.isdigit() and len(rating) < 5:
        form["rating"] = int(rating)
    values = read(form, FEEDBACK, call.world.has)
    return answered({"data": {"id": call.world.new_id(), "rating": 5 if call.world.has("rating-unchecked")
                              else values["rating"]}}, 201)  # fmt: skip


def leave(call: Call) -> HttpResponse:
    wanted = call.query.get("next", "/api/rooms")
    is_ours = wanted.startswith("/") and not wanted.startswith("//") and wanted.isprintable() and "\\" not in wanted
    if not is_ours and not (call.world.has("redirect-anywhere") and wanted.isprintable() and wanted.isascii()):
        raise Refusal("invalid", "next is no path of ours.", "next")
    return HttpResponse(status=302, headers={"Location": wanted})


def health(_: Call) -> HttpResponse:
    return answered({"status": "ok"})


def view(call: Call, person: Person) -> dict[str, Any]:
    found = {"id": person.id, "username": person.username, "displayName": person.display_name, "email": person.email,
             "role": person.role, "company": person.company}  # fmt: skip
    return {**found, "passwordHash": "pbkdf2_sha256$870000$a8Jd0"} if call.world.has("hashes-told") else found


MINE: dict[str, Handler] = {"GET": get_me, "PUT": put_me}
PEOPLE: dict[str, Handler] = {"GET": list_people}
ROLES: dict[str, Handler] = {"PUT": put_role}
SESSION: dict[str, Handler] = {"POST": log_in, "DELETE": log_out}
OPINIONS: dict[str, Handler] = {"POST": give_feedback}
LEAVING: dict[str, Handler] = {"GET": leave}
HEALTH: dict[str, Handler] = {"GET": health}
