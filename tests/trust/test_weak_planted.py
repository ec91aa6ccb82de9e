"""Planted weak tests are found, each by its rule, and nothing is said of sound ones that look like them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.trust.weak_planted import SOUND, WEAK, Planted, collection, serving

from assay.app.trusting.options import WeakOptions
from assay.app.trusting.weak import Weak, weak

_ABOUT_ONE = frozenset({"unguarded-operation"})
"""Follows from a test that guards nothing, where nobody else looks at the operation."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The rules that were found, by request."""
    folder = tmp_path_factory.mktemp("planted")
    with pytest.MonkeyPatch.context() as patch, serving() as url:
        patch.chdir(folder)
        done = doubted(folder, url, *WEAK, *SOUND)
    assert done.ending == "finished"
    names = {path: name for name, path in _operations(folder)}
    rules: dict[str, list[str]] = {}
    for one in done.findings:
        owner = one.where.partition(" / ")[0].removesuffix(", script")
        request = owner if not one.operation or owner in names.values() else names[one.operation.partition(" ")[2]]
        rules.setdefault(request, []).append(one.rule)
    return rules


def doubted(folder: Path, url: str, *planted: Planted) -> Weak:
    path = folder / "planted.json"
    path.write_text(json.dumps(collection(*planted)))
    return weak(WeakOptions(collection=str(path), env_var=(("base_url", url),)))


def _operations(folder: Path) -> list[tuple[str, str]]:
    items = json.loads((folder / "planted.json").read_text())["item"]
    return [(one["name"], "/" + "/".join(_shape(one["request"]["url"]["path"]))) for one in items]


def _shape(path: list[str]) -> list[str]:
    return [*path[:-1], "{item_id}"] if path[-1] == "7" else path


@pytest.mark.parametrize("one", WEAK, ids=lambda one: one.name)
def test_a_weak_test_is_found_by_its_rule(one: Planted, found: dict[str, list[str]]) -> None:
    assert one.rule in found.get(one.name, [])


@pytest.mark.parametrize("one", SOUND, ids=lambda one: one.name)
def test_nothing_is_said_of_a_sound_one(one: Planted, found: dict[str, list[str]]) -> None:
    assert set(found.get(one.name, [])) - _ABOUT_ONE == set()


def test_what_guards_nothing_gates(found: dict[str, list[str]]) -> None:
    assert sum("guards-nothing" in rules for rules in found.values()) >= 3  # about nothing, constants, no matcher
