"""pm.* and the legacy API do in this sandbox what they do in Postman's app."""

from __future__ import annotations

import msgspec
import pytest

from tests.script.stage import Stage, clean, scope, values, verdicts

TRUE = [
    ("the event", "pm.info.eventName === 'test'"),
    ("the iteration", "pm.info.iteration === 3 && pm.info.iterationCount === 5"),
    ("the request's name", "pm.info.requestName === 'Get order' && pm.info.requestId === 'item-1'"),
    ("the location", "pm.execution.location.join('/') === 'Shop/Get order'"),
    ("the response's code", "pm.response.code === 200 && pm.response.reason() === 'OK'"),
    ("the response's text", "pm.response.text().startsWith('{\"id\"')"),
    ("the response's JSON", "pm.response.json().tags[1] === 'b'"),
    ("the response's headers", "pm.response.headers.get('x-trace') === 't-1'"),
    ("the response's time", "pm.response.responseTime === 12"),
    ("the response's size", "pm.response.size().body === 29"),
    ("the request", "pm.request.method === 'POST' && pm.request.url.getQueryString() === 'page=2'"),
    ("the request's headers", "pm.request.headers.get('accept') === '*/*'"),
    ("an environment variable", "pm.environment.get('e') === 'E' && pm.environment.has('e')"),
    ("a global variable", "pm.globals.get('g') === 'G'"),
    ("a collection variable", "pm.collectionVariables.get('c') === 'C'"),
    ("iteration data", "pm.iterationData.get('d') === 'D' && data.d === 'D'"),
    ("precedence", "pm.variables.get('both') === 'environment'"),
    ("data before environment", "pm.variables.get('d') === 'D'"),
    ("a local variable", "(pm.variables.set('l', 1), pm.variables.get('l')) === 1"),
    ("replaceIn", "pm.variables.replaceIn('{{e}}-{{g}}-{{nobody}}') === 'E-G-{{nobody}}'"),
    ("a dynamic variable", "/^[0-9a-f]{8}-/.test(pm.variables.replaceIn('{{$guid}}'))"),
    ("a random variable", "pm.variables.replaceIn('{{$randomFirstName}}') !== '{{$randomFirstName}}'"),
    ("cookies", "pm.cookies.get('sid') === 's1' && pm.cookies.has('sid')"),
    ("legacy response", "responseCode.code === 200 && responseBody.includes('tags') && responseTime === 12"),
    ("legacy headers", "responseHeaders['X-Trace'] === 't-1' && postman.getResponseHeader('X-Trace') === 't-1'"),
    ("legacy request", "request.method === 'POST' && request.data.includes('1')"),
    ("legacy scopes", "environment.e === 'E' && globals.g === 'G' && iteration === 3"),
    ("legacy cookie", "postman.getResponseCookie('sid').value === 's1'"),
    ("legacy XML", "xml2Json('<a><b>1</b></a>').a.b === '1'"),
    ("legacy lodash", "_.VERSION.startsWith('3.')"),
    ("legacy CryptoJS", "CryptoJS.MD5('a').toString() === '0cc175b9c0f1b6a831c399e269772661'"),
    ("legacy tv4", "tv4.validate({a: 1}, {required: ['a']})"),
    ("legacy Backbone", "new Backbone.Model({a: 1}).get('a') === 1"),
    ("legacy cheerio", "cheerio.load('<p class=\"x\">t</p>')('.x').text() === 't'"),
    ("Sugar's natives", "[1, 2, 3].last() === 3"),
    ("lenient JSON", "JSON.parse('\\uFEFF{\"a\": 1}').a === 1"),
    ("Buffer", "Buffer.from('abc').toString('base64') === 'YWJj'"),
    ("atob and btoa", "atob(btoa('x')) === 'x'"),
    ("web crypto", "crypto.getRandomValues(new Uint8Array(4)).length === 4"),
    ("URL", "new URL('http://a/b?c=d').searchParams.get('c') === 'd'"),
    ("what legacy globals hide", "typeof process === 'undefined' && typeof global === 'undefined'"),
]


