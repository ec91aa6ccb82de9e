"""Each rule speaks on a real exchange that calls for it, and is silent on one that is near."""

from __future__ import annotations

import pytest

from assay.explain import contract
from assay.explain.registry import RULES

from .scenes import SCENES
from .scenes.scene import Scene
from .stage import play


def name(scene: Scene) -> str:
    return f"{scene.rule}: {scene.command[:60]}"


@pytest.mark.parametrize("scene", [each for each in SCENES if each.speaks], ids=name)
def test_the_rule_speaks(scene: Scene) -> None:
    told = play(scene)
    mine = [each for each in told if each.rule == scene.rule]
    assert mine, [each.rule for each in told]
    for each in mine:
        assert each.means
        assert each.means[-1] in ".)…:", each.means
        assert each.evidence or scene.declared  # a contract's own words say what is not there
        assert each.source
        assert all(len(seen) <= 300 for seen in each.evidence)


@pytest.mark.parametrize("scene", [each for each in SCENES if not each.speaks], ids=name)
def test_the_rule_is_silent_on_what_is_near(scene: Scene) -> None:
    assert [each for each in play(scene) if each.rule == scene.rule] == []


def test_every_rule_has_a_scene_and_a_near_miss() -> None:
    names = {rule.name for rule in RULES}
    assert names - {scene.rule for scene in SCENES if scene.speaks} == set()
    assert {scene.rule for scene in SCENES} - names == set()
    beside = {rule.name for rule in contract.RULES}  # tested in tests/explain/contract
    assert names - beside - {scene.rule for scene in SCENES if not scene.speaks} == set()
