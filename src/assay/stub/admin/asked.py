"""A request to the admin interface, and what it holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from assay.formats.json_text import decode_json
from assay.formats.wiremock.place import MappingError, Place
from assay.formats.wiremock.request import read_expected
from assay.model.errors import InputError
from assay.model.stub.received import Received
from assay.stub.admin.answers import Told, failed
from assay.stub.answering import Answerer
from assay.stub.matching.aspects import Pattern


class Asked:
    """One request, with the parts of its path that a route names."""

    def __init__(self, received: Received, stub: Answerer, named: dict[str, str]) -> None:
        self.received = received
        self.stub = stub
        self.named = named

    def place(self) -> Place:
        """The JSON that was sent. Raises MappingError."""
        if not self.received.body.strip():
            return Place({})
        try:
            return Place(decode_json(self.received.body, name=""))
        except InputError as error:
            raise MappingError(f"{error.what} {error.where}".strip(), pointer="") from None

    def pattern(self) -> Pattern:
        """The request pattern that was sent."""
        return self.pattern_at(self.place())

    def pattern_at(self, place: Place) -> Pattern:
        """The request pattern that stands somewhere."""
        try:
            return Pattern(read_expected(place), self.stub.world.clock)
        except ValueError as error:
            raise place.wrong(f"{error}.") from None

    def identity(self) -> str:
        """The id in the path."""
        try:
            return str(UUID(self.named["id"]))
        except ValueError:
            raise Told(failed(400, 10, f"{self.named['id'][:80]} is not a valid UUID")) from None

    def whole(self, name: str, default: int) -> int:
        """A whole number of the query."""
        values = [value for key, value in self.received.query if key == name]
        if not values:
            return default
        if not values[-1].isdigit() or len(values[-1]) > 9:
            raise Told(failed(400, 10, f"{name} is a whole number, not {values[-1][:40]!r}"))
        return int(values[-1])

    def flag(self, name: str) -> bool:
        """A truth value of the query."""
        return any(value.lower() != "false" for key, value in self.received.query if key == name)

    def page(self, items: list[Any]) -> list[Any]:
        """Those of a list that `offset` and `limit` ask for."""
        start = self.whole("offset", 0)
        return items[start : start + self.whole("limit", len(items))]
