"""What is used up by requests is made anew, with plenty: a limit beyond a thing's own supply is reached."""

from __future__ import annotations

from typing import Any

from tests.probes.probing import Answer, Asked, contract, probe

SHOW = {
    "type": "object",
    "required": ["seats"],
    "properties": {"seats": {"type": "integer", "minimum": 0, "maximum": 900, "example": 3}},
}
TICKET = {
    "type": "object",
    "required": ["show_id", "quantity"],
    "properties": {"show_id": {"type": "string"}, "quantity": {"type": "integer", "minimum": 1, "maximum": 10}},
}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _made_of(schema: dict[str, Any]) -> dict[str, Any]:
    told = {**schema, "properties": {"id": {"type": "string"}, **schema["properties"]}}
    answers = {"201": {"description": "", **_json(told)}, "409": {"description": ""}, "422": {"description": ""}}
    return {"post": {"requestBody": {"required": True, **_json(schema)}, "responses": answers}}


def _read(name: str) -> dict[str, Any]:
    parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    return {"parameters": [parameter], "get": {"responses": {"200": {"description": "", **_json({})}}}}


ONLY = ("accepts-wrong-type", "accepts-null", "accepts-missing", "accepts-malformed")
CONTRACT = contract(
    {
        "/shows": _made_of(SHOW),
        "/shows/{show_id}": _read("show_id"),
        "/tickets": _made_of(TICKET),
        "/tickets/{ticket_id}": _read("ticket_id"),
    }
)


class Shows:
    """Sells tickets for shows that have seats."""

    def __init__(self, *, most: int = 10, open_for: int = 10_000) -> None:
        self.most = most
        self.open_for = open_for
        self.things: dict[str, dict[str, Any]] = {}
        self.asked = 0

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        kind, _, name = asked.path.removeprefix("/").partition("/")
        if asked.method == "GET":
            return (200, self.things[name]) if name in self.things else (404, None)
        sent = asked.sent
        if not isinstance(sent, dict):
            return 422, None
        return self._show(sent) if kind == "shows" else self._ticket(sent)

    def _show(self, sent: dict[str, Any]) -> Answer:
        seats = sent.get("seats")
        return self._kept(sent) if type(seats) is int and 0 <= seats <= 900 else (422, None)

    def _ticket(self, sent: dict[str, Any]) -> Answer:
        self.asked += 1
        show, quantity = self.things.get(str(sent.get("show_id"))), sent.get("quantity")
        if show is None or type(quantity) is not int or not 1 <= quantity <= self.most:
            return 422, None
        if self.asked > self.open_for or show["seats"] < quantity:
            return 409, None
        show["seats"] -= quantity
        return self._kept(sent)

    def _kept(self, sent: dict[str, Any]) -> Answer:
        thing = {**sent, "id": f"t{len(self.things)}"}
        self.things[thing["id"]] = thing
        return 201, thing


def test_a_limit_beyond_the_supply_of_a_thing_is_reached() -> None:
    outcome = probe(CONTRACT, Shows(most=1_000), only=("accepts-out-of-bounds",))
    assert [(one.where, one.confidence) for one in outcome.findings] == [("/quantity", "confirmed")]


def test_a_limit_that_is_kept_is_no_finding() -> None:
    assert probe(CONTRACT, Shows(), only=("accepts-out-of-bounds", *ONLY)).findings == ()


def test_a_conflict_of_another_kind_does_not_use_up_all() -> None:
    shows = Shows(open_for=12)
    assert probe(CONTRACT, shows, only=ONLY).findings == ()
    assert sum("seats" in thing for thing in shows.things.values()) < 60


class NeverRefunded(Shows):
    """A ticket that is given back stays, and so does its seat."""

    def __call__(self, asked: Asked) -> Answer:
        name = asked.path.rpartition("/")[2]
        if asked.method == "DELETE":
            return (204, None) if name in self.things else (404, None)
        return super().__call__(asked)


def test_what_is_made_for_one_case_alone_is_made_anew_as_well() -> None:
    refund = {"delete": {"responses": {"204": {"description": ""}, "404": {"description": ""}}}}
    item = {"/tickets/{ticket_id}": {**CONTRACT["paths"]["/tickets/{ticket_id}"], **refund}}
    document = {**CONTRACT, "paths": {**CONTRACT["paths"], **item}}
    outcome = probe(document, NeverRefunded(), only=("removal-without-effect",))
    assert [(one.operation, one.confidence) for one in outcome.findings] == [
        ("DELETE /tickets/{ticket_id}", "confirmed")
    ]
