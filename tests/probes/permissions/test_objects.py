"""Strangers at others' things: claimed by what happened to the thing, and never where it is shared by design."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe

OBJECTS = ("foreign-*",)


class ReadByAnybody(Notes):
    def may_read(self, who: str, note: dict[str, Any]) -> bool:
        return True


class ChangedByAnybody(Notes):
    """The check of the owner was forgotten where things are changed and removed."""

    def may_change(self, who: str, note: dict[str, Any]) -> bool:
        return True

    def one(self, asked: Asked, note_id: str) -> Answer:
        note = self.notes.get(note_id)
        if asked.method == "GET" or note is None:
            return super().one(asked, note_id)
        return self.removed(note_id) if asked.method == "DELETE" else self.changed(asked, note)


class ListedForAnybody(Notes):
    def may_list(self, who: str, note: dict[str, Any]) -> bool:
        return True


class SharedInTheTeam(Notes):
    """By design, everybody of a tenant reads and changes what a colleague wrote."""

    teams = ({"alice", "bob", "ada"}, {"carol"})

    def together(self, who: str, note: dict[str, Any]) -> bool:
        return any({who, note["owner"]} <= team for team in self.teams)

    may_read = may_list = may_change = together


class PublicToRead(Notes):
    """A board on which everybody reads everything, in lists too."""

    def may_read(self, who: str, note: dict[str, Any]) -> bool:
        return True

    may_list = may_read


class SaysYesAndDoesNothing(Notes):
    """A stranger's removal is answered 204, and the note stays: no harm is done."""

    def one(self, asked: Asked, note_id: str) -> Answer:
        note = self.notes.get(note_id)
        if asked.method == "DELETE" and note is not None and note["owner"] != asked.who:
            return 204, None
        return super().one(asked, note_id)


class CountsViews(Notes):
    """Every read moves a counter, whoever reads."""

    def shown(self, note: dict[str, Any]) -> dict[str, Any]:
        note["stars"] = note["stars"]
        self.count += 1
        return {**super().shown(note), "views": self.count}


@pytest.mark.parametrize(
    ("api", "rules"),
    [
        (ReadByAnybody, {"foreign-read"}),
        (ChangedByAnybody, {"foreign-change", "foreign-removal"}),
        (ListedForAnybody, {"foreign-in-list"}),
    ],
)
def test_what_a_stranger_can_do_is_found(api: type[Notes], rules: set[str]) -> None:
    outcome = probe(CONTRACT, api(), only=OBJECTS)
    assert outcome.rules == rules
    assert {one.confidence for one in outcome.findings} == {"confirmed"}
    assert {one.basis for one in outcome.findings} == {"effect"}


@pytest.mark.parametrize("api", [Notes, SharedInTheTeam, PublicToRead, SaysYesAndDoesNothing, CountsViews])
def test_what_is_meant_is_not_blamed(api: type[Notes]) -> None:
    assert probe(CONTRACT, api(), only=OBJECTS).findings == ()


def test_what_the_contract_calls_private_is_blamed_even_where_lists_show_it() -> None:
    read = {
        **CONTRACT["paths"]["/notes/{note_id}"]["get"],
        "description": "A note of the caller's own. Others get 404.",
    }
    paths = {**CONTRACT["paths"], "/notes/{note_id}": {**CONTRACT["paths"]["/notes/{note_id}"], "get": read}}
    outcome = probe({**CONTRACT, "paths": paths}, PublicToRead(), only=("foreign-read",))
    assert outcome.rules == {"foreign-read"}
    assert "A note of the caller's own." in outcome.findings[0].message
