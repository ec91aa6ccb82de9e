"""What a script sends beside its request is sent by the client, and judged as the script judges it."""
# ruff: noqa: E501 - scripts as people write them

from __future__ import annotations

import pytest

from assay.app.promoting.judging import SandboxJudge
from assay.promote.scripts import Fallback, Scope, translate
from tests.promote.scripts.stage import answer, lines, proven, sandboxed

CALLS = [
    ("'{{base_url}}/orders'", 'client.get(f"{base_url}/orders")'),
    ("pm.environment.get('base_url') + '/orders'", 'client.get(f"{base_url}/orders")'),
    ("`${pm.variables.get('base_url')}/orders`", 'client.get(f"{base_url}/orders")'),
    ("{ url: 'http://a/', method: 'delete' }", 'client.delete("http://a/")'),
    ("{ url: 'http://a/', method: 'PURGE' }", 'client.request("PURGE", "http://a/")'),
    ("{ url: 'http://a/', header: 'X-A: 1' }", 'client.get("http://a/", headers={"X-A": "1"})'),
    ("{ url: 'http://a/', header: [{ key: 'X-A', value: '{{a}}' }, { key: 'X-B', value: '2', disabled: true }] }",
     'client.get("http://a/", headers={"X-A": a})'),
    ("{ url: 'http://a/', method: 'POST', header: { 'Content-Type': 'application/json' }, body: { mode: 'raw', raw: JSON.stringify({ n: 1 }) } }",
     'client.post("http://a/", json={"n": 1})'),
    ("{ url: 'http://a/', method: 'POST', body: 'plain' }", 'client.post("http://a/", data="plain")'),
    ("{ url: 'http://a/', method: 'POST', body: { mode: 'urlencoded', urlencoded: [{ key: 'a', value: 'b' }] } }",
     'client.post("http://a/", data={"a": "b"})'),
    ("{ url: 'http://a/', auth: { type: 'basic', basic: [{ key: 'username', value: 'u' }, { key: 'password', value: '{{p}}' }] } }",
     'client.get("http://a/", auth=("u", p))'),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "call"), CALLS)
def test_a_request_is_a_call_of_the_client(request_: str, call: str) -> None:
    script = f"pm.test('t', (done) => {{ pm.sendRequest({request_}, (error, res) => {{ pm.expect(res.code).to.equal(200); done(); }}); }});"
    assert "".join(line.strip() for line in lines(script)[:-1]).removeprefix("answer = ") == call
    assert lines(script)[-1] == "assert answer.status_code == 200"


FORMS = [
    "pm.test('t', (done) => { pm.sendRequest('http://a/', (error, res) => { pm.expect(error).to.equal(null); pm.expect(res.code).to.equal(200); done(); }); });",
    "pm.test('t', (done) => { pm.sendRequest('http://a/', (error, res) => { if (error) { return done(error); } pm.expect(res).to.have.status(200); done(); }); });",
    "pm.test('t', async () => { const res = await pm.sendRequest('http://a/'); pm.expect(res).to.have.status(200); });",
    "pm.test('t', (done) => { pm.sendRequest('http://a/').then((res) => { pm.expect(res.code).to.equal(200); done(); }).catch((error) => done(error)); });",
    "pm.sendRequest('http://a/', function (error, res) { pm.test('t', () => pm.expect(res.code).to.equal(200)); });",
    "pm.sendRequest('http://a/').then((res) => { pm.test('t', () => pm.expect(res.code).to.equal(200)); });",
    "(async () => { const res = await pm.sendRequest('http://a/'); pm.test('t', () => pm.expect(res.code).to.equal(200)); })();",
    "const asked = { url: 'http://a/', method: 'GET' }; pm.sendRequest(asked, (error, res) => { pm.test('t', () => pm.expect(res.code).to.equal(200)); });",
]  # fmt: skip


@pytest.mark.parametrize("script", FORMS)
def test_callback_then_and_await_say_the_same(script: str) -> None:
    assert lines(script) == ['answer = client.get("http://a/")', "assert answer.status_code == 200"]


