"""What a script asks of its host: requests, cookies, requests of the collection, and what only Postman's cloud has."""

# ruff: noqa: E501 - a script of one line stays one

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from assay.script import Limits
from tests.script.stage import Host, Stage, clean, values, verdicts


@pytest.fixture
def answered(stage: Stage) -> Stage:
    stage.host.replies["/ok"] = {
        "code": 201,
        "status": "Created",
        "header": [{"key": "A", "value": "1"}],
        "stream": b'{"n": 1}',
    }
    return stage


@pytest.mark.parametrize(
    "source",
    [
        "pm.sendRequest('http://shop.test/ok', (error, response) => pm.test('it', () => {"
        " pm.expect(error).to.equal(null); pm.expect(response.json().n).to.equal(1) }))",
        "const r = await pm.sendRequest('http://shop.test/ok'); pm.test('it', () => pm.expect(r.code).to.equal(201))",
        "pm.sendRequest('http://shop.test/ok').then(r => pm.test('it', () => pm.expect(r.headers.get('a')).to.equal('1')))",
        "pm.sendRequest('http://shop.test/absent', error => pm.test('it', () => pm.expect(error.code).to.equal('ECONNREFUSED')))",
        "try { await pm.sendRequest('http://shop.test/absent') } catch (e) { pm.test('it', () => pm.expect(e.message).to.include('ECONN')) }",
        "pm.test('it', done => pm.sendRequest('http://shop.test/ok', (e, r, h) => { pm.expect(h.cookies.get('sid')).to.equal('1'); done(e) }))",
    ],
)
def test_a_request_is_answered(answered: Stage, source: str) -> None:
    assert verdicts(clean(answered.run(source))) == {"it": True}


def test_a_request_is_handed_over_whole(answered: Stage) -> None:
    source = """pm.sendRequest({
        url: 'http://shop.test/ok?q=1', method: 'PUT', header: {'X-A': 'b'},
        body: {mode: 'urlencoded', urlencoded: [{key: 'k', value: 'v'}]}
    }, () => {})"""
    clean(answered.run(source))
    (request,) = answered.host.asked
    (cursor,) = answered.host.cursors
    assert cursor["iteration"] == 3
    assert request["method"] == "PUT"
    assert request["url"]["query"] == [{"key": "q", "value": "1"}]
    assert request["header"] == [{"key": "X-A", "value": "b"}]
    assert request["body"]["urlencoded"] == [{"key": "k", "value": "v"}]


def test_requests_are_served_side_by_side(answered: Stage) -> None:
    answered.host.delay = 0.05
    source = "await Promise.all(Array.from({length: 20}, () => pm.sendRequest('http://shop.test/ok')))"
    clean(answered.run(source))
    assert answered.host.most_at_once == 20


def test_chained_requests_are_followed_to_the_end(answered: Stage) -> None:
    source = """
    const again = n => pm.sendRequest('http://shop.test/ok', (e, r) => {
        pm.test('step ' + n, () => pm.expect(r.code).to.equal(201));
        if (n < 5) again(n + 1); else pm.environment.set('done', n);
    });
    again(1)"""
    result = clean(answered.run(source))
    assert len(result.assertions) == 5
    assert values(result.environment) == {"done": 5}


def test_a_failing_callback_is_no_success(answered: Stage) -> None:
    result = answered.run("pm.sendRequest('http://shop.test/ok', () => { throw new Error('in the callback') })")
    assert "in the callback" in result.errors[0].message


def test_a_large_answer(answered: Stage) -> None:
    answered.host.replies["/ok"]["stream"] = b"x" * 3_000_000
    source = "const r = await pm.sendRequest('http://shop.test/ok'); pm.test('it', () => pm.expect(r.text().length).to.equal(3e6))"
    clean(answered.run(source))


def test_what_is_under_way_is_dropped_with_the_script(answered: Stage) -> None:
    answered.host.delay = 30
    result = answered.run("pm.sendRequest('http://shop.test/ok', () => {})", timeout=0.2)
    assert result.killed == "script did not finish within 0.2 s"
    answered.host.delay = 0
    clean(answered.run("await pm.sendRequest('http://shop.test/ok')"))


