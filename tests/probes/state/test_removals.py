"""What was removed is gone for its owner, in lists and for changes; marks, delays and new things are fine."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.notes import CONTRACT as NOTES
from tests.probes.notes import Notes
from tests.probes.probing import ALICE, Answer, Asked, probe
from tests.probes.state.tasks import CONTRACT, Tasks

REMOVALS = ("removal-*", "removed-*", "use-after-removal")


class Stays(Tasks):
    def removed(self, asked: Asked, task: dict[str, Any]) -> Answer:
        return 204, None


class StaysInTheList(Tasks):
    def __call__(self, asked: Asked) -> Answer:
        status, content, *more = super().__call__(asked)
        if isinstance(content, list):
            content = [*content, *map(self.shown, self.gone.values())]
        return (status, content, more[0]) if more else (status, content)


class ChangedWhenGone(Tasks):
    """A task that is removed is hidden from reads only."""

    def one(self, asked: Asked, task_id: str) -> Answer:
        if task_id in self.gone and asked.method == "PATCH":
            return self.patched(asked, self.gone[task_id])
        return super().one(asked, task_id)


class ComesBack(Tasks):
    """An action on what is removed brings it back."""

    def archived(self, asked: Asked, task_id: str) -> Answer:
        if task_id in self.gone:
            self.tasks[task_id] = self.gone.pop(task_id)
        return super().archived(asked, task_id)


@pytest.mark.parametrize(
    ("api", "rule", "basis"),
    [
        (Stays, "removal-without-effect", "effect"),
        (StaysInTheList, "removed-in-list", "effect"),
        (ChangedWhenGone, "use-after-removal", "declared"),
        (ComesBack, "use-after-removal", "effect"),
    ],
)
def test_what_is_not_gone_is_found(api: type[Tasks], rule: str, basis: str) -> None:
    outcome = probe(CONTRACT, api(), only=REMOVALS, identities=(ALICE,))
    assert [(one.rule, one.basis, one.confidence) for one in outcome.findings] == [(rule, basis, "confirmed")]


class Marks(Tasks):
    """A task that is removed is read with a mark, and listed with it."""

    def removed(self, asked: Asked, task: dict[str, Any]) -> Answer:
        task["deleted_at"] = self.now()
        return 204, None


class Gone(Tasks):
    """410 for what was there once."""

    def one(self, asked: Asked, task_id: str) -> Answer:
        return (410, None) if task_id in self.gone else super().one(asked, task_id)


class Slow(Tasks):
    """A task goes when it was looked at twice more; lists follow later."""

    def removed(self, asked: Asked, task: dict[str, Any]) -> Answer:
        task["left"] = 2
        return 204, None

    def shown(self, task: dict[str, Any]) -> dict[str, Any]:
        if "left" in task:
            task["left"] -= 1
            if task["left"] < 0:
                self.tasks.pop(task["id"], None)
        return {name: one for name, one in super().shown(task).items() if name != "left"}

    def __call__(self, asked: Asked) -> Answer:
        for task in list(self.tasks.values()):
            if task.get("left", 0) < 0:
                self.tasks.pop(task["id"], None)
        return super().__call__(asked)


class OnlyAccepts(Tasks):
    def removed(self, asked: Asked, task: dict[str, Any]) -> Answer:
        return 202, None


@pytest.mark.parametrize("api", [Tasks, Marks, Gone, Slow, OnlyAccepts])
def test_what_is_meant_is_not_blamed(api: type[Tasks]) -> None:
    assert probe(CONTRACT, api(), only=REMOVALS, identities=(ALICE,)).findings == ()


def test_a_put_that_may_make_what_is_gone_is_not_blamed() -> None:
    class Makes(Notes):
        def one(self, asked: Asked, note_id: str) -> Answer:
            if asked.method == "PUT" and note_id not in self.notes:
                self.notes[note_id] = {**asked.json, "id": note_id, "owner": asked.who}
                return 201, self.shown(self.notes[note_id])
            return super().one(asked, note_id)

    assert probe(NOTES, Makes(), only=REMOVALS, identities=(ALICE,)).findings == ()
