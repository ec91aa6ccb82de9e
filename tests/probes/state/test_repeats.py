"""One thing for one key of one caller, and what is unique once; other answers to repetitions are right too."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.probes.probing import ALICE, BOB, CAROL, Answer, Asked, probe
from tests.probes.state.tasks import CONTRACT, Tasks

REPEATS = ("idempotency-*", "duplicate-accepted", "number-repeated")


class ForgetsKeys(Tasks):
    def key(self, asked: Asked) -> Any:
        self.count += 1
        return self.count

    def taken(self, title: str) -> bool:
        return False


class SharesKeys(Tasks):
    def key(self, asked: Asked) -> Any:
        return asked.headers["idempotency-key"]


class LooksAtNoBody(Tasks):
    def keyed(self, asked: Asked) -> Answer:
        known = self.keys.get(self.key(asked))
        return known[1] if known is not None and "idempotency-key" in asked.headers else super().keyed(asked)


class MakesTwo(Tasks):
    def taken(self, title: str) -> bool:
        return False


class SameNumber(Tasks):
    def number(self) -> int:
        return 1000


@pytest.mark.parametrize(
    ("api", "rules"),
    [
        (ForgetsKeys, {"idempotency-key-ignored", "duplicate-accepted"}),
        (SharesKeys, {"idempotency-key-shared"}),
        (LooksAtNoBody, {"idempotency-key-reused"}),
        (MakesTwo, {"duplicate-accepted"}),
        (SameNumber, {"number-repeated"}),
    ],
)
def test_a_repetition_that_counts_is_found(api: type[Tasks], rules: set[str]) -> None:
    outcome = probe(CONTRACT, api(), only=REPEATS, identities=(ALICE, BOB, CAROL))
    assert outcome.rules == rules
    assert {one.confidence for one in outcome.findings} == {"confirmed"}


class RefusesRepetitions(Tasks):
    """The second request with a key is a conflict, whatever it holds."""

    def keyed(self, asked: Asked) -> Answer:
        if "idempotency-key" in asked.headers and self.key(asked) in self.keys:
            return 409, {"error": "done already"}
        return super().keyed(asked)


class MakesTheTitleUnique(Tasks):
    """A title that is taken gets a number."""

    def created(self, asked: Asked) -> Answer:
        status, content, *more = super().created(asked)
        if status != 409:
            return (status, content, *more)
        self.count += 1
        body = json.dumps({**asked.json, "title": f"{asked.json['title'][:60]} {self.count}"}).encode()
        return super().created(Asked(method="POST", path=asked.path, query={}, headers={}, body=body, who=asked.who))


class GivesTheFirst(Tasks):
    """Who makes the same again gets what there is."""

    def created(self, asked: Asked) -> Answer:
        own = [one for one in self.tasks.values() if one["owner"] == asked.who]
        known = [one for one in own if one["title"] == asked.json.get("title")]
        return (200, self.shown(known[0])) if known else super().created(asked)


class SharedInTheTeam(SharesKeys):
    """Colleagues have keys and tasks in common."""

    def key(self, asked: Asked) -> Any:
        return asked.who == "carol", asked.headers["idempotency-key"]

    def one(self, asked: Asked, task_id: str) -> Answer:
        task = self.tasks.get(task_id)
        if task is not None and "carol" not in (asked.who, task["owner"]):
            task["owner"] = asked.who
        return super().one(asked, task_id)


@pytest.mark.parametrize("api", [Tasks, RefusesRepetitions, MakesTheTitleUnique, GivesTheFirst, SharedInTheTeam])
def test_other_ways_are_not_blamed(api: type[Tasks]) -> None:
    assert probe(CONTRACT, api(), only=REPEATS, identities=(ALICE, BOB, CAROL)).findings == ()
