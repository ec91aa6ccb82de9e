"""No failure passes in silence, and each tells the line in the user's own text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.script.stage import Stage, clean

FAILURES: list[tuple[str, str, int | None, int | None]] = [
    ("throw new TypeError('a')", "a", 1, 7),
    ("\n\n  nobody.knows()", "nobody is not defined", 3, 3),
    ("const f = () => {\n  throw new Error('deep')\n}\n\nf()", "deep", 2, 9),
    ("pm.response.json().absent.deeper", "Cannot read properties of undefined (reading 'deeper')", 1, 26),
    ("\nJSON.parse('{')", "", 2, None),
    ("throw null", "null was thrown", None, None),
    ("throw undefined", "undefined was thrown", None, None),
    ("throw 0", "0 was thrown", None, None),
    ("throw ''", " was thrown", None, None),
    ("throw 'text'", "text", None, None),
    ("throw {message: 'own', name: 'Mine'}", "own", None, None),
    ("throw {a: [1]}", '{"a":[1]}', None, None),
    ("Promise.reject(new Error('rejected'))", "rejected", 1, 16),
    ("Promise.reject(null)", "null was thrown", None, None),
    ("Promise.reject()", "undefined was thrown", None, None),
    ("await Promise.reject(null)", "null was thrown", None, None),
    ("\nawait Promise.reject(new Error('awaited'))", "awaited", 2, 22),
    ("(async () => {\n  throw new Error('nobody waits')\n})()", "nobody waits", 2, 9),
    ("setTimeout(() => {\n  throw new Error('late')\n}, 1)", "late", 2, 9),
    ("setTimeout(() => { throw null }, 1)", "null was thrown", None, None),
    ("setImmediate(() => { throw undefined })", "undefined was thrown", None, None),
    ("const i = setInterval(() => { clearInterval(i); throw new Error('tick') }, 1)", "tick", 1, 55),
    ("setTimeout(async () => { throw new Error('async late') }, 1)", "async late", 1, 32),
    ("queueMicrotask(() => { throw new Error('micro') })", "micro", 1, 30),
    ("pm.test('async', async () => { throw new Error('after the verdict') })", "after the verdict", 1, 38),
    ("pm.test('async', () => Promise.reject(null))", "null was thrown", None, None),
    ("pm.expect(1).to.equal(2)", "expected 1 to equal 2", 1, 17),
    ("function f() { f() }\nf()", "Maximum call stack size exceeded", 1, None),
    ("pm.sendRequest('http://shop.test/ok').then(() => { throw new Error('then') })", "then", 1, 58),
    ("pm.sendRequest('http://shop.test/ok').then(() => { throw null })", "null was thrown", None, None),
    ("await pm.sendRequest('http://shop.test/absent')", "connect ECONNREFUSED", None, None),
    ("pm.sendRequest('http://shop.test/absent')", "connect ECONNREFUSED", None, None),
    ("pm.sendRequest('')", "nothing to request", 1, 4),
    ("new Proxy({}, null)", "Cannot create proxy with a non-object as target or handler", 1, 1),
    ("throw Object.create(null)", "", None, None),
    ("throw {get message() { throw 1 }}", "", None, None),
    ("throw new Proxy({}, {get() { throw new Error('no') }})", "", None, None),
    ("throw Symbol('s')", "Symbol(s)", None, None),
    ("throw () => {}", "", None, None),
]


@pytest.mark.parametrize(("source", "message", "line", "column"), FAILURES, ids=[case[0] for case in FAILURES])
def test_a_failure_is_told(stage: Stage, source: str, message: str, line: int | None, column: int | None) -> None:
    stage.host.replies["/ok"] = {"code": 200, "stream": b"{}"}
    result = stage.run(source)
    assert result.errors, "it passed in silence"
    error = result.errors[0]
    assert message in error.message
    assert error.line == line
    if column is not None:
        assert error.column == column
    assert error.name


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("let a = 1;\nlet let;", 2),
        ("const x = {;", 1),
        ("\n\nfunction (", 3),
        ("a b", 1),
        ("const a = 1;\n\n\nconst a = 2;", 4),
        ("if (true) {\n", None),
        ("});", None),
        ("`", None),
    ],
)
def test_a_syntax_error_has_its_line(stage: Stage, source: str, line: int | None) -> None:
    result = stage.run(source)
    assert [error.name for error in result.errors] == ["SyntaxError"]
    if line is not None:
        assert result.errors[0].line == line


def test_the_stack_holds_the_users_frames_only(stage: Stage) -> None:
    source = "function inner() {\n  throw new Error('x')\n}\nfunction outer() {\n  inner()\n}\nouter()"
    (error,) = stage.run(source).errors
    assert error.stack.splitlines() == [
        "Error: x",
        "    at inner (script:2:9)",
        "    at outer (script:5:3)",
        "    at script:7:1",
    ]


def test_no_path_of_ours_is_in_a_stack(stage: Stage) -> None:
    for source in ("throw new Error(1)", "pm.expect(1).to.equal(2)", "null.x", "new Error().stack.x.y"):
        for error in stage.run(source).errors:
            assert "/" not in error.stack.replace("script:", "")


@pytest.mark.parametrize("source", [None, 5, ["a"], {"exec": "a"}, b"a"])
def test_a_script_that_is_no_text(stage: Stage, source: Any) -> None:
    (error,) = stage.run(source).errors
    assert error.message == f"script is {type(source).__name__}, not text"


def test_what_came_before_an_error_stays(stage: Stage) -> None:
    result = stage.run("pm.test('a', () => {}); pm.environment.set('x', 1); console.log('b'); throw new Error('c')")
    assert [each.name for each in result.assertions] == ["a"]
    assert result.environment is not None
    assert result.logs[-1].values == ("b",)


def test_an_assertion_after_the_end_is_told_with_the_next_script(alone: Stage) -> None:
    # A stream is nothing that the sandbox waits for.
    source = """
    const slow = new CompressionStream('gzip');
    const writer = slow.writable.getWriter();
    writer.write(new Uint8Array(5e6)).catch(() => {});
    writer.close().catch(() => {});
    (async () => { for await (const piece of slow.readable); pm.test('too late', () => { throw new Error('x') }); })();
    """
    first = alone.run(source)
    told = [
        *first.errors,
        *(
            error
            for _ in range(20)
            for error in alone.run("await crypto.subtle.digest('SHA-256', new Uint8Array(1e6))").errors
        ),
    ]
    if not first.assertions:
        assert any("too late" in error.message for error in told)


@pytest.mark.parametrize(
    "wait",
    [
        "crypto.subtle.digest('SHA-256', new Uint8Array(1e6))",
        "new Blob(['x']).text()",
        "new Blob(['x']).arrayBuffer()",
        "crypto.subtle.generateKey({name: 'AES-GCM', length: 128}, true, ['encrypt'])",
    ],
)
def test_a_script_has_not_ended_while_the_engine_works_for_it(stage: Stage, wait: str) -> None:
    result = stage.run(f"{wait}.then(() => pm.test('it', () => {{ throw new Error('x') }}))")
    assert [assertion.passed for assertion in result.assertions] == [False]
    result = stage.run(f"{wait}.then(() => {{ throw new Error('x') }})")
    assert [error.message for error in result.errors] == ["x"]


def test_a_request_after_the_end_is_told(alone: Stage) -> None:
    alone.host.replies["/ok"] = {"code": 200, "stream": b"{}"}
    source = "new Blob(['x']).text().then(() => pm.sendRequest('http://shop.test/ok', () => pm.test('lost', () => {})))"
    result = alone.run(source)
    assert [assertion.name for assertion in result.assertions] == ["lost"] or result.errors


def test_the_sandbox_goes_on_after_each_failure(stage: Stage) -> None:
    for source, *_ in FAILURES:
        stage.run(source)
    assert [each.passed for each in clean(stage.run("pm.test('it', () => {})")).assertions] == [True]
