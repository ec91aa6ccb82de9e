"""A visualizer's template is rendered by Handlebars after the script, apart from it, and never costs the script its result."""

# ruff: noqa: E501 - a script of one line stays one

from __future__ import annotations

from typing import Any

import pytest

from assay.model.script import ScriptResult
from assay.script import Limits
from tests.script.stage import Stage, clean, verdicts

NEXT = "pm.test('next', () => {})"


def shown(result: ScriptResult) -> dict[str, Any]:
    assert result.visualizer is not None
    return dict(result.visualizer)


PAGES = [
    ("pm.visualizer.set('<b>{{a}}</b>{{{a}}}', {a: '<é😀>'})", "<b>&lt;é😀&gt;</b><é😀>"),
    ("pm.visualizer.set('{{#each l}}{{@index}}{{this.n}} {{/each}}', {l: [{n: 1}, {n: 2}]})", "01 12 "),
    ("pm.visualizer.set('{{#if a}}y{{else}}n{{/if}}{{none.at.all}}', pm.response.json())", "n"),
    ("pm.visualizer.set('{{a}}', {a: '<'}, {noEscape: true})", "<"),
    ("pm.visualizer.set('{{constructor.constructor}}{{__proto__.x}}{{lookup this \"constructor\"}}', {a: 1})", ""),
    ("pm.visualizer.set('just text')", "just text"),
    ("String.prototype.split = () => []; JSON.parse = () => 1; pm.visualizer.set('{{a}}', {a: 1})", "1"),
]


@pytest.mark.parametrize(("source", "page"), PAGES)
def test_the_page_is_what_handlebars_makes(stage: Stage, source: str, page: str) -> None:
    visualizer = shown(clean(stage.run(source)))
    assert visualizer["html"] == page
    assert "error" not in visualizer


def test_the_template_and_its_data_are_told_too(stage: Stage) -> None:
    visualizer = shown(clean(stage.run("pm.visualizer.set('{{a}}', {a: [1]}, {strict: true})")))
    assert (visualizer["template"], visualizer["data"], visualizer["options"]) == (
        "{{a}}",
        {"a": [1]},
        {"strict": True},
    )


def test_a_broken_template_is_an_error_and_no_failure(stage: Stage) -> None:
    result = clean(stage.run("pm.test('own', () => {}); pm.environment.set('a', 1); pm.visualizer.set('{{#each}', {})"))
    visualizer = shown(result)
    assert visualizer["error"].startswith("the visualizer shows nothing: Parse error on line 1: {{#each}")
    assert "html" not in visualizer
    assert [log.values for log in result.logs] == [(visualizer["error"],)]
    assert verdicts(result) == {"own": True}
    assert result.environment


NESTED = "{{#each @root.l}}" * 5 + "x" + "{{/each}}" * 5


def test_a_template_without_end_is_given_up(stage: Stage) -> None:
    result = clean(stage.run(f"pm.visualizer.set('{NESTED}', {{l: Array(1000).fill(1)}}); {NEXT}"))
    assert shown(result)["error"].startswith("the visualizer shows nothing: it takes ")
    assert verdicts(result) == {"next": True}
    assert verdicts(clean(stage.run(NEXT))) == {"next": True}


@pytest.mark.proof
def test_a_page_that_fills_the_memory_costs_the_script_nothing(alone: Stage) -> None:
    source = "pm.visualizer.set('{{#each l}}{{#each @root.l}}{{@root.s}}{{@index}}{{/each}}{{/each}}', {l: Array(3000).fill(1), s: 'x'.repeat(100)})"
    result = clean(alone.run(f"{source}; {NEXT}; pm.environment.set('a', 1)"))
    assert shown(result)["error"].startswith("the visualizer shows nothing: it")
    assert verdicts(result) == {"next": True}
    assert result.environment
    assert verdicts(clean(alone.run(NEXT))) == {"next": True}


def test_a_page_that_is_too_large_is_not_taken() -> None:
    stage = Stage(Limits(page=1 << 20))
    result = clean(stage.run("pm.visualizer.set('x'.repeat(2e6))"))
    assert shown(result)["error"] == "the visualizer shows nothing: its page has more than 1 MB"
    stage.close()


def test_a_script_without_a_visualizer_shows_nothing(stage: Stage) -> None:
    clean(stage.run("pm.visualizer.set('{{a}}', {a: 1})"))
    assert clean(stage.run("1")).visualizer is None
    assert clean(stage.run("pm.visualizer.set('a'); pm.visualizer.clear()")).visualizer is None
