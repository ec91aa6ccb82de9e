"""If-Match, If-None-Match and ETag as RFC 9110 has them; APIs without validators are left in peace."""

from __future__ import annotations

from typing import Any

import pytest

from tests.probes.probing import ALICE, Answer, Asked, probe
from tests.probes.state.tasks import CONTRACT, Tasks

CONDITIONS = ("stale-etag-taken", "if-match-optional", "not-modified-*", "if-none-match-*", "etag-*")


class TakesAny(Tasks):
    def refused(self, asked: Asked, task: dict[str, Any]) -> Answer | None:
        return None if "if-match" in asked.headers else (428, None)


class TakesOld(Tasks):
    """Every ETag that a task ever had is good."""

    def refused(self, asked: Asked, task: dict[str, Any]) -> Answer | None:
        known = {f'"v{number}"' for number in range(1, task["version"] + 1)}
        return None if asked.headers.get("if-match") in known else super().refused(asked, task)


class WantsNone(Tasks):
    def refused(self, asked: Asked, task: dict[str, Any]) -> Answer | None:
        return super().refused(asked, task) if "if-match" in asked.headers else None


class NeverModified(Tasks):
    def read(self, asked: Asked, task: dict[str, Any]) -> Answer:
        return (304, None) if "if-none-match" in asked.headers else self.told(200, task)


class AlwaysWhole(Tasks):
    def read(self, asked: Asked, task: dict[str, Any]) -> Answer:
        return self.told(200, task)


class StandsStill(Tasks):
    def etag(self, task: dict[str, Any]) -> str:
        return f'"{task["id"]}"'


@pytest.mark.parametrize(
    ("api", "rule"),
    [
        (TakesAny, "stale-etag-taken"),
        (TakesOld, "stale-etag-taken"),
        (WantsNone, "if-match-optional"),
        (NeverModified, "not-modified-unfounded"),
        (AlwaysWhole, "if-none-match-ignored"),
        (StandsStill, "etag-stands-still"),
    ],
)
def test_a_condition_that_is_not_kept_is_found(api: type[Tasks], rule: str) -> None:
    outcome = probe(CONTRACT, api(), only=CONDITIONS, identities=(ALICE,))
    assert [(one.rule, one.confidence) for one in outcome.findings] == [(rule, "confirmed")]


class Weak(Tasks):
    """Weak validators never match strongly, and always weakly."""

    def etag(self, task: dict[str, Any]) -> str:
        return f'W/"v{task["version"]}"'


class NewEachTime(Tasks):
    """The ETag is another one in every answer, and If-Match compares versions by something else."""

    def etag(self, task: dict[str, Any]) -> str:
        self.count += 1
        return f'"{task["version"]}-{self.count}"'

    def refused(self, asked: Asked, task: dict[str, Any]) -> Answer | None:
        sent = asked.headers.get("if-match", "")
        return None if sent.startswith(f'"{task["version"]}-') else (412, None)


class WithoutEtags(Tasks):
    def told(self, status: int, task: dict[str, Any]) -> Answer:
        return status, self.shown(task)

    def refused(self, asked: Asked, task: dict[str, Any]) -> Answer | None:
        return None


@pytest.mark.parametrize("api", [Tasks, Weak, NewEachTime, WithoutEtags])
def test_other_ways_are_not_blamed(api: type[Tasks]) -> None:
    assert probe(CONTRACT, api(), only=CONDITIONS, identities=(ALICE,)).findings == ()