@pytest.mark.parametrize("source", [source for _, source in TRUE], ids=[name for name, _ in TRUE])
def test_it_is_true(stage: Stage, source: str) -> None:
    result = stage.run(
        f"pm.test('it', () => pm.expect({source}).to.equal(true));",
        environment=scope(e="E", both="environment"),
        globals=scope(g="G", both="globals"),
        collectionVariables=scope(c="C", both="collection"),
        data={"d": "D"},
        cookies=[{"name": "sid", "value": "s1", "domain": "shop.test", "path": "/"}],
    )
    assert verdicts(clean(result)) == {"it": True}


EXPECTATIONS = [
    "pm.response.to.have.status(404)",
    "pm.response.to.have.status('Not Found')",
    "pm.response.to.be.clientError",
    "pm.response.to.have.header('X-Absent')",
    "pm.response.to.have.jsonBody('nothing.here')",
    "pm.response.to.have.jsonSchema({ properties: { id: { type: 'string' } } })",
    "pm.response.to.not.be.ok",
    "pm.response.to.have.body('other')",
    "pm.response.to.have.responseTime.below(5)",
    "pm.expect(pm.response.json()).to.have.property('absent')",
    "pm.expect(pm.response.json().tags).to.include('c')",
    "pm.expect('abc').to.match(/^b/)",
    "pm.expect({ a: { b: [1] } }).to.eql({ a: { b: [2] } })",
    "pm.expect.fail('told')",
    "require('assert').strictEqual(1, 2)",
    "throw null",
    "throw undefined",
    "throw 0",
    "throw 'text'",
    "nobody.knows()",
]


@pytest.mark.parametrize("source", EXPECTATIONS)
def test_a_wrong_expectation_fails(stage: Stage, source: str) -> None:
    result = stage.run(f"pm.test('it', () => {{ {source}; }});")
    (assertion,) = result.assertions
    assert not assertion.passed
    assert assertion.error is not None
    assert assertion.error.message
    assert result.errors == ()


@pytest.mark.parametrize("source", [f"pm.test('it', () => {{ {source}; }});" for source in EXPECTATIONS[:8]])
def test_its_opposite_passes(stage: Stage, source: str) -> None:
    opposite = source.replace("to.not.be", "to.be") if "to.not." in source else source.replace(".to.", ".to.not.")
    clean(stage.run(opposite))


def test_assertions_keep_their_order_and_index(stage: Stage) -> None:
    result = stage.run("pm.test('b', () => {}); pm.test.skip('c'); pm.test('a', () => pm.expect(1).to.equal(2))")
    told = [(each.name, each.passed, each.skipped, each.index) for each in result.assertions]
    assert told == [("b", True, False, 0), ("c", True, True, 1), ("a", False, False, 2)]


def test_legacy_tests_are_assertions(stage: Stage) -> None:
    result = stage.run("tests['yes'] = true; tests['no'] = responseCode.code === 500; tests['empty'] = '';")
    assert verdicts(result) == {"yes": True, "no": False, "empty": False}


def test_scopes_come_back_when_they_were_changed(stage: Stage) -> None:
    result = stage.run(
        "pm.environment.set('a', {deep: [1]}); pm.environment.unset('gone'); pm.globals.set('n', 1.5);"
        "postman.setEnvironmentVariable('legacy', true); pm.variables.set('local', null);",
        environment=scope(gone=1, kept="k"),
    )
    assert values(result.environment) == {"kept": "k", "a": {"deep": [1]}, "legacy": "true"}
    assert values(result.globals) == {"n": 1.5}
    assert values(result.variables) == {"local": None}
    assert result.collection_variables is None


def test_scopes_that_were_only_read_stay_away(stage: Stage) -> None:
    result = stage.run("pm.environment.get('a'); pm.environment.toObject();", environment=scope(a=1))
    assert (result.environment, result.globals, result.collection_variables, result.variables) == (None,) * 4


