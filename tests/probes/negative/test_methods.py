"""Undeclared methods: what they do is proof, a route of their own is reported, a catch-all is neither."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe


def _without_delete() -> dict[str, Any]:
    document = copy.deepcopy(CONTRACT)
    del document["paths"]["/notes/{note_id}"]["delete"]
    return document


class PatchedToo(Notes):
    """PATCH is an alias of PUT."""

    def __call__(self, asked: Asked) -> Answer:
        return super().__call__(msgspec.structs.replace(asked, method={"PATCH": "PUT"}.get(asked.method, asked.method)))


class CatchAll(Notes):
    """Whatever is not a method of ours is answered as GET is."""

    def __call__(self, asked: Asked) -> Answer:
        known = asked.method in ("GET", "POST", "PUT", "DELETE")
        return super().__call__(asked if known else msgspec.structs.replace(asked, method="GET"))


class SaysYes(Notes):
    """DELETE is answered, and does nothing, as every other method is."""

    def __call__(self, asked: Asked) -> Answer:
        known = ("GET", "POST", "PUT")
        return super().__call__(asked) if asked.method in known else (200, {"status": "ok"})


def test_a_removal_that_is_not_declared_is_proven_by_its_effect() -> None:
    outcome = probe(_without_delete(), Notes(), only=("undeclared-method",))
    assert [(one.where, one.basis, one.confidence) for one in outcome.findings] == [
        ("method DELETE", "effect", "confirmed")
    ]


def test_a_route_of_its_own_is_reported() -> None:
    outcome = probe(CONTRACT, PatchedToo(), only=("undeclared-method",))
    assert [(one.where, one.basis) for one in outcome.findings] == [("method PATCH", "inferred")]


def test_what_answers_every_method_alike_is_not_blamed() -> None:
    assert probe(CONTRACT, CatchAll(), only=("undeclared-method",)).findings == ()
    assert probe(_without_delete(), SaysYes(), only=("undeclared-method",)).findings == ()


def test_refusals_are_not_blamed() -> None:
    assert probe(CONTRACT, Notes(), only=("undeclared-method",)).findings == ()


class Overridden(Notes):
    """Takes the method from a header or a parameter; of all requests, or of those by POST."""

    def __init__(self, name: str, methods: tuple[str, ...] = ("GET", "POST")) -> None:
        super().__init__()
        self.name = name
        self.methods = methods

    def __call__(self, asked: Asked) -> Answer:
        method = asked.headers.get(self.name.lower(), asked.query.get(self.name, "")).upper()
        changed = msgspec.structs.replace(asked, method=method) if method and asked.method in self.methods else asked
        return super().__call__(changed)


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override", "_method"])
def test_a_get_that_removes_is_found(name: str) -> None:
    outcome = probe(CONTRACT, Overridden(name), only=("method-overridden",))
    assert [(one.rule, one.operation, one.confidence) for one in outcome.findings] == [
        ("method-overridden", "GET /notes/{note_id}", "confirmed")
    ]
    assert probe(CONTRACT, Overridden(name, ("POST",)), only=("method-overridden",)).findings == ()
