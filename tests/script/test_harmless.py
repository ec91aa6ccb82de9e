"""A script is taken for harmless, and not watched, only where its text leaves no way to what others stand on."""

# ruff: noqa: E501 - a script of one line stays one

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from assay.script.node import BUNDLE, HOST, executable
from tests.script.stage import Stage, clean, verdicts
from tests.script.test_tampering import FAILS, INEFFECTIVE, SHARING, TAMPERING

JUDGING = Path(__file__).parent / "judging.js"

HARMLESS = [
    "pm.test('status', () => pm.response.to.have.status(200)); const j = pm.response.json(); pm.test('ok', () => pm.expect(j.ok).to.eql(true));",
    "pm.test('type', function () { pm.expect(pm.response.headers.get('content-type')).to.include('json'); });",
    "const data = pm.response.json();\npm.environment.set('token', data.token);\npm.collectionVariables.set(\"id\", data.items[0].id)",
    "const body = JSON.parse(pm.request.body.raw); body.user = 'x'; body['mail'] = `${body.user}@x.test`; pm.variables.set('body', JSON.stringify(body));",
    "if (pm.response.code === 200) { pm.execution.setNextRequest('b') } else { pm.execution.setNextRequest(null) }",
    "var jsonData = JSON.parse(responseBody); tests['it is ' + jsonData.kind] = jsonData.kind === 'x'; tests[\"code\"] = responseCode.code === 200;",
    "postman.setEnvironmentVariable('a', 'b'); postman.setNextRequest('c');",
    "let total = 0; for (const item of pm.response.json().items) { total += item.price * 2; } console.log(total / 2, 'x');",
    "const list = []; for (let i = 0; i < 10; i++) { list.push(i); } pm.expect(list[list.length - 1]).to.equal(9);",
    "const words = pm.response.json(); for (let i = 0; i < words.length; i++) { pm.expect(words[i].word).to.be.a('string'); }",
    "pm.sendRequest('http://x.test', (err, res) => { pm.test('it', () => pm.expect(res.code).to.equal(200)); });",
    "pm.sendRequest({ url: 'http://x.test', method: 'POST', body: { mode: 'raw', raw: JSON.stringify({ a: 1 }) } }, function (error, response) { if (error) { throw error; } });",
    "const { user, ...others } = pm.response.json(); pm.expect(user).to.have.property('mail').that.is.a('string'); console.log(others);",
    "const ids = pm.response.json().map(x => x.id).filter((id) => id > 3); pm.expect(ids).to.include.members([4, 5]);",
    "try { pm.response.json() } catch (e) { console.error(e.message) }",
    "pm.test('later', async () => { const res = await pm.sendRequest('http://x.test'); pm.expect(res.code).to.be.oneOf([200, 201]); });",
    "const when = new Date().toISOString(); pm.variables.set('when', when.split('T')[0]); // a 'comment\n/* and \"another */ pm.globals.unset('x')",
    "pm.expect(pm.response.text()).to.match(/^\\{.*[/}]$/); const n = Math.floor(Math.random() * 100);",
    "pm.visualizer.set('<b>{{a}}</b>', { a: pm.response.json() })",
    "const merged = Object.assign({}, { a: 1 }, pm.response.json()); Object.keys(merged).forEach((key) => { console.log(key); });",
    "pm.request.headers.add({ key: 'X-Id', value: pm.variables.replaceIn('{{$guid}}') });",
    "const seen = new Set(); seen.add(1); pm.expect(pm.environment.has('x') ? seen.size : 1).to.be.at.least(1);",
    "function check(name, value) { pm.test(name, () => pm.expect(value).to.be.true); } check('a', true);",
    "",
    ";",
]

