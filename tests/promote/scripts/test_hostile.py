"""Whatever a script or an answer holds, translating and proving end soon and run nothing but what was meant."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.promote.scripts import Assignment, Fallback, Scope, Test, translate
from assay.promote.scripts.bounds import Exhausted
from assay.promote.scripts.execution import Program
from assay.promote.scripts.standin import NO_REQUEST, Answer
from tests.promote.scripts.stage import answer, lines

LARGE = [
    "pm.test('t', () => {});" * 20_000,
    "[" * 3000 + "]" * 3000,
    "a" + ".b" * 5000,
    "pm.test('t', () => pm.expect(" + "(" * 400 + "1" + ")" * 400 + ").to.equal(1));",
    "pm.test('t', () => pm.expect(" + "+".join(["'a'"] * 3000) + ").to.equal(1));",
    "if (a) {" * 200 + "}" * 200,
    "'" + "x" * 150_000 + "'",
    "ü" * 60_000,
    "pm.test('t', () => {" + "pm.expect(pm.response.code).to.equal(200);" * 3000 + "});",
    "function f(x) { return f(f(x)); } pm.test('t', () => pm.expect(f(1)).to.equal(1));",
    "const f = (x) => g(x); const g = (x) => f(x); pm.test('t', () => { f(1); });",
    "function f(n) { f(n); f(n); } pm.test('t', () => { f(1); });",
]


@pytest.mark.parametrize("script", LARGE, ids=range(len(LARGE)))
def test_large_and_deep_scripts_are_refused_or_translated(script: str) -> None:
    found = translate(script, Scope())
    assert len(found.account) == script.count("\n") + 1


NAMES = ["');import os;os.remove('x", "\n\nimport os", '"""', "\\", "\u202e", "\x00", "a\u2028b", "{x}", "%s", "'\""]


@pytest.mark.parametrize("name", NAMES)
def test_texts_of_a_script_stay_texts(name: str) -> None:
    quoted = json.dumps(name)
    script = f"pm.test({quoted}, () => {{ pm.expect(pm.response.json()[{quoted}], {quoted}).to.equal({quoted}); }});"
    for block in translate(script, Scope()).blocks:
        if isinstance(block, Test):
            tree = ast.parse("\n".join(block.lines))
            calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
            assert [ast.unparse(call) for call in calls] == ["response.json()"]
            assert "\n".join(block.lines).isprintable() or "\n" in "\n".join(block.lines)
        else:
            assert isinstance(block, Fallback)


@pytest.mark.parametrize("name", ["__class__", "__init__", "constructor", "__proto__", "eval", "import"])
def test_odd_properties_are_keys_or_refused(name: str) -> None:
    script = f"pm.test('t', () => pm.expect(pm.response.json().{name}.x).to.equal(1));"
    for block in translate(script, Scope()).blocks:
        if isinstance(block, Test):
            assert f'["{name}"]["x"]' in block.lines[-1]


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_some_translation(text: str) -> None:
    assert len(translate(text, Scope()).account) == text.count("\n") + 1


PIECES = [
    "pm.test('a', () => {",
    "});",
    "pm.expect(",
    "body.a",
    ")",
    ".to.be.a('string')",
    ";",
    "if (",
    "const x = ",
    "pm.response.json()",
    "for (const a of ",
    "{",
    "}",
    "[",
    "]",
    "tests['x'] = ",
    "=== 1",
    "=> ",
    "try {",
    "} catch (e) {",
    "return ",
    "`${",
    "}`",
    "...",
    "?.",
    "_.map(",
    "\n",
    "'a'",
    ".length",
    "!",
    "&& ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@settings(max_examples=300, deadline=None)
def test_any_pieces_of_scripts_become_python_or_stay(pieces: list[str]) -> None:
    for block in translate(" ".join(pieces), Scope()).blocks:
        if isinstance(block, Test | Assignment):
            compile("\n".join(block.lines), "lines", "exec", dont_inherit=True)


def verdict(script: str, body: object) -> bool | None:
    """Whether the Python fails on the answer; None where it was stopped."""
    (block,) = translate(script, Scope()).tests
    made = Answer(answer(body), milliseconds=1.0, request=NO_REQUEST)
    try:
        return Program(block, "response").fails(made, {})
    except Exhausted:
        return None


def test_nested_loops_over_a_large_body_are_stopped() -> None:
    script = """pm.test('t', () => { const a = pm.response.json();
        for (const b of a) { for (const c of a) { for (const d of a) { pm.expect(d).to.equal(1); } } } });"""
    assert verdict(script, [1] * 2000) is None


def test_texts_that_double_themselves_are_stopped() -> None:
    script = (
        "pm.test('t', () => { let s = 'x'; for (const a of pm.response.json()) { s += s; } pm.expect(s).to.be.ok; });"
    )
    assert verdict(script, list(range(60))) is None


def test_a_deep_body_fails_and_harms_nothing() -> None:
    body = b"[" * 100_000 + b"]" * 100_000
    assert verdict("pm.test('t', () => pm.expect(pm.response.json()[0]).to.be.an('array'));", body) is True


def test_translated_code_reaches_no_files(tmp_path: Path) -> None:
    block = Test(
        name="t", lines=(f"open({str(tmp_path / 'x')!r}, 'w')",), span=translate("", Scope()).account and _SPAN
    )
    made = Answer(answer({}), milliseconds=1.0, request=NO_REQUEST)
    assert Program(block, "response").fails(made, {}) is True
    assert list(tmp_path.iterdir()) == []


_SPAN = translate("pm.test('t', () => {});", Scope()).blocks[0].span


def test_patterns_that_could_hang_are_not_translated() -> None:
    for pattern in ("(a+)+$", "(a|a)*b", "([a-z]+)*x", "(.*)*", "(a*)*b", "(\\w+\\s?)*$"):
        script = f"pm.test('t', () => pm.expect(pm.response.text()).to.match(/{pattern}/));"
        assert isinstance(translate(script, Scope()).blocks[0], Fallback), pattern


def test_safe_patterns_are() -> None:
    script = "pm.test('t', () => pm.expect(pm.response.text()).to.match(/^[\\w.-]+@(?<host>\\d{1,3}\\.)?[^\\s/]+$/i));"
    assert lines(script) == [
        'assert re.search(r"^[A-Za-z0-9_.-]+@(?P<host>[0-9]{1,3}\\.)?[^\\s/]+\\Z", response.text, re.IGNORECASE)'
    ] or "re.search(" in "\n".join(lines(script))
