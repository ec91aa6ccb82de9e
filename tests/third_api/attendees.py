"""Who comes to a booking: kept below it, by whoever may see the booking."""

from __future__ import annotations

from django.http import HttpResponse

from tests.third_api.bookings import booking_of
from tests.third_api.fields import Field, mail, read, text
from tests.third_api.gate import Call, Handler, answered
from tests.third_api.paging import paged
from tests.third_api.refusals import not_found

FIELDS = {"name": Field(text(1, 60), needed=True), "email": Field(mail, needed=True, loose=("email-unchecked",))}


def list_attendees(call: Call) -> HttpResponse:
    return paged(call, list(booking_of(call, "attendees-read").attendees.values()))


def add_attendee(call: Call) -> HttpResponse:
    booking = booking_of(call, "attendee-added")
    values = read(call.body(), FIELDS, call.world.has)
    attendee = {"id": call.world.new_id(), **values}
    booking.attendees[attendee["id"]] = attendee
    return answered({"data": attendee}, 201)


def remove_attendee(call: Call) -> HttpResponse:
    booking, wanted = booking_of(call), call.ids["attendeeId"]
    held = [booking, *call.world.bookings.values()] if call.world.has("attendee-of-other-booking") else [booking]
    holder = next((one for one in held if wanted in one.attendees), None)
    if holder is None:
        raise not_found()
    del holder.attendees[wanted]
    return HttpResponse(status=204)


ATTENDEES: dict[str, Handler] = {"GET": list_attendees, "POST": add_attendee}
ATTENDEE: dict[str, Handler] = {"DELETE": remove_attendee}