DOUBTFUL = [
    *TAMPERING,
    *INEFFECTIVE,
    *(source for source, _ in SHARING[1:]),
    # Written to, and not made by the script.
    "JSON = {}",
    "x.y = 1",
    "let o = pm; o.test = 1",
    "let o = {}; o = pm.response.headers.Type; o.parse = 1",
    "const o = {} && pm.response.headers.Type; o.parse = 1",
    "const o = {a: pm.response.headers.Type}.a; o.parse = 1",
    "const o = [pm.response.headers.Type][0]; o.parse = 1",
    "const o = []\n[0]; o.parse = 1",
    "const o = JSON.parse('1', () => pm.response.headers.Type); o.parse = 1",
    "const f = (o) => { o.parse = 1 }; let o = {}; f(pm.response.headers.Type)",
    "let o = {}; const f = function (o) { o.parse = 1 }; f(pm.response.headers.Type)",
    "{ const Math = {}; } Math.max = 1",
    "{ const Buffer = {}; } Buffer.from = 1",
    "{ const _ = {}; } _.isEqual = 1",
    "__proto__ = null",
    "let __proto__ = {}; __proto__ = 1",
    "if (0) constructor = {}; constructor.assign = 1",
    "var constructor; const C = constructor",
    "const o = {}; o.a.b = 1",
    "const o = {}; o.__proto__ = null",
    "const o = {}; o['__proto__'].x = 1",
    "[Math.max] = [1]",
    "({ a: Math.max } = { a: 1 })",
    "for (Math.max of [1]) ;",
    "for (Math.max in { a: 1 }) ;",
    "Math.max++",
    "const a = 1; a\n++Math.max",
    "typeof ++Math.PI",
    "delete Math.max",
    "with (Math) { max = 1 }",
    "({ a: 1 }).a = 2",
    "Math['max'] = 1",
    "let [Math.max] = [1]",
    "(let[0] = 1)",
    # Names that are not written out.
    "const k = 'constr' + 'uctor'; [][k][k]('return 1')()",
    "var i = 0; for (var i in { constructor: 1 }) [][i][i]('return 1')()",
    "var i = 0; i += 'constructor'; [][i]",
    "let i = 0; i = 'constructor'; [][i]",
    "let i = 0; ((i) => [][i])('constructor')",
    "[]['constr\\u0075ctor']",
    "[][`constructor`]",
    "[]['constructor']",
    "[]?.['constructor']",
    "[][0, 'constructor']",
    "[][true ? 'constructor' : 1 - 1]",
    "const { constructor: C } = []",
    "const { 'constructor': C } = []",
    "const { ['constr' + 'uctor']: C } = []",
    "(({ constructor }) => constructor)([])",
    "const { constructor } = []",
    "(([{ a, constructor }]) => constructor)([[]])",
    "function f(a, { b: { constructor } }) { return constructor }",
    "for (const { constructor } of [1]) ;",
    "try { pm.x() } catch ({ constructor }) {}",
    "for ({ constructor: i } of [1]) ;",
    "const a = 1, { constructor } = []",
    "[[]].map('constr' + 'uctor')",
    "[[]].map(name)",
    "const f = [].map",
    "pm.environment.get('constructor')",
    "pm.environment.get('__proto__')",
    "pm.environment.get('a' + 'b')",
    "pm.environment.set('__proto__', 1)",
    "pm.environment.set(name, 1)",
    "pm.response.headers.one('constructor')",
    "pm.expect([]).to.have.property('constr' + 'uctor')",
    "pm.expect([]).to.have.nested.property('a.constructor')",
    "pm.expect([]).to.satisfy((o) => o)",
    "pm.expect([])._obj",
    "pm.environment.syncVariablesTo(pm.response.headers.Type)",
    "Object.assign(pm.response.headers.Type, {})",
    "Object.assign({ a: pm.response.headers.Type }.a, {})",
    "[{}].reduce(Object.assign, pm.response.headers.Type)",
    "[1].forEach([].push, pm.response.headers.Type)",
    "pm.response.headers.members.sort()",
    "[].push.call(pm, 1)",
    # Code that is not to be seen.
    "eval('1')",
    "Function('return 1')()",
    "new Function('return 1')()",
    "setInterval(() => {}, 1)",
    "import('x')",
    "require('lodash').set(Math, 'max', 1)",
    "_.set(Math, 'max', 1)",
    "_.template('<% Math.max = 1 %>')()",
    "globalThis.x",
    "this.x",
    "arguments[0]",
    "class A {}",
    "function* f() {}",
    "({ get constructor() { return 1 } })",
    # Text that is not what it seems.
    "}); Math.max = 1; (async () => {",
    "// a\u2028Math.max = 1",
    "<!-- a\nMath.max = 1",
    "1\n--> Math.max = 1",
    "if (1) /'/; Math.max = 1; /'/",
    "if (1) {} /'/; Math.max = 1; /'/",
    "`${Math.max = 1}`",
    "'a\\\nb'; Math.max = 1",
    "\\u004dath.max = 1",
    "/[/]/; Math.max = 1; /]/",
    "a /1; Math.max = 1; 1/ b",
    "pm.test('a', () => {})" + " " * 20_000,
]


def judge(sources: list[str]) -> list[bool]:
    command = [str(executable()), "--expose-gc", str(JUDGING), str(HOST), str(BUNDLE)]
    told = subprocess.run(command, input=json.dumps(sources).encode(), capture_output=True, check=True).stdout
    answers: list[bool] = json.loads(told)
    return answers


def test_usual_scripts_are_harmless() -> None:
    assert [source for source, harmless in zip(HARMLESS, judge(HARMLESS), strict=True) if not harmless] == []


def test_a_script_in_doubt_is_not() -> None:
    assert [source for source, harmless in zip(DOUBTFUL, judge(DOUBTFUL), strict=True) if harmless] == []


@pytest.mark.parametrize("source", HARMLESS)
def test_harmless_scripts_change_nothing_that_is_watched(stage: Stage, source: str) -> None:
    stage.run("mark = 1; delete mark.x")
    stage.run(source)
    assert verdicts(stage.run(f"{FAILS}; pm.test('same', () => pm.expect(mark).to.equal(1))")) == {
        "must fail": False,
        "same": True,
    }


def test_the_watch_begins_with_the_first_doubtful_script(alone: Stage) -> None:
    for source in HARMLESS:
        alone.run(source)
    clean(alone.run("mark = 1"))
    alone.run("require('chai').Assertion.prototype.assert = function () {}")
    fresh = "pm.test('fresh', () => pm.expect(typeof mark).to.equal('undefined'))"
    assert verdicts(alone.run(f"{FAILS}; {fresh}")) == {"must fail": False, "fresh": True}


def test_the_old_tests_of_a_doubtful_script_are_told_once_and_by_itself(alone: Stage) -> None:
    clean(alone.run("1"))
    doubtful = "var r; tests['one'] = true; tests['two'] = _.has({}, 'x');"
    result = alone.run(doubtful)
    assert verdicts(result) == {"one": True, "two": False}
    assert result.errors == ()


def test_a_name_that_a_harmless_script_left_makes_the_next_one_doubtful(alone: Stage) -> None:
    clean(alone.run("{ let held = 1; } held = pm.response.headers.Type;"))
    result = alone.run("{ const held = {}; } held.parse = 1;")
    assert [log.values[0] for log in result.logs] == [
        "this script changed held.parse; the next one starts in a fresh sandbox"
    ]


def test_who_changes_what_others_stand_on_is_told_once(alone: Stage) -> None:
    result = alone.run("Array.prototype.map = function () { return [] }")
    (log,) = result.logs
    assert (log.level, log.values[0]) == (
        "warn",
        "this script changed Array.prototype.map; the next one starts in a fresh sandbox",
    )
    assert alone.run("1").logs == ()
