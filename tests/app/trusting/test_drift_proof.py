"""Drifts planted between two shops of other data are found and named, and nothing is said of two that are alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.app.trusting.drift_shops import GROUPS, SECRETS, Drift, shops
from tests.cli.command import Ran, assay
from tests.second_api import serve as second

PLANTED = tuple(drift for group in GROUPS.values() for drift in group)
EITHER = ("contract", "collection")


def compared(folder: Path, *more: str) -> tuple[Ran, list[dict[str, Any]]]:
    """A run, and its findings."""
    ran = assay("trust", "drift", "one", "two", "--report", "json=r.json", *more, cwd=folder, env=SECRETS, patience=240)
    return ran, json.loads((folder / "r.json").read_text())["findings"]


def is_told(drift: Drift, finding: dict[str, Any]) -> bool:
    operations = [finding["operation"], *finding.get("also", ())]
    where = finding.get("where", "")
    told = finding["rule"] == drift.rule and drift.operation in operations
    return told and (where == drift.where or not drift.where)


def test_at_least_thirty_are_planted() -> None:
    assert len({drift.defect for drift in PLANTED}) >= 30


@pytest.mark.proof(alone=True)
@pytest.mark.parametrize("name", GROUPS)
def test_what_was_planted_is_told(name: str, tmp_path: Path) -> None:
    with shops(tmp_path, [drift.defect for drift in GROUPS[name]]):
        ran, found = compared(tmp_path, "--identity", "ada")
    missed = [drift.defect for drift in GROUPS[name] if not any(is_told(drift, one) for one in found)]
    assert missed == [], "\n".join(f"{one['rule']} {one['operation']} {one.get('where')}" for one in found)
    assert ran.code == 1


@pytest.mark.proof(alone=True)
@pytest.mark.parametrize("source", EITHER)
@pytest.mark.parametrize("who", ["ada", "alice"])
def test_two_that_are_alike_do_not_drift(source: str, who: str, tmp_path: Path) -> None:
    more = () if source == "contract" else ("--collection", _collection())
    with shops(tmp_path):
        ran, found = compared(tmp_path, "--identity", who, *more)
    assert found == []
    assert ran.code == 0, ran.said


@pytest.mark.proof(alone=True)
def test_what_people_have_done_in_one_of_them_is_no_drift(tmp_path: Path) -> None:
    with shops(tmp_path) as (_, two):
        words = ("run", _collection(), "-e", _environment(), "--env-var", f"base_url={two}", "--quiet")
        assert assay(*words, cwd=tmp_path).code == 0
        ran, found = compared(tmp_path, "--identity", "ada")
    assert found == []
    assert ran.code == 0, ran.said


SECOND = (
    ("people-tell-more", "drift-new", "GET /api/people"),
    ("text-as-html", "drift-media", "GET /api/notes/{noteId}/text"),
    ("oldest-first", "drift-order", "GET /api/notes"),
    ("state-filter-partial", "drift-filter", "GET /api/notes"),
    ("reset-missing", "drift-header", "GET /api/status"),
)


@pytest.mark.proof(alone=True)
@pytest.mark.parametrize("planted", [SECOND, ()], ids=["planted", "alike"])
def test_an_api_of_other_conventions(planted: tuple[tuple[str, str, str], ...], tmp_path: Path) -> None:
    contract = Path(second.__file__).parent / "openapi.json"
    with second.serving() as one, second.serving(defects=[defect for defect, _, _ in planted]) as two:
        (tmp_path / "assay.toml").write_text(
            f'[project]\ncontract = {json.dumps(str(contract))}\n[environment.one]\nurl = "{one}"\n'
            f'[environment.two]\nurl = "{two}"\n[identity.robin]\ntoken = "${{TOKEN}}"\n'
        )
        (tmp_path / ".env").write_text("TOKEN=personal-robin-1\n")
        _, found = compared(tmp_path, "--identity", "robin")
    told = {(one["rule"], name) for one in found for name in (one["operation"], *one.get("also", ()))}
    assert [defect for defect, rule, operation in planted if (rule, operation) not in told] == []
    assert found == [] or planted


def _environment() -> str:
    from assay.demo import resources

    return str(resources.environment())


def _collection() -> str:
    from assay.demo import resources

    return str(resources.collection())
