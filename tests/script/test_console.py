"""console.* arrives as plain values that read as Postman prints them; a flood is cut, and said to be."""

from __future__ import annotations

from typing import Any

import pytest

from assay.script import Limits, teleport
from tests.script.stage import Stage, clean

VALUES: list[tuple[str, tuple[Any, ...]]] = [
    ("'a', 1, true, null", ("a", 1, True, None)),
    ("undefined, NaN, -Infinity", ("undefined", "NaN", "-Infinity")),
    ("10n, Symbol('s')", ("10n", "Symbol(s)")),
    ("{a: {b: [1, undefined]}}", ({"a": {"b": [1, "undefined"]}},)),
    ("[], {}, ''", ([], {}, "")),
    ("new Date(0), /a+/gi", ("1970-01-01T00:00:00.000Z", "/a+/gi")),
    ("new Error('x'), new TypeError('y')", ("Error: x", "TypeError: y")),
    ("new Map([['k', 1]]), new Set([1, 'b'])", ({"k": 1}, [1, "b"])),
    ("new Map([[{a: 1}, 1]])", ([[{"a": 1}, 1]],)),
    ("function named() {}, () => {}, class A {}", ("[Function: named]", "[Function]", "[Function: A]")),
    ("new WeakMap(), new WeakSet()", ("[WeakMap]", "[WeakSet]")),
    ("Buffer.from('abc'), new Uint8Array(2)", ("[binary data: 3 elements]", "[binary data: 2 elements]")),
    ("new ArrayBuffer(8)", ("[ArrayBuffer { byteLength: 8 }]",)),
    ("(() => { const a = {n: 1}; a.self = a; return a })()", ({"n": 1, "self": "[Circular]"},)),
    ("'1', '_0', ['2', '_1']", ("1", "_0", ["2", "_1"])),
    ("pm.response.json()", ({"id": 7, "tags": ["a", "b"]},)),
    ("'\\u0000\\ud800\\u001b[31m'", ("\x00\ufffd\x1b[31m",)),
]


@pytest.mark.parametrize(("source", "expected"), VALUES, ids=[source for source, _ in VALUES])
def test_a_value_is_told(stage: Stage, source: str, expected: tuple[Any, ...]) -> None:
    (log,) = clean(stage.run(f"console.log({source})")).logs
    assert log.values == expected


def test_each_level_keeps_its_name(stage: Stage) -> None:
    result = clean(stage.run("for (const l of ['log', 'info', 'warn', 'error', 'debug']) console[l](l)"))
    assert [(log.level, log.values) for log in result.logs] == [
        (level, (level,)) for level in ("log", "info", "warn", "error", "debug")
    ]


def test_logs_of_timers_belong_to_their_script(stage: Stage) -> None:
    assert len(clean(stage.run("setTimeout(() => console.log(1), 5); console.log(0)")).logs) == 2


def test_what_cannot_be_encoded_is_an_error_and_no_crash(stage: Stage) -> None:
    assert stage.run("console.log({toJSON() { throw new Error('no') }})").errors
    clean(stage.run("console.log('next')"))


def test_a_flood_of_lines_is_cut() -> None:
    stage = Stage(Limits(logs=10, log_characters=1000))
    try:
        lines = clean(stage.run("for (let i = 0; i < 5000; i++) console.log(i)")).logs
        assert [log.values for log in lines[:10]] == [(i,) for i in range(10)]
        assert len(lines) == 11
        assert lines[10].level == "warn"
        assert str(lines[10].values[0]).startswith("4,990 more console lines were cut")
        long, told = clean(stage.run("console.log('x'.repeat(5000)); console.log(1)")).logs
        assert str(long.values[0]).startswith("xxx")
        assert str(long.values[0]).endswith(" characters)")
        assert len(str(long.values[0])) < 1100
        assert "1 more console lines were cut" in str(told.values[0])
    finally:
        stage.close()


def test_a_large_value_is_cut(stage: Stage) -> None:
    (log,) = clean(stage.run("console.log('x'.repeat(2e7))")).logs
    assert len(str(log.values[0])) < 1_100_000


def test_many_references_to_one_value_do_not_explode() -> None:
    levels = [f'{{"a":"{n + 1}","b":"{n + 1}"}}' for n in range(1, 40)]
    text = "[" + ",".join(['["1"]', *levels, '"end"']) + "]"
    assert "…" in repr(teleport.decode(text))[:2_000_000]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "5",
        "[]",
        "{}",
        '["a"]',
        '[["9"]]',
        '[["_9"]]',
        '[["_0"], 5]',
        '[["1"],{"a":"1"}]',
        "[" * 5000,
        '[["_0"],["M["]]',
    ],
)
def test_forged_encodings_decode_to_something(text: str) -> None:
    assert isinstance(teleport.decode(text), tuple)
