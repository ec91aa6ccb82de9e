"""All that the booking service knows, behind one lock."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock
from typing import Any

PEOPLE = (
    ("lena", "north", "member"), ("otto", "north", "member"), ("maria", "north", "manager"),
    ("paul", "south", "member"), ("rita", "south", "manager"),
)  # fmt: skip


@dataclass
class Person:
    id: int
    username: str
    company: str
    role: str
    display_name: str
    email: str

    @property
    def password(self) -> str:
        return f"{self.username}-pass-7"


@dataclass
class Room:
    id: int
    company: str
    values: dict[str, Any]
    version: int = 1
    deleted: bool = False


@dataclass
class Booking:
    id: int
    owner: int
    company: str
    values: dict[str, Any]
    created: datetime
    updated: datetime
    status: str = "pending"
    attendees: dict[int, dict[str, Any]] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)


class World:
    """One server's memory. `defects` are what is wrong with it."""

    def __init__(self, defects: frozenset[str], clock: Callable[[], datetime]) -> None:
        self._defects = defects
        self.now = clock
        self.lock = RLock()
        self.people: dict[int, Person] = {}
        self.rooms: dict[int, Room] = {}
        self.bookings: dict[int, Booking] = {}
        self.sessions: dict[str, int] = {}
        self.late: dict[str, int] = {}
        self._ids = itertools.count(101)
        self._plant()

    def has(self, name: str) -> bool:
        return name in self._defects

    def new_id(self) -> int:
        return next(self._ids)

    def _plant(self) -> None:
        for number, (name, company, role) in enumerate(PEOPLE, 1):
            self.people[number] = Person(number, name, company, role, name.title(), f"{name}@{company}.example")
        self.sessions["s-otto"] = 2
        self.late["s-late"] = 1
        for company, number in itertools.product(("north", "south"), range(7)):
            key = self.new_id()
            self.rooms[key] = Room(key, company, {
                "name": f"{company.title()} {number}", "building": "AB"[number % 2], "seats": 4 + 3 * number,
                "equipment": ["screen"] if number % 2 else [], "hourlyRate": 10.5 * number, "open": True,
            })  # fmt: skip
            self._plant_booking(key, company, number)

    def _plant_booking(self, room: int, company: str, number: int) -> None:
        owner = [one.id for one in self.people.values() if one.company == company][number % 2]
        key, born = self.new_id(), datetime(2026, 5, 1 + number, 9, 0, tzinfo=UTC)
        values = {
            "roomId": room, "title": f"Standup {number} of {company}", "startsAt": f"2026-06-0{1 + number}T09:00:00Z",
            "endsAt": f"2026-06-0{1 + number}T10:00:00Z", "seats": 3 + number, "notes": None, "color": "blue",
            "tags": ["weekly"],
        }  # fmt: skip
        status = ("pending", "confirmed", "cancelled")[number % 3]
        self.bookings[key] = Booking(key, owner, company, values, born, born, status)
