"""What has no sure twin in Python stays with the sandbox, with its reason and its line."""

from __future__ import annotations

import pytest

from assay.app.promoting.judging import SandboxJudge
from assay.promote.scripts import Fallback, Scope, translate
from tests.promote.scripts.stage import answer, proven, reason, sandboxed

REASONS = [
    ("pm.test('t', (done) => { pm.sendRequest({ url: { raw: 'a' } }, () => done()); });", "a URL in parts"),
    ("pm.test('t', (done) => { pm.sendRequest({ url: 'a', auth: { type: 'hawk' } }, () => done()); });", "hawk auth"),
    ("pm.test('t', () => { const r = pm.response.code && pm.sendRequest('http://a/'); });", "midst of an expression"),
    ("pm.test('t', (done) => { const e = pm.response.json(); done(e); });", "done() with a computed error"),
    ("pm.test('t', async () => { const r = await f(); });", "f is not known"),
    ("pm.test('t', () => new Promise((resolve) => resolve()));", "the test waits for a promise"),
    (
        "let id; pm.sendRequest('http://a/', (e, r) => { id = r.json().id; });\n"
        "pm.test('t', () => pm.expect(id).to.equal(1));",
        "answered later",
    ),
    ("pm.test('t', () => pm.expect(xml2Json(responseBody).a).to.equal(1));", "xml2Json() is not translated"),
    ("pm.test('t', () => pm.expect(cheerio.load('<p>')('p').text()).to.equal(''));", "not translated"),
    ("pm.test('t', () => pm.expect([{}]).to.include({}));", "it"),
    ("pm.test('t', () => pm.expect(pm.response.json()).to.equal({}));", "identity"),
    ("pm.test('t', () => pm.expect(unknownThing).to.equal(1));", "unknownThing is not known"),
    ("pm.test('t', () => pm.expect(pm.response.json().a).to.be.sparkling);", ".sparkling is not translated"),
    (
        "let token; pm.test('a', () => { token = 1; });\npm.test('t', () => pm.expect(token).to.equal(1));",
        "another test",
    ),
    ("pm.test('t', () => pm.expect('a').to.match(/^(a+)+$/));", "repeats a repetition"),
    ("pm.test('t', () => pm.expect('a').to.match(/(?<!a+)b/));", "no twin in Python"),
    ("pm.test('t', () => pm.expect('a').to.match(/\\p{L}/u));", "no twin in Python"),
    ("pm.test('t', () => { while (true) {} });", "a loop without a condition"),
]


@pytest.mark.parametrize(("script", "wanted"), REASONS)
def test_a_reason_is_given(script: str, wanted: str) -> None:
    assert wanted in reason(script)


def test_the_line_is_that_of_the_cause() -> None:
    script = (
        "const a = 1;\npm.test('t', () => {\n    pm.expect(a).to.equal(1);\n    pm.expect(nobody).to.equal(2);\n});"
    )
    (block,) = translate(script, Scope()).fallbacks
    assert (block.line, block.span.first, block.span.last) == (4, 2, 5)


def test_the_other_tests_of_the_script_are_translated() -> None:
    script = "pm.test('a', () => pm.response.to.be.ok);\npm.test('b', () => pm.expect(nobody).to.equal(2));"
    found = translate(script, Scope())
    assert [test.name for test in found.tests] == ["a"]
    assert [block.name for block in found.fallbacks] == ["b"]


def test_no_javascript_is_told_with_its_line() -> None:
    found = translate("pm.test('a', () => {});\nif (", Scope())
    (block,) = found.blocks
    assert isinstance(block, Fallback)
    assert block.kind == "script"
    assert block.line == 2
    assert {line.fate for line in found.account} == {"sandbox"}


def test_a_mutant_that_tells_both_apart_refuses_the_translation(judge: SandboxJudge) -> None:
    script = """
    pm.test("id", () => pm.expect(pm.response.json().id).to.equal(1));
    pm.test("loose", () => pm.expect(pm.response.json().list == "1,2").to.be.true);
    """
    found = proven(judge, script, answer({"id": 1, "list": [1, 2]}))
    assert [test.name for test in found.translation.tests] == ["id"]
    assert "the recorded answer" in sandboxed(found)["loose"]
    assert [difference.test for difference in found.differences] == ["loose"]


def test_the_short_form_gives_way_to_a_careful_one(judge: SandboxJudge) -> None:
    script = "pm.test('one', () => pm.expect(pm.response.json().count).to.equal(1));"
    (test,) = proven(judge, script, answer({"count": 1})).translation.tests
    assert test.careful == 1
    assert test.lines[-1] == 'assert body["count"] is not True'


def test_a_script_that_fails_by_itself_is_kept_whole(judge: SandboxJudge) -> None:
    script = "pm.test('a', () => pm.response.to.have.status(200));\nnobody.knows(pm.response);"
    found = proven(judge, script, answer({"id": 1}))
    assert found.unseen == "the recorded answer"
    assert found.translation.fallbacks[-1].kind == "script"


def test_a_script_without_end_is_given_up(judge: SandboxJudge) -> None:
    script = "pm.test('a', () => pm.response.to.have.status(200));\nif (pm.response.code === 500) { for (;;) {} }"
    found = proven(judge, script, answer({"id": 1}))
    assert sandboxed(found) == {}
    assert found.mutants > 20


def test_what_python_would_warn_of_is_not_written() -> None:
    assert "Python would warn" in reason("pm.test('t', () => pm.expect(1).to.be.true);")