def test_a_cleared_scope_comes_back_empty(stage: Stage) -> None:
    assert stage.run("pm.environment.clear()", environment=scope(a=1)).environment == []


def test_what_json_cannot_say_becomes_text(stage: Stage) -> None:
    result = stage.run("const a = {}; a.a = a; pm.environment.set('a', a); pm.environment.set('b', 10n);")
    assert values(result.environment) == {"a": {"a": "[Circular]"}, "b": "10"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("pm.execution.setNextRequest('Login')", "Login"),
        ("postman.setNextRequest('Login')", "Login"),
        ("pm.execution.setNextRequest(null)", None),
        ("pm.execution.setNextRequest('A'); pm.execution.setNextRequest('B')", "B"),
        ("pm.execution.setNextRequest(7)", "7"),
        ("1", msgspec.UNSET),
    ],
)
def test_the_next_request(stage: Stage, source: str, expected: object) -> None:
    assert clean(stage.run(source)).next_request == expected


def test_a_prerequest_script_may_skip_its_request(stage: Stage) -> None:
    result = clean(stage.run("pm.execution.skipRequest(); pm.test('not reached', () => {})", listen="prerequest"))
    assert result.skip_request


def test_a_test_script_may_not_skip(stage: Stage) -> None:
    result = stage.run("pm.execution.skipRequest()")
    assert not result.skip_request
    assert [error.name for error in result.errors] == ["TypeError"]


def test_a_changed_request_comes_back(stage: Stage) -> None:
    result = stage.run(
        "pm.request.headers.add({key: 'X-New', value: '1'}); pm.request.url.query.clear();", listen="prerequest"
    )
    request = clean(result).request
    assert request is not None
    assert {"key": "X-New", "value": "1"} in request["header"]
    assert request["url"]["query"] == []


def test_an_unchanged_request_stays_away(stage: Stage) -> None:
    assert stage.run("pm.request.url.toString(); pm.request.headers.get('a')", listen="prerequest").request is None
    assert stage.run("pm.request.headers.add({key: 'a', value: 'b'})").request is None


def test_a_prerequest_script_sees_no_response(stage: Stage) -> None:
    clean(stage.run("if (pm.response !== undefined) throw new Error('a response?')", listen="prerequest"))


def test_globals_leak_from_script_to_script(stage: Stage) -> None:
    clean(stage.run("leaked = {n: 1}"))
    clean(stage.run("if (leaked.n !== 1) throw new Error('gone')"))


def test_an_empty_script_says_nothing(stage: Stage) -> None:
    for source in ("", "  \n\t", "// nothing", "/* nothing */"):
        result = clean(stage.run(source))
        assert (result.assertions, result.logs) == ((), ())


def test_a_body_of_any_bytes(stage: Stage) -> None:
    body = bytes(range(256)) * 400
    source = "pm.test('it', () => pm.expect(Buffer.from(pm.response.stream).length).to.equal(102400));"
    clean(stage.run(source, response={"code": 200, "stream": body}))


def test_the_sandbox_without_legacy(stage: Stage) -> None:
    clean(stage.run("\"use sandbox2\"; if (typeof responseBody !== 'undefined') throw new Error('legacy')"))


def test_half_a_surrogate_pair_harms_nothing(stage: Stage) -> None:
    result = clean(
        stage.run("pm.environment.set('b', pm.environment.get('a') + '\\ud83d')", environment=scope(a="\ud83dx"))
    )
    assert values(result.environment) == {"a": "\ufffdx", "b": "\ufffdx\ufffd"}


def test_numbers_keep_their_value(stage: Stage) -> None:
    source = "pm.environment.set('big', 2 ** 53); pm.environment.set('n', NaN); pm.environment.set('f', 0.1)"
    assert values(clean(stage.run(source)).environment) == {"big": 2**53, "n": None, "f": 0.1}
