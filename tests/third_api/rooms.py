"""Rooms: everybody in the company reads them, managers keep them; with ETags, names unique in the company."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.http import HttpResponse

from tests.third_api.fields import Field, number, one_of, read, several, text, truth, whole
from tests.third_api.gate import Call, Handler, answered
from tests.third_api.paging import paged
from tests.third_api.refusals import Refusal, forbidden, not_found
from tests.third_api.world import Room

FIELDS = {
    "name": Field(text(1, 60), needed=True, loose=("name-numbered",)),
    "building": Field(text(1, 20), needed=True),
    "seats": Field(whole(1, 500), needed=True),
    "equipment": Field(several(4, one_of("screen", "phone", "whiteboard", "camera")), default=[],
                       loose=("equipment-unchecked",)),
    "hourlyRate": Field(number(0, 10000), default=0),
    "open": Field(truth, default=True),
}  # fmt: skip
PLANS = Path(__file__).with_name("plans")


def room_of(call: Call) -> Room:
    room = call.world.rooms.get(call.ids["roomId"])
    if room is None or (room.deleted and not (call.world.has("deleted-readable") and call.request.method == "GET")):
        raise not_found()
    opened = call.world.has("foreign-room-read") and call.request.method == "GET"
    if room.company != call.company and not opened:
        raise forbidden()
    return room


def require_manager(call: Call, defect: str = "") -> None:
    if call.who.role != "manager" and not call.world.has(defect):
        raise Refusal("forbidden", "Only managers do that.")


def list_rooms(call: Call) -> HttpResponse:
    query, wrong = call.query, call.world.has
    found = [one for one in call.world.rooms.values() if one.company == call.company
             and (not one.deleted or wrong("deleted-listed"))]  # fmt: skip
    if "building" in query and not wrong("building-ignored"):
        found = [one for one in found if one.values["building"] == query["building"]]
    if "minSeats" in query:
        least = _least(query["minSeats"])
        found = [one for one in found if one.values["seats"] >= least or wrong("min-seats-off")]
    return paged(call, [view(one) for one in _sorted(call, found)])


def _least(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 6):
        raise Refusal("invalid", "minSeats is no number.", "minSeats")
    return int(given)


def _sorted(call: Call, found: list[Room]) -> list[Room]:
    sort = call.query.get("sort", "name")
    if sort not in {"name", "-name", "seats", "-seats"}:
        raise Refusal("invalid", "sort is none of name, -name, seats, -seats.", "sort")
    if call.world.has("sort-ignored"):
        return found
    found = sorted(found, key=lambda one: one.id)
    return sorted(found, key=lambda one: one.values[sort.lstrip("-")], reverse=sort.startswith("-"))


def create_room(call: Call) -> HttpResponse:
    require_manager(call, "members-make-rooms")
    values = read(call.body(), FIELDS, call.world.has)
    _require_new_name(call, values, None)
    if call.world.has("names-raced"):
        call.world.lock.release()
        time.sleep(0.05)
        call.world.lock.acquire()
    room = Room(call.world.new_id(), call.company, values)
    call.world.rooms[room.id] = room
    place = next(iter(call.world.rooms)) if call.world.has("location-wrong") else room.id
    return answered({"data": view(room)}, 201, Location=f"/api/rooms/{place}", ETag=tag(call, room))


def _require_new_name(call: Call, values: dict[str, Any], room: Room | None) -> None:
    others = (one for one in call.world.rooms.values() if one is not room and not one.deleted)
    taken = any(one.company == call.company and one.values["name"] == values["name"] for one in others)
    if taken and not call.world.has("names-twice"):
        raise Refusal("conflict", "A room of that name is there already.")


def get_room(call: Call) -> HttpResponse:
    room = room_of(call)
    if call.request.headers.get("If-None-Match") == tag(call, room):
        return HttpResponse(status=304, headers={"ETag": tag(call, room)})
    return answered({"data": view(room)}, ETag=tag(call, room))


def put_room(call: Call) -> HttpResponse:
    room = room_of(call)
    require_manager(call)
    values = read(call.body(), FIELDS, call.world.has)
    _require_match(call, room)
    _require_new_name(call, values, room)
    if call.world.has("put-makes-another"):
        room = Room(call.world.new_id(), room.company, dict(room.values))
        call.world.rooms[room.id] = room
    room.values, room.version = values, room.version + 1
    return answered({"data": view(room)}, ETag=tag(call, room))


def _require_match(call: Call, room: Room) -> None:
    said = call.request.headers.get("If-Match")
    if said not in (None, "*", tag(call, room)) and not call.world.has("if-match-ignored"):
        raise Refusal("stale", "The room has changed since.")


def delete_room(call: Call) -> HttpResponse:
    room = room_of(call)
    require_manager(call, "members-delete-rooms")
    _require_match(call, room)
    if any(one.values["roomId"] == room.id and one.status != "cancelled" for one in call.world.bookings.values()):
        raise Refusal("conflict", "The room has bookings.")
    room.deleted = True
    return HttpResponse(status=204)


def get_plan(call: Call) -> HttpResponse:
    room_of(call)
    name = call.query.get("file", "ground.txt")
    path = PLANS / name
    is_inside = name in {one.name for one in PLANS.iterdir()}
    if not (is_inside or call.world.has("plan-anywhere")) or "\0" in name or not path.is_file():
        told = f" {path}" if call.world.has("path-told") else ""
        raise Refusal("notFound", f"There is no such plan.{told}")
    return HttpResponse(path.read_bytes(), content_type="text/plain; charset=utf-8")


def tag(call: Call, room: Room) -> str:
    return f'"{room.id}-{1 if call.world.has("etag-stands") else room.version}"'


def view(room: Room) -> dict[str, Any]:
    return {"id": room.id, **room.values}


ROOMS: dict[str, Handler] = {"GET": list_rooms, "POST": create_room}
ROOM: dict[str, Handler] = {"GET": get_room, "PUT": put_room, "DELETE": delete_room}
PLAN: dict[str, Handler] = {"GET": get_plan}
