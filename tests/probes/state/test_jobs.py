"""Jobs come to an end with a result, and Location leads to what was made."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.probes.probing import ALICE, Answer, Asked, probe
from tests.probes.state.tasks import CONTRACT, Tasks

JOBS = ("job-*", "location-*")


class NeverEnds(Tasks):
    def move(self, job: dict[str, Any]) -> None:
        job["status"] = "running"


class WithoutResult(Tasks):
    def move(self, job: dict[str, Any]) -> None:
        super().move(job)
        job["result"] = None


class GoesBack(Tasks):
    def move(self, job: dict[str, Any]) -> None:
        super().move(job)
        job["status"] = ["queued", "running", "queued", "done"][min(job["looks"], 3)]


class Lost(Tasks):
    def location(self, task_id: str) -> str:
        return f"/tasks/{task_id}0"


class OfAll(Tasks):
    def location(self, task_id: str) -> str:
        return "/tasks"


class OfAnother(Tasks):
    """The place of the first task, whichever was made."""

    def location(self, task_id: str) -> str:
        return f"/tasks/{next(iter(self.tasks), task_id)}"


@pytest.mark.parametrize(
    ("api", "rule", "basis"),
    [
        (NeverEnds, "job-never-ends", "inferred"),
        (WithoutResult, "job-without-result", "declared"),
        (GoesBack, "job-goes-back", "declared"),
        (Lost, "location-leads-nowhere", "effect"),
        (OfAll, "location-leads-nowhere", "effect"),
        (OfAnother, "location-leads-nowhere", "effect"),
    ],
)
def test_what_leads_to_nothing_is_found(api: type[Tasks], rule: str, basis: str) -> None:
    outcome = probe(CONTRACT, api(), only=JOBS, identities=(ALICE,))
    assert [(one.rule, one.basis, one.confidence) for one in outcome.findings] == [(rule, basis, "confirmed")]


class Absolute(Tasks):
    def location(self, task_id: str) -> str:
        return f"http://api.example/tasks/{task_id}"


class Elsewhere(Tasks):
    def location(self, task_id: str) -> str:
        return f"https://files.example/{task_id}"


class ByNumber(Tasks):
    """A second name of the same thing: what is read there holds the id that the creation told."""

    def location(self, task_id: str) -> str:
        return f"/tasks/by-{task_id}"

    def one(self, asked: Asked, task_id: str) -> Answer:
        return super().one(asked, task_id.removeprefix("by-"))


class ByQuery(Tasks):
    def location(self, task_id: str) -> str:
        return f"/tasks?id={task_id}"


class Fails(Tasks):
    """A job may fail, and has no result then."""

    def move(self, job: dict[str, Any]) -> None:
        job["status"] = "failed"


class GetsOn(Tasks):
    """A job takes long, and shows that it gets on."""

    def move(self, job: dict[str, Any]) -> None:
        job["status"], job["percent"] = "running", job["looks"]


class AsksForTime(NeverEnds):
    def job(self, asked: Asked) -> Answer:
        status, content, *_ = super().job(asked)
        return status, content, {"Retry-After": "60"}


class ResultComesLater(Tasks):
    def move(self, job: dict[str, Any]) -> None:
        super().move(job)
        job["result"] = {"lines": 1} if job["looks"] > 4 else None


@pytest.mark.parametrize(
    "api", [Tasks, Absolute, Elsewhere, ByNumber, ByQuery, Fails, GetsOn, AsksForTime, ResultComesLater]
)
def test_other_ways_are_not_blamed(api: type[Tasks]) -> None:
    assert probe(CONTRACT, api(), only=JOBS, identities=(ALICE,)).findings == ()


def test_a_result_that_the_words_do_not_name_is_only_inferred() -> None:
    document = deepcopy(CONTRACT)
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation.pop("description", None)
    outcome = probe(document, WithoutResult(), only=("job-without-result",), identities=(ALICE,))
    assert [(one.where, one.basis) for one in outcome.findings] == [("/result", "inferred")]
