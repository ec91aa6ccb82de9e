"""What a creation told is what is read; a server may keep it otherwise and say so, or show it a little later."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.probing import ALICE, Answer, Asked, probe
from tests.probes.state.tasks import CONTRACT, Tasks

CREATIONS = ("created-*",)


class KeepsAnother(Tasks):
    def created(self, asked: Asked) -> Answer:
        answer = super().created(asked)
        if answer[0] == 201:
            self.tasks[answer[1]["id"]]["title"] = "another"
        return answer


class KeepsNothing(Tasks):
    """The first three tasks are kept, and later ones are not."""

    def created(self, asked: Asked) -> Answer:
        answer = super().created(asked)
        if answer[0] == 201 and self.count > 3:
            del self.tasks[answer[1]["id"]]
        return answer


@pytest.mark.parametrize(("api", "where"), [(KeepsAnother, "/title"), (KeepsNothing, "")])
def test_what_is_not_kept_as_told_is_found(api: type[Tasks], where: str) -> None:
    outcome = probe(CONTRACT, api(), only=CREATIONS, identities=(ALICE,))
    assert [(one.rule, one.where, one.confidence) for one in outcome.findings] == [
        ("created-unlike-sent", where, "confirmed")
    ]


class SaysWhatItKeeps(Tasks):
    def created(self, asked: Asked) -> Answer:
        answer = super().created(asked)
        if answer[0] != 201:
            return answer
        self.tasks[answer[1]["id"]]["title"] += "!"
        return 201, self.shown(self.tasks[answer[1]["id"]])


class ShowsItLater(Tasks):
    """A task is there after two reads."""

    def read(self, asked: Asked, task: dict[str, Any]) -> Answer:
        task["left"] = task.get("left", 3) - 1
        return (404, None) if task["left"] > 0 else super().read(asked, task)

    def shown(self, task: dict[str, Any]) -> dict[str, Any]:
        return {name: one for name, one in super().shown(task).items() if name != "left"}


class OnlyTheAnswer(Tasks):
    """Who makes a task may not read it."""

    def read(self, asked: Asked, task: dict[str, Any]) -> Answer:
        return 404, None


@pytest.mark.parametrize("api", [Tasks, SaysWhatItKeeps, ShowsItLater, OnlyTheAnswer])
def test_other_ways_are_not_blamed(api: type[Tasks]) -> None:
    assert probe(CONTRACT, api(), only=CREATIONS, identities=(ALICE,)).findings == ()
