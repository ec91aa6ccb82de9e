"""Bookings: of their owner; managers see and change all of the company. Pending, confirmed, cancelled."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import Any

from django.http import HttpResponse

from tests.third_api.fields import Field, at, moment, one_of, read, several, text, whole
from tests.third_api.gate import Call, Handler, answered
from tests.third_api.paging import paged
from tests.third_api.refusals import Refusal, forbidden, not_found
from tests.third_api.world import Booking

FIELDS = {
    "roomId": Field(whole(1, 2**31), needed=True),
    "title": Field(text(1, 80), needed=True, default="", loose=("title-endless", "title-optional")),
    "startsAt": Field(moment, needed=True, loose=("starts-unchecked",)),
    "endsAt": Field(moment, needed=True),
    "seats": Field(whole(1, 200), default=1, loose=("seats-unbounded", "seats-zero")),
    "notes": Field(text(0, 500), nullable=True, loose=("notes-any-type",)),
    "color": Field(one_of("red", "green", "blue"), default="blue", loose=("color-unchecked",)),
    "tags": Field(several(5, text(1, 20)), default=[], loose=("tags-repeated",)),
}  # fmt: skip
ASSIGNING = ("extra-taken", "owner-writable", "status-writable", "cost-writable")
STATUSES = ("pending", "confirmed", "cancelled")


def booking_of(call: Call, defect: str = "") -> Booking:
    """The booking in the path, if it is the caller's or of the manager's company."""
    booking = call.world.bookings.get(call.ids["bookingId"])
    if booking is None:
        raise not_found()
    if not _is_seen(call, booking) and not call.world.has(defect):
        raise forbidden()
    return booking


def _is_seen(call: Call, booking: Booking) -> bool:
    if call.who.role == "manager" and (booking.company == call.company or call.world.has("foreign-manager")):
        return True
    return booking.owner == call.who.id


def list_bookings(call: Call) -> HttpResponse:
    query, wrong = call.query, call.world.has
    status = query.get("status")
    if status is not None and status not in STATUSES:
        raise Refusal("invalid", "status is none of the three.", "status")
    found = [one for one in call.world.bookings.values() if _is_listed(call, one)]
    if status:
        found = [one for one in found if (one.status == status) != wrong("status-filter-off")]
    return paged(call, [view(call, one) for one in found])


def _is_listed(call: Call, booking: Booking) -> bool:
    owner, wrong = call.query.get("ownerId"), call.world.has
    if owner is not None:
        return str(booking.owner) == owner and (_is_seen(call, booking) or wrong("owner-filter-opens"))
    return _is_seen(call, booking) or (wrong("bookings-listed") and booking.company == call.company)


def _values(call: Call, kept: dict[str, Any] | None = None) -> dict[str, Any]:
    given, wrong = call.body(), call.world.has
    if wrong("null-crash") and isinstance(given, dict) and given.get("title", "") is None:
        raise AttributeError("'NoneType' object has no attribute 'strip'")
    if kept and isinstance(given, dict) and wrong("put-merges"):
        given = {**{name: kept[name] for name in ("notes", "color", "tags", "seats")}, **given}
    values = read(given, FIELDS, wrong, strict=not any(map(wrong, ASSIGNING)))
    _judge(call, given, values)
    return values


def _judge(call: Call, given: dict[str, Any], values: dict[str, Any]) -> None:
    """What a loose field still has to keep, and what holds between fields."""
    wrong = call.world.has
    if wrong("seats-unbounded") or wrong("seats-zero"):
        bounds = whole(1, 10**30) if wrong("seats-unbounded") else whole(-(10**30), 200)
        if said := bounds(values["seats"]):
            raise Refusal("invalid", f"seats {said}.", "seats")
    if wrong("tags-repeated") and not isinstance(values["tags"], list):
        raise Refusal("invalid", "tags is no list.", "tags")
    if (wrong("title-endless") or wrong("title-optional")) and (said := _title(given, values, wrong("title-endless"))):
        raise Refusal("invalid", f"title {said}.", "title")
    if wrong("starts-unchecked"):
        if not isinstance(values["startsAt"], str):
            raise Refusal("invalid", "startsAt is no text.", "startsAt")
        return
    if at(values["endsAt"]) <= at(values["startsAt"]) and not wrong("ends-before-start"):
        raise Refusal("invalid", "endsAt is not after startsAt.", "endsAt")


def _title(given: dict[str, Any], values: dict[str, Any], endless: bool) -> str | None:
    if "title" not in given and not endless:
        return None
    return text(1, 10**9 if endless else 80)(values["title"]) if "title" in given else "is missing"


def _require_room(call: Call, values: dict[str, Any]) -> None:
    room = call.world.rooms.get(int(values["roomId"]))
    if room is None and call.world.has("room-unknown-crash"):
        raise KeyError(values["roomId"])
    is_ours = room and (room.company == call.company or call.world.has("foreign-room-booked"))
    if room is None or room.deleted or not is_ours:
        raise Refusal("invalid", "roomId is no room of yours.", "roomId")


def create_booking(call: Call) -> HttpResponse:
    values, now = _values(call), call.world.now()
    _require_room(call, values)
    booking = Booking(call.world.new_id(), call.who.id, call.company, values, now, now)
    _assign(call, booking)
    call.world.bookings[booking.id] = booking
    place = {} if call.world.has("location-missing") else {"Location": f"/api/bookings/{booking.id}"}
    return answered({"data": view(call, booking)}, 201, **place)


def _assign(call: Call, booking: Booking) -> None:
    given, wrong = call.body(), call.world.has
    if wrong("owner-writable") and isinstance(given.get("ownerId"), int):
        booking.owner = given["ownerId"]
    if wrong("status-writable") and given.get("status") in STATUSES:
        booking.status = given["status"]
    if wrong("cost-writable") and isinstance(given.get("costCents"), int):
        booking.extra["costCents"] = given["costCents"]


def get_booking(call: Call) -> HttpResponse:
    booking = booking_of(call) if not _colleague(call) else call.world.bookings[call.ids["bookingId"]]
    return answered({"data": view(call, booking)})


def _colleague(call: Call) -> bool:
    booking = call.world.bookings.get(call.ids["bookingId"])
    return bool(booking and booking.company == call.company and call.world.has("booking-read"))


def put_booking(call: Call) -> HttpResponse:
    booking = booking_of(call, "booking-changed")
    values = _values(call, booking.values)
    _require_room(call, values)
    if booking.status == "cancelled" and not call.world.has("cancelled-changed"):
        raise Refusal("conflict", "A cancelled booking is not changed any more.")
    if call.world.has("put-forgets-notes"):
        values["notes"] = None
    if call.world.has("put-without-effect"):
        return answered({"data": {**view(call, booking), **values}})
    booking.values, booking.updated = values, call.world.now()
    _assign(call, booking)
    return answered({"data": view(call, booking)})


def delete_booking(call: Call) -> HttpResponse:
    booking = booking_of(call, "booking-deleted")
    if not call.world.has("delete-without-effect"):
        del call.world.bookings[booking.id]
    return HttpResponse(status=204)


def confirm(call: Call) -> HttpResponse:
    booking = booking_of(call)
    allowed = ("pending", "cancelled") if call.world.has("cancelled-confirmed") else ("pending",)
    if booking.status not in allowed:
        raise Refusal("conflict", f"A {booking.status} booking is not confirmed.")
    booking.status, booking.updated = "confirmed", call.world.now()
    return answered({"data": view(call, booking)})


def cancel(call: Call) -> HttpResponse:
    booking, wrong = booking_of(call, "cancel-open"), call.world.has
    if booking.status == "cancelled" and not wrong("cancelled-twice"):
        raise Refusal("conflict", "It is cancelled already.")
    if wrong("cancel-raced"):
        call.world.lock.release()
        time.sleep(0.05)
        call.world.lock.acquire()
    booking.status, booking.updated = "cancelled", call.world.now()
    return answered({"data": view(call, booking)}, 201 if wrong("cancel-answers-201") else 200)


def invite(call: Call) -> HttpResponse:
    booking = booking_of(call, "ics-open")
    lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", f"UID:{booking.id}", f"SUMMARY:{booking.values['title']}",
             "END:VEVENT", "END:VCALENDAR")  # fmt: skip
    media = "text/html" if call.world.has("ics-as-html") else "text/calendar"
    return HttpResponse("\r\n".join(lines), content_type=f"{media}; charset=utf-8")


def search(call: Call) -> HttpResponse:
    q, wrong = call.query.get("q", ""), call.world.has
    if not 1 <= len(q) <= 100:
        raise Refusal("invalid", "q has not 1 to 100 characters.", "q")
    if wrong("wide-crash"):
        q.encode("ascii")
    if wrong("q-in-statement"):
        found = _stated(call, q)
    else:
        found = [one for one in call.world.bookings.values() if _is_seen(call, one) or wrong("search-open")]
        found = [one for one in found if q.lower() in one.values["title"].lower()]
    return paged(call, [view(call, one) for one in found])


def _stated(call: Call, q: str) -> list[Booking]:
    with closing(sqlite3.connect(":memory:")) as store:
        store.execute("CREATE TABLE bookings (id, owner, title)")
        rows = [(one.id, one.owner, one.values["title"]) for one in call.world.bookings.values()]
        store.executemany("INSERT INTO bookings VALUES (?, ?, ?)", rows)
        statement = f"SELECT id FROM bookings WHERE owner = {call.who.id} AND title LIKE '%{q}%'"
        try:
            return [call.world.bookings[key] for (key,) in store.execute(statement)]
        except sqlite3.Error:
            return []


def view(call: Call, booking: Booking) -> dict[str, Any]:
    cost: Any = booking.extra.get("costCents", 150 * int(booking.values["seats"]))
    status = "canceled" if booking.status == "cancelled" and call.world.has("status-unlisted") else booking.status
    return {
        "id": booking.id, "ownerId": booking.owner, **booking.values, "status": status,
        "costCents": str(cost) if call.world.has("cost-as-text") else cost,
        "createdAt": booking.created.isoformat(), "updatedAt": booking.updated.isoformat(),
    }  # fmt: skip


BOOKINGS: dict[str, Handler] = {"GET": list_bookings, "POST": create_booking}
BOOKING: dict[str, Handler] = {"GET": get_booking, "PUT": put_booking, "DELETE": delete_booking}
CONFIRM: dict[str, Handler] = {"POST": confirm}
CANCEL: dict[str, Handler] = {"POST": cancel}
INVITE: dict[str, Handler] = {"GET": invite}
SEARCH: dict[str, Handler] = {"GET": search}
