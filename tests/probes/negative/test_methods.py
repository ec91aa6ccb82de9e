"""Undeclared methods: what they do is proof, a route of their own is reported, a catch-all is neither."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

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
