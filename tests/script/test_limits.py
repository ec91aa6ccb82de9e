"""A script that takes too much is ended with one sentence, and the next one finds a sandbox that works."""

# ruff: noqa: E501 - a script of one line stays one

from __future__ import annotations

import asyncio
import os
import signal
import threading

import psutil
import pytest

from assay.model.errors import AssayError
from assay.script import Limits
from assay.script.limits import MEGABYTE
from tests.script.stage import Stage, clean, verdicts

ENDLESS = [
    "for (;;);",
    "while (true) pm.environment.set('a', 1)",
    "(async () => { for (;;) await null })()",
    "pm.test('never', () => { for (;;); })",
    "setTimeout(() => { for (;;); }, 1)",
    "/^(a+)+$/.test('a'.repeat(40) + 'b')",
    "function f() { queueMicrotask(f) } f()",
    "for (;;) console.log('flood')",
    "try { for (;;); } finally { for (;;); }",
    "pm.variables.toJSON = () => { for (;;); }; pm.environment.toJSON = () => { for (;;); }; pm.environment.set('a', 1)",
]


@pytest.mark.proof
@pytest.mark.parametrize("source", ENDLESS)
def test_an_endless_script_is_ended(stage: Stage, source: str) -> None:
    result = stage.run(f"pm.test('before', () => {{}}); {source}", timeout=0.3)
    assert result.killed == "script did not finish within 0.3 s"
    assert "script did not finish within 0.3 s" in [error.message for error in result.errors]
    assert verdicts(result)["before"]
    assert result.seconds < 3
    assert verdicts(clean(stage.run("pm.test('next', () => {})"))) == {"next": True}


HUNGRY = [
    "const a = []; for (;;) a.push({})",
    "let s = 'x'; for (;;) s += s + Math.random()",
    "const a = []; for (;;) a.push('x'.repeat(1e6) + a.length)",
    "const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1))",
    "const a = []; for (;;) a.push(Buffer.alloc(1e6, 1))",
    "const m = new Map(); for (let i = 0;; i++) m.set(i, [i])",
    "const a = []; for (;;) a.push(new SharedArrayBuffer(1e7))",
    "let o = {}; for (;;) o = {o, p: new Array(1000).fill(o)}",
]


@pytest.mark.proof
@pytest.mark.parametrize("source", HUNGRY)
def test_a_script_that_allocates_without_end_is_ended(stage: Stage, source: str) -> None:
    result = stage.run(source)
    # A buffer or string that cannot be had is the script's own RangeError; the rest is ended by force.
    assert result.errors
    message = result.errors[0].message
    assert message == "script used more than its 200 MB of memory" or result.errors[0].name == "RangeError"
    assert verdicts(clean(stage.run("pm.test('next', () => {})"))) == {"next": True}


def test_a_smaller_limit_is_kept() -> None:
    stage = Stage(Limits(memory=64 * MEGABYTE))
    try:
        result = stage.run("const a = []; for (;;) a.push({a: a.length})")
        assert result.killed == "script used more than its 64 MB of memory"
    finally:
        stage.close()


def test_a_flood_of_assertions_is_cut_and_no_success() -> None:
    stage = Stage(Limits(assertions=100))
    try:
        result = stage.run(
            "for (let i = 0; i < 500; i++) pm.test('t' + i, () => { if (i > 200) throw new Error('x') })"
        )
        assert len(result.assertions) == 100
        assert [error.message for error in result.errors] == [
            "script made 500 assertions: those after 100 were not kept"
        ]
    finally:
        stage.close()


def test_a_message_that_is_too_large_ends_the_script() -> None:
    stage = Stage(Limits(message=MEGABYTE))
    try:
        result = stage.run("pm.environment.set('a', 'x'.repeat(2e6))")
        assert result.killed == "script was ended: it gave back 1 MB at once, and 1 MB are read"
        clean(stage.run("pm.environment.set('a', 'x')"))
    finally:
        stage.close()


def test_a_large_variable_comes_back_whole(stage: Stage) -> None:
    result = clean(stage.run("pm.environment.set('a', 'é😀'.repeat(2e6))"))
    assert result.environment is not None
    assert result.environment[0]["value"] == "é😀" * 2_000_000


def test_a_name_or_message_without_end_is_cut(stage: Stage) -> None:
    result = stage.run("pm.test('it', () => { throw new Error('x'.repeat(1e7)) })")
    assert result.assertions[0].error is not None
    assert len(result.assertions[0].error.message) < 100_000


def test_the_memory_of_a_body_does_not_pile_up(alone: Stage) -> None:
    body = b"x" * (30 * MEGABYTE)
    for _ in range(6):
        clean(alone.run("pm.response.text().length", response={"code": 200, "stream": body}))


def child(stage: Stage) -> psutil.Process:
    stage.run("1")
    starting = stage.sandbox._starting
    assert starting is not None
    return psutil.Process(starting.result()._process.pid)


def test_a_process_that_dies_between_scripts_is_replaced(alone: Stage) -> None:
    dead = child(alone)
    dead.kill()
    alone.wait(_settle())
    assert verdicts(clean(alone.run("pm.test('it', () => {})"))) == {"it": True}


async def _settle() -> None:
    await asyncio.sleep(0.2)


def test_the_process_knows_nothing_of_ours(alone: Stage) -> None:
    process = child(alone)
    if os.name == "posix":
        assert process.environ() == {}
    assert not any(name in " ".join(process.cmdline()) for name in ("http", "token", "://"))


def test_close_leaves_no_process() -> None:
    stage = Stage()
    process = child(stage)
    stage.close()
    assert not process.is_running()


def test_close_before_the_start_is_done() -> None:
    stage = Stage()
    stage.close()
    stage = Stage()
    stage.run("1")
    stage.close()


def test_a_sandbox_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.script.child.command", lambda _: ["/bin/sh", "-c", "echo 'Error: broken' >&2; exit 3"])
    stage = Stage()
    with pytest.raises(AssayError, match="the script sandbox did not start: Error: broken"):
        stage.run("1")
    monkeypatch.undo()
    clean(stage.run("1"))
    stage.close()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_process_that_is_killed_in_the_middle(alone: Stage) -> None:
    process = child(alone)
    timer = threading.Timer(0.2, lambda: os.kill(process.pid, signal.SIGKILL))
    timer.start()
    result = alone.run("await new Promise(() => {})")
    assert result.killed is not None
    assert "script ended its sandbox" in result.killed
    clean(alone.run("1"))