def test_a_cyclic_request_is_refused(stage: Stage) -> None:
    assert stage.run(
        "const a = {}; a.a = a; await pm.sendRequest({url: 'http://a/', body: {mode: 'raw', raw: a}})"
    ).errors


def test_a_jar(stage: Stage) -> None:
    source = """
    const jar = pm.cookies.jar();
    await jar.set('http://shop.test/', 'sid', 'one');
    pm.test('get', async () => {});
    const value = await jar.get('http://shop.test/', 'sid');
    pm.test('value', () => pm.expect(value).to.equal('one'));
    jar.getAll('http://shop.test/', (error, cookies) => pm.test('all', () => pm.expect(cookies.has('sid')).to.equal(true)));
    """
    result = clean(stage.run(source))
    assert verdicts(result) == {"get": True, "value": True, "all": True}
    assert stage.host.jar[0]["key"] == "sid"


def test_a_jar_forgets(stage: Stage) -> None:
    clean(stage.run("await pm.cookies.jar().set('http://shop.test/', {name: 'a', value: '1', httpOnly: true})"))
    clean(stage.run("await pm.cookies.jar().unset('http://shop.test/', 'a')"))
    assert stage.host.jar == []


def test_a_refusal_reaches_the_script(stage: Stage) -> None:
    source = "const jar = pm.cookies.jar(); jar.clear('http://shop.test/', e => pm.test('it', () => pm.expect(e).to.equal(null)))"
    clean(stage.run(source))
    (error,) = stage.run("await pm.vault.get('key')").errors
    assert error.message == "pm.vault is not available outside of Postman's cloud"
    (error,) = stage.run("await pm.datasets('id').executeView('v')").errors
    assert error.message == "pm.datasets is not available outside of Postman's cloud"


def test_a_request_of_the_collection(stage: Stage) -> None:
    stage.host.replies["Login"] = {"code": 200, "stream": b'{"token": "t"}'}
    source = (
        "const r = await pm.execution.runRequest('Login', {variables: {a: 1}}); pm.environment.set('t', r.json().token)"
    )
    assert values(clean(stage.run(source)).environment) == {"t": "t"}
    assert stage.host.asked == [("Login", {"variables": {"a": 1}})]


def test_a_request_that_the_collection_does_not_have(stage: Stage) -> None:
    (error,) = stage.run("await pm.execution.runRequest('Nobody')").errors
    assert error.message == "no request is named Nobody"


class Faulty(Host):
    async def request(self, request: dict[str, Any], cursor: Mapping[str, Any]) -> Any:
        raise LookupError("a fault of the host", request, cursor)


def test_a_fault_of_the_host_is_not_hidden(stage: Stage) -> None:
    stage.host = Faulty()
    with pytest.raises(LookupError, match="a fault of the host"):
        stage.run("await pm.sendRequest('http://shop.test/ok')")
    clean(stage.run("pm.test('it', () => {})"))


def test_too_many_requests_end_the_script() -> None:
    stage = Stage(Limits(asks=50))
    try:
        stage.host.replies["/ok"] = {"code": 200, "stream": b""}
        result = stage.run("for (let i = 0; i < 1e5; i++) pm.sendRequest('http://shop.test/ok').catch(() => {})")
        assert result.killed == "script asked for more than 50 requests and cookies"
        clean(stage.run("await pm.sendRequest('http://shop.test/ok')"))
    finally:
        stage.close()


def test_scripts_wait_for_each_other(stage: Stage) -> None:
    async def both() -> list[Any]:
        scripts = [stage.script(f"await pm.sendRequest('http://a/'); n = {n}", "test", 9, {}) for n in (1, 2)]
        stage.host.replies["/"] = {"code": 200, "stream": b""}
        return await asyncio.gather(*(stage.sandbox.execute(script, stage.host) for script in scripts))

    for result in stage.wait(both()):
        clean(result)
    assert stage.host.most_at_once == 1
