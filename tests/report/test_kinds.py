"""Every kind makes its report of any run, and none lets a control character through."""

from __future__ import annotations

import re

import pytest

from assay.report.github import github
from assay.report.kinds import KINDS
from assay.report.markdown import markdown

from .story import Step, Story, cut_short, hostile, shop, wrong

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
TEXTS = sorted(set(KINDS) - {"newman-json"})
"""Newman's JSON holds bodies and names as they are, escaped as JSON escapes them."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_made_of_any_run(kind: str) -> None:
    fold = KINDS[kind].fold()
    for story in (shop(), hostile(), Story(), *cut_short(Story(Step("x", asserts=(wrong("a", "no"),))))):
        assert "".join(fold(story)).encode("utf-8") is not None


@pytest.mark.parametrize("kind", TEXTS)
def test_no_control_character_gets_through(kind: str) -> None:
    assert not HARMFUL.search("".join(KINDS[kind].fold()(hostile(iterations=2))))


def test_markdown_counts_and_lists() -> None:
    text = "".join(markdown(shop()))
    assert text.startswith("### Shop: 4 failed\n")
    assert "| requests | 8 | 2 |" in text
    assert "| medium | Outer / Inner / Get one / says world | expected 'wörld' to deeply equal 'world' |" in text


def test_markdown_cannot_be_steered() -> None:
    evil = "<img src=x> [a](http://b) | @everyone `x` **b**"
    text = "".join(markdown(Story(Step(evil, asserts=(wrong("a", evil),)))))
    assert "<img" not in text.replace("\\<", "")
    assert "@everyone" not in text
    assert all(row.count(" | ") == 2 for row in text.splitlines() if row.startswith("| medium"))


def test_github_annotations() -> None:
    lines = "".join(github(shop())).splitlines()
    assert lines[0] == (
        "::error title=says world::Outer / Inner / Get one / says world: expected 'wörld' to deeply equal 'world'"
    )
    assert len(lines) == 4


def test_github_commands_cannot_be_forged_and_are_few() -> None:
    evil = "a\n::set-output name=x::y%0A:,"
    steps = [Step(f"s{number}", asserts=(wrong(evil, evil),)) for number in range(30)]
    lines = "".join(github(Story(*steps))).splitlines()
    assert len(lines) == 10
    assert all(line.startswith("::error title=") for line in lines)
    assert lines[-1] == "::error title=assay::and 21 more findings"
