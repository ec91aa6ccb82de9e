"""Which path leads to which operations."""

from __future__ import annotations

from django.urls import path

from tests.third_api import attendees, bookings, people, rooms
from tests.third_api.gate import no_such_page, operations

urlpatterns = [
    path("api/health", operations(people.HEALTH, is_open=("GET",))),
    path("api/session", operations(people.SESSION, is_open=("POST",))),
    path("api/leave", operations(people.LEAVING, is_open=("GET",))),
    path("api/feedback", operations(people.OPINIONS)),
    path("api/me", operations(people.MINE)),
    path("api/people", operations(people.PEOPLE)),
    path("api/people/<int:personId>/role", operations(people.ROLES)),
    path("api/search", operations(bookings.SEARCH)),
    path("api/rooms", operations(rooms.ROOMS)),
    path("api/rooms/<int:roomId>", operations(rooms.ROOM)),
    path("api/rooms/<int:roomId>/plan", operations(rooms.PLAN)),
    path("api/bookings", operations(bookings.BOOKINGS)),
    path("api/bookings/<int:bookingId>", operations(bookings.BOOKING)),
    path("api/bookings/<int:bookingId>/confirm", operations(bookings.CONFIRM)),
    path("api/bookings/<int:bookingId>/cancel", operations(bookings.CANCEL)),
    path("api/bookings/<int:bookingId>/invite.ics", operations(bookings.INVITE)),
    path("api/bookings/<int:bookingId>/attendees", operations(attendees.ATTENDEES)),
    path("api/bookings/<int:bookingId>/attendees/<int:attendeeId>", operations(attendees.ATTENDEE)),
]
handler404 = no_such_page
