"""What a script begins, it may end: timers, promises, tests with a callback."""

from __future__ import annotations

import pytest

from tests.script.stage import Stage, clean, verdicts

PASS = [
    "setTimeout(() => pm.test('it', () => {}), 5)",
    "setImmediate(() => pm.test('it', () => {}))",
    "let n = 0; const i = setInterval(() => { if (++n === 3) { clearInterval(i); pm.test('it', () => {}) } }, 1)",
    "await new Promise(resolve => setTimeout(resolve, 5)); pm.test('it', () => {})",
    "pm.test('it', done => setTimeout(done, 5))",
    "pm.test('it', async () => { await new Promise(resolve => setTimeout(resolve, 5)) })",
    "Promise.resolve().then(() => Promise.resolve()).then(() => pm.test('it', () => {}))",
    "const late = setTimeout(() => { throw new Error('cleared') }, 5); clearTimeout(late); pm.test('it', () => {})",
    "for await (const x of (async function* () { yield 1 })()) pm.test('it', () => pm.expect(x).to.equal(1))",
    "const { a } = await (async () => ({ a: 1 }))(); pm.test('it', () => pm.expect(a).to.equal(1))",
    "setTimeout(() => setTimeout(() => setTimeout(() => pm.test('it', () => {}), 1), 1), 1)",
]


@pytest.mark.parametrize("source", PASS)
def test_it_is_waited_for(stage: Stage, source: str) -> None:
    assert verdicts(clean(stage.run(source))) == {"it": True}


def test_a_test_fails_by_its_callback(stage: Stage) -> None:
    result = stage.run("pm.test('it', done => setTimeout(() => done(new Error('told')), 1))")
    (assertion,) = result.assertions
    assert not assertion.passed
    assert assertion.error is not None
    assert assertion.error.message == "told"


def test_variables_set_later_come_back(stage: Stage) -> None:
    result = clean(stage.run("setTimeout(() => pm.environment.set('a', 1), 5)"))
    assert result.environment is not None


def test_a_top_level_return_ends_a_script_well(stage: Stage) -> None:
    assert verdicts(clean(stage.run("pm.test('it', () => {}); return 5; pm.test('never', () => {})"))) == {"it": True}


@pytest.mark.parametrize(
    "source", ["await new Promise(() => {})", "setInterval(() => {}, 1)", "setTimeout(() => {}, 1e9)"]
)
def test_an_asynchronous_hang_ends_in_time_and_keeps_its_process(stage: Stage, source: str) -> None:
    clean(stage.run("mark = 'kept'"))
    result = stage.run(f"pm.test('before', () => {{}}); {source}", timeout=0.2)
    assert [error.message for error in result.errors] == ["script did not finish within 0.2 s"]
    assert result.killed == "script did not finish within 0.2 s"
    assert verdicts(result) == {"before": True}
    clean(stage.run("if (mark !== 'kept') throw new Error('another process')"))


def test_no_limit_of_time_at_all(stage: Stage) -> None:
    assert verdicts(clean(stage.run("setTimeout(() => pm.test('it', () => {}), 20)", timeout=float("inf")))) == {
        "it": True
    }
