"""What its owner made private is kept from colleagues, where the contract offers that beside sharing with the team."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import probe

TEAMS = ({"alice", "bob", "ada"}, {"carol"})


def _with(values: tuple[str, ...]) -> dict[str, Any]:
    document = deepcopy(CONTRACT)
    for path in document["paths"].values():
        for operation in (one for name, one in path.items() if name in ("post", "put")):
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            schema["properties"]["sharing"] = {"enum": list(values)}
    return document


class Shared(Notes):
    """Of the team, or private to their author."""

    private = "private"

    def valid(self, draft: Any) -> bool:
        rest = {name: value for name, value in draft.items() if name != "sharing"} if isinstance(draft, dict) else draft
        return super().valid(rest) and draft.get("sharing", "team") in ("team", "public", "private")

    def may_read(self, who: str, note: dict[str, Any]) -> bool:
        together = any({who, note["owner"]} <= team for team in TEAMS)
        return together and (note.get("sharing") != self.private or who == note["owner"])

    may_list = may_change = may_read


class Forgotten(Shared):
    """What is private is read by the team all the same."""

    private = "nothing is"


class Listed(Shared):
    """What is private stands in the lists of the team."""

    def may_list(self, who: str, note: dict[str, Any]) -> bool:
        return any({who, note["owner"]} <= team for team in TEAMS)


def test_what_is_private_is_not_read_by_colleagues() -> None:
    outcome = probe(_with(("team", "public", "private")), Forgotten(), only=("foreign-*",))
    assert {(one.rule, one.operation) for one in outcome.findings} >= {("foreign-read", "GET /notes/{note_id}")}


def test_what_is_private_is_not_listed_for_colleagues() -> None:
    outcome = probe(_with(("team", "public", "private")), Listed(), only=("foreign-*",))
    assert outcome.rules == {"foreign-in-list"}


@pytest.mark.parametrize("values", [("team", "public", "private"), ("public", "private")])
def test_nothing_is_found_where_it_is_kept(values: tuple[str, ...]) -> None:
    assert probe(_with(values), Shared(), only=("foreign-*",)).findings == ()


def test_private_may_mean_private_to_the_team_where_nothing_else_does() -> None:
    assert probe(_with(("public", "private")), Forgotten(), only=("foreign-*",)).findings == ()
