"""A script that changes what others stand on is followed by a fresh process; one that only shares things is not."""

# ruff: noqa: E501 - a script of one line stays one

from __future__ import annotations

import pytest

from tests.script.stage import Stage, clean, verdicts

FAILS = "pm.test('must fail', () => pm.expect({a: [1]}).to.eql({a: [2]}))"

TAMPERING = [
    "Array.prototype.map = function () { return [] }",
    "Object.is = () => true",
    "JSON.stringify = () => '[]'",
    "JSON.parse = () => ({})",
    "require('chai').Assertion.prototype.assert = function () {}",
    "require('chai').Assertion.overwriteMethod('eql', () => function () {})",
    "require('chai').Assertion.overwriteProperty('ok', () => function () {})",
    "require('chai').config.truncateThreshold = 0; require('chai').expect = () => ({})",
    "pm.constructor.prototype.expect = () => ({to: {eql() {}}})",
    "Object.setPrototypeOf(Object.getPrototypeOf(pm), {expect() {}})",
    "Object.getPrototypeOf(pm.environment).constructor.prototype.get = () => 'forged'",
    "Object.defineProperty(Array.prototype, 'push', {get() { return function () {} }})",
    "Object.prototype.__defineGetter__.call(Array.prototype, 'filter', () => () => [])",
    "Reflect.defineProperty(JSON, 'parse', {get: () => () => 1})",
    "Object.defineProperties(Math, {max: {get: () => () => 1}})",
    "Reflect.setPrototypeOf(Array.prototype, {x: 1})",
    "Array.prototype.__proto__ = {x: 1}",
    "class A { constructor() { return Array.prototype } } class B extends A { map = 1 } new B()",
    "delete Array.prototype.map",
    "Object.prototype.comparator = () => true",
    "Object.prototype.then = 1",
    "String.prototype.toJSON = function () { return 'x' }",
    "Array.prototype[Symbol.toPrimitive] = () => 1",
    "Array.prototype.hasOwnProperty = () => true",
    "require('lodash').isEqual = () => true",
    "require('postman-collection').Response.prototype.json = () => ({})",
    "require('ajv').prototype.validate = () => true",
    "require('tv4').validate = () => true",
    "require('moment').fn.isValid = () => true",
    "require('crypto-js').SHA256 = () => 'x'",
    "pm.constructor.constructor('return this')().require = () => 1",
    "pm.constructor.constructor('return this')().Error = class {}",
    "Math.random = () => 4",
    "Date.now = () => 0",
    "Object.freeze(Array.prototype)",
    "Object.seal(Object.prototype)",
    "Reflect.preventExtensions(String.prototype)",
    "Object.defineProperty(Array.prototype, 'map', {writable: false})",
]


@pytest.mark.proof
@pytest.mark.parametrize("source", TAMPERING)
def test_the_next_script_is_judged_by_sound_ground(stage: Stage, source: str) -> None:
    clean(stage.run("mark = 1"))
    stage.run(source)
    result = stage.run(f"{FAILS}; pm.test('fresh', () => pm.expect(typeof mark).to.equal('undefined'))")
    assert verdicts(result) == {"must fail": False, "fresh": True}


INEFFECTIVE = [
    "Object.getPrototypeOf(pm.cookies).get = () => 'forged'",
    "Array.prototype.slice.call = () => []",
    "Object.getPrototypeOf(pm.environment).newName = 1",
    "Object.getPrototypeOf(console).log = () => {}",
]


@pytest.mark.parametrize("source", INEFFECTIVE)
def test_what_takes_no_new_names_stays_as_it_was(stage: Stage, source: str) -> None:
    stage.run(source)
    cookies = [{"name": "sid", "value": "s1", "domain": "shop.test", "path": "/"}]
    result = stage.run(
        f"{FAILS}; pm.test('same', () => pm.expect(pm.cookies.get('sid')).to.equal('s1'))", cookies=cookies
    )
    assert verdicts(result) == {"must fail": False, "same": True}


