"""What is refused one after the other is refused at one moment; what may succeed as often as it is asked is right."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.probing import ALICE, BOB, Answer, Asked, contract, probe
from tests.probes.state.tasks import CONTRACT, Tasks

RACES = ("*-raced",)


class LooksTooEarly(Tasks):
    """Between the look whether a task is archived and archiving it, others look as well."""

    def archived(self, asked: Asked, task_id: str) -> Answer:
        task = self.tasks.get(task_id)
        if task is not None and asked.beside > 1:
            return self.changed(task, {"state": "archived"})
        return super().archived(asked, task_id)


class TitlesTooEarly(Tasks):
    """Requests of one moment do not see each other's titles."""

    def created(self, asked: Asked) -> Answer:
        self.alone = asked.beside == 1
        return super().created(asked)

    def taken(self, title: str) -> bool:
        return self.alone and super().taken(title)


class NothingIsRefused(Tasks):
    def is_closed(self, task: dict[str, Any]) -> bool:
        return False

    def taken(self, title: str) -> bool:
        return False


class LimitsRequests(Tasks):
    """More than one request at a time is too many."""

    def __call__(self, asked: Asked) -> Answer:
        return (429, None) if asked.beside > 1 else super().__call__(asked)


@pytest.mark.parametrize(("api", "rule"), [(LooksTooEarly, "action-raced"), (TitlesTooEarly, "unique-raced")])
def test_a_race_is_found(api: type[Tasks], rule: str) -> None:
    outcome = probe(CONTRACT, api(), only=RACES, identities=(ALICE,))
    assert [(one.rule, one.basis, one.confidence) for one in outcome.findings] == [(rule, "effect", "confirmed")]


@pytest.mark.parametrize("api", [Tasks, NothingIsRefused, LimitsRequests])
def test_what_is_meant_is_not_blamed(api: type[Tasks]) -> None:
    assert probe(CONTRACT, api(), only=RACES, identities=(ALICE,)).findings == ()


class Shows:
    """Shows with seats, and bookings of them."""

    def __init__(self, *, races: bool) -> None:
        self.seats: dict[str, int] = {}
        self.races = races
        self.count = 0

    def __call__(self, asked: Asked) -> Answer:
        self.count += 1
        if asked.path == "/shows":
            self.seats[f"show-{self.count}"] = asked.json["seats"]
            return 201, {"id": f"show-{self.count}", **asked.json}
        if asked.path != "/bookings":
            return 404, None
        show = asked.json["show_id"]
        if self.seats.get(show, 0) < 1 and not (self.races and asked.beside > 1):
            return 409, {"error": "sold out"}
        self.seats[show] -= 1
        return 201, {"id": f"booking-{self.count}", **asked.json}


def _shows() -> dict[str, Any]:
    def post(fields: dict[str, Any]) -> dict[str, Any]:
        schema = {"type": "object", "required": list(fields), "properties": fields}
        media = {"content": {"application/json": {"schema": schema}}}
        answers = {"201": {"description": "", **media}, "409": {"description": "Sold out."}}
        return {"post": {"requestBody": {"required": True, **media}, "responses": answers}}

    one = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    read = {"parameters": one, "get": {"responses": {"200": {"description": ""}}}}
    seats = {"seats": {"type": "integer", "minimum": 1, "maximum": 500}}
    return contract(
        {
            "/shows": post(seats),
            "/shows/{id}": read,
            "/bookings": post({"show_id": {"type": "string"}}),
            "/bookings/{id}": read,
        }
    )


@pytest.mark.parametrize(("races", "rules"), [(True, {"supply-raced"}), (False, set())])
def test_the_last_seat_is_sold_once(races: bool, rules: set[str]) -> None:
    assert probe(_shows(), Shows(races=races), only=RACES, identities=(ALICE, BOB)).rules == rules