def test_two_answers_are_told_apart() -> None:
    script = """
    pm.test("read back", (done) => {
        const made = pm.response.json();
        pm.sendRequest("{{base_url}}/orders/" + made.id, (error, res) => {
            const read = res.json();
            pm.expect(read.name).to.equal(made.name);
            done();
        });
    });
    """
    assert lines(script) == [
        "body = response.json()",
        "answer = client.get(f\"{base_url}/orders/{body['id']}\")",
        "answer_body = answer.json()",
        'assert answer_body["name"] == body["name"]',
    ]


JUDGED = """
pm.test("callback", (done) => { pm.sendRequest("{{base_url}}/", (error, res) => {
    pm.expect(error).to.be.null; pm.expect(res.code).to.equal(200); pm.expect(res.json().id).to.eql(pm.response.json().id);
    pm.expect(res.headers.get("X-Trace")).to.equal("t-1"); pm.expect(res.text()).to.include("Ada"); done();
}); });
pm.sendRequest({ url: "http://a/", method: "POST", body: { mode: "raw", raw: JSON.stringify({ a: 1 }) } }, (error, res) => {
    pm.test("around", () => pm.expect(res.json().name).to.equal("Ada"));
    pm.sendRequest("http://b/", (error, inner) => pm.test("inner", () => pm.expect(inner.json().tags).to.eql(["a"])));
});
pm.sendRequest("http://c/").then((res) => { pm.test("then", () => pm.expect(res).to.have.status(200)); return pm.sendRequest("http://d/"); })
    .then((res) => pm.test("second", () => pm.expect(res.status).to.equal("OK")));
"""


def test_every_verdict_is_the_same(judge: SandboxJudge) -> None:
    found = proven(judge, JUDGED, answer({"id": 7, "name": "Ada", "tags": ["a"]}, X_Trace="t-1"), base_url="http://x")
    assert sandboxed(found) == {}
    assert found.compared > 300


def test_an_async_test_fails_where_its_script_does(judge: SandboxJudge) -> None:
    script = "pm.test('t', async () => { const res = await pm.sendRequest('http://a/'); pm.expect(res.json().id).to.equal(7); });"
    found = proven(judge, script, answer({"id": 7}))
    assert sandboxed(found) == {}
    assert found.compared == found.mutants + 1


def test_cookies_are_those_that_the_answer_sets(judge: SandboxJudge) -> None:
    script = """
    pm.test("has", () => { pm.expect(pm.cookies.has("sid")).to.be.true; pm.expect(pm.cookies.has("none")).to.be.false; });
    pm.test("get", () => pm.expect(pm.cookies.get("sid")).to.equal("s1"));
    """
    found = proven(judge, script, answer({"id": 7}, Set_Cookie="sid=s1; Path=/; HttpOnly"))
    assert sandboxed(found) == {}
    assert [test.lines for test in found.translation.tests] == [
        ('assert "sid" in response.cookies', 'assert "none" not in response.cookies'),
        ('assert response.cookies["sid"] == "s1"',),
    ]


def test_what_an_answer_is_kept_for_is_told() -> None:
    script = "pm.sendRequest('http://a/', (error, res) => { pm.environment.set('id', res.json().id); });"
    (block,) = translate(script, Scope()).blocks
    assert isinstance(block, Fallback)
    assert block.kind == "assignment"
    assert "waits for pm.sendRequest()" in block.reason


def test_a_request_that_nobody_looks_at_is_listed() -> None:
    found = translate("pm.sendRequest('http://a/', () => {});", Scope())
    assert found.blocks == ()
    assert [one.what for one in found.listed] == ["a request of the script's own, whose answer it leaves"]


def test_what_no_test_follows_is_listed() -> None:
    found = translate("pm.cookies.jar().clear(pm.request.url);", Scope())
    assert [one.what for one in found.listed] == ["pm.cookies.jar().clear() does something that no test follows"]