def test_it_is_found_in_a_later_script_too(stage: Stage) -> None:
    for _ in range(30):
        clean(stage.run("pm.test('it', () => {}); mark = 1"))
    stage.run("require('chai').Assertion.prototype.assert = function () {}")
    assert verdicts(stage.run(FAILS)) == {"must fail": False}


def test_a_change_from_a_callback_is_found(stage: Stage) -> None:
    stage.run("setTimeout(() => { require('chai').Assertion.prototype.assert = function () {} }, 2)")
    assert verdicts(stage.run(FAILS)) == {"must fail": False}


SHARING = [
    ("helper = n => n * 2", "helper(2) === 4"),
    ("Array.prototype.last = function () { return this[this.length - 1] }", "[1, 2].last() === 2"),
    ("Array.prototype.second = function () { return this[1] }", "[1, 2].second() === 2"),
    ("Object.defineProperty(Array.prototype, 'third', {value() { return this[2] }})", "[1, 2, 3].third() === 3"),
    ("String.prototype.shout = function () { return this.toUpperCase() }", "'a'.shout() === 'A'"),
    ("Date.prototype.format = function () { return 'own' }", "new Date().format() === 'own'"),
    ("Object.prototype.sayHelloToAll = () => 'hello'", "_.sayHelloToAll() === 'hello'"),
    ("require('lodash').mixin({twice: n => n * 2})", "require('lodash').twice(2) === 4"),
    ("require('moment').updateLocale('en', {months: Array(12).fill('M')})", "require('moment').months()[0] === 'M'"),
    ("require('chai').Assertion.addMethod('positive', function () {})", "!!pm.expect(1).positive"),
    ("tv4.addSchema('http://s', {type: 'string'})", "!!tv4.getSchema('http://s')"),
]


@pytest.mark.parametrize(("source", "use"), SHARING)
def test_what_scripts_share_stays(alone: Stage, source: str, use: str) -> None:
    clean(alone.run(source))
    assert verdicts(clean(alone.run(f"pm.test('it', () => pm.expect({use}).to.equal(true))"))) == {"it": True}


USUAL = [
    "pm.response.to.have.jsonSchema({type: 'object'}); pm.expect([1]).to.include.members([1])",
    "tests['x'] = tv4.validate({}, {type: 'object'}); tv4.validateMultiple(1, {type: 'string'}); xml2Json('<a>1</a>')",
    "tv4.validate(1, {type: 'number'}); tv4.validate(1, {type: 'string'}); console.log(tv4.error.message, tv4.missing)",
    "const m = require('moment'); m('2020-01-01').add(1, 'd').format('LLLL'); m.duration(5).humanize(); m.utc()",
    "CryptoJS.AES.encrypt('a', 'b').toString(); CryptoJS.lib.WordArray.random(8); CryptoJS.PBKDF2('a', 'b')",
    "_.template('<%= a %>')({a: 1}); require('lodash').template('<%= a %>')({a: 1}); _.memoize(x => x)(1); _.uniqueId()",
    "require('csv-parse/lib/sync')('a\\n1'); require('xml2js').parseString('<a/>', () => {}); require('uuid').v4()",
    "cheerio.load('<p class=a>x</p>')('p.a:first-child').text(); Backbone.Model.extend({}); require('util').inspect({})",
    "await crypto.subtle.digest('SHA-256', new Uint8Array(3)); await new Blob(['x']).text(); new AbortController().abort()",
    "pm.variables.replaceIn('{{$randomFullName}} {{$randomCity}} {{$guid}}'); pm.environment.set('a', 1); console.log({})",
    "'a b'.split(/ /); 'abc'.match(/b/g); JSON.parse('[1]'); new Intl.NumberFormat().format(1); [3, 1].sort(); eval('1')",
    "require('assert').equal(1, 1); require('url').parse('http://a'); new (require('events'))().on('a', () => {})",
    "pm.test('x', () => pm.expect({a: 1}).to.eql({a: 2})); pm.expect(() => { throw 1 }).to.throw()",
]


def test_usual_scripts_are_no_tampering(alone: Stage) -> None:
    for source in (*USUAL, *USUAL):
        alone.run(f"mark = 1; {source}")
        clean(alone.run("if (mark !== 1) throw new Error('a fresh process')"))
