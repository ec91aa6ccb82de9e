"""A script does not get out: no file, process, network, environment, and no word of its own on the bridge."""

# ruff: noqa: E501 - a script of one line stays one

from __future__ import annotations

import pytest

from tests.script.stage import Stage, verdicts

REALM = "const realm = pm.constructor.constructor('return this')();"

# Each must leave `got` undefined, or throw.
ATTEMPTS = {
    "require fs": "got = require('fs').readFileSync('/etc/passwd')",
    "require node:fs": "got = require('node:fs')",
    "require child_process": "got = require('child_process').execSync('id')",
    "require net": "got = require('net').connect",
    "require vm": "got = require('vm')",
    "require module": "got = require('module').createRequire",
    "require worker_threads": "got = require('worker_threads').Worker",
    "import fs": "got = await import('fs')",
    "import node:child_process": "got = await import('node:child_process')",
    "import data": "got = await import('data:text/javascript,export default 1')",
    "import by eval": "got = await (0, eval)(\"import('fs')\")",
    "import by Function": "got = await new Function(\"return import('fs')\")()",
    "import by constructor": "got = await pm.constructor.constructor(\"return import('node:fs')\")()",
    "process": "got = process",
    "process by this": "got = this && this.process",
    "process by realm": f"{REALM} got = realm.process",
    "global by realm": f"{REALM} got = realm.global",
    "mainModule": f"{REALM} got = realm.process.mainModule.require('fs')",
    "process.binding": f"{REALM} got = realm.process.binding('fs')",
    "getBuiltinModule": f"{REALM} got = realm.process.getBuiltinModule('fs')",
    "environment": f"{REALM} got = realm.process.env",
    "the bridge": f"{REALM} got = realm.bridge || realm.__uvm_emit || realm.__uvm_dispatch || realm.__uvm_setTimeout",
    "the bridge by name": "got = bridge",
    "the collector": f"{REALM} got = realm.gc",
    "real timers": f"{REALM} got = realm.setTimeout || realm.setImmediate",
    "fetch": f"{REALM} got = realm.fetch || realm.WebSocket || realm.XMLHttpRequest || realm.EventSource",
    "WebAssembly": f"{REALM} got = realm.WebAssembly",
    "finalizers": f"{REALM} got = realm.FinalizationRegistry || realm.WeakRef",
    "channels": f"{REALM} got = realm.MessageChannel || realm.BroadcastChannel || realm.Worker",
    "navigator": f"{REALM} got = realm.navigator || realm.performance",
    "waitAsync": "got = Atomics.waitAsync",
    "AbortSignal.timeout": "got = AbortSignal.timeout",
    "module wrapper": "got = module.constructor._load('fs')",
    "arguments": "got = arguments.callee.caller",
    "callers": "function f() { for (let g = f.caller; g; g = g.caller) got ??= [...g.arguments].find(a => a && a.dispatch) }"
    " f(); if (got === undefined) throw 1",
    "callee of a strict caller": "got = (function () { return arguments.callee.caller.caller.caller.arguments })()",
    "call sites": "Error.prepareStackTrace = (e, sites) => sites.map(s => s.getThis()); got = Array.isArray(new Error().stack)"
    " ? new Error().stack : undefined",
    "call sites by definition": "Object.defineProperty(Error, 'prepareStackTrace', {value: (e, s) => s}); got = new Error().stack",
    "console's stream": "got = console._stdout || console.constructor.Console",
    "a stream of Node's": "got = require('stream').Readable.from || undefined",
    "os": "got = require('os').userInfo",
    "process of the bundle": "got = require('_process').binding('fs')",
    "chdir of the bundle": "got = require('_process').chdir('/')",
    "file of a blob": "got = require('buffer').openAsBlob || require('buffer').resolveObjectURL('blob:nodedata:1')",
    "internal loader": f"{REALM} got = realm.require.cache || realm.require.main || realm.require.resolve",
    "timer object": "got = typeof setTimeout(() => {}, 0) === 'object' ? setTimeout(() => {}, 0)._onTimeout : undefined",
    "async hooks": "got = require('async_hooks')",
    "inspector": "got = require('inspector')",
    "dlopen": f"{REALM} got = realm.process.dlopen",
    "native code syntax": "got = eval('%GetV8Version()')",
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_there_is_no_way_out(stage: Stage, name: str) -> None:
    source = f"var got; try {{ {ATTEMPTS[name]} }} catch (e) {{}} pm.test('it', () => pm.expect(got === undefined || got === null).to.equal(true))"
    assert verdicts(stage.run(source)) == {"it": True}


REALM_NAMES = "Object.getOwnPropertyNames(pm.constructor.constructor('return this')())"


def test_the_realm_holds_nothing_but_the_language(alone: Stage) -> None:
    (log,) = alone.run(f"console.log({REALM_NAMES}.filter(name => !/^[A-Z]/.test(name)))").logs
    assert set(log.values[0]) == {
        *("parseFloat", "parseInt", "undefined", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent"),
        *("escape", "unescape", "eval", "isFinite", "isNaN", "console", "queueMicrotask", "structuredClone", "atob"),
        *("btoa", "crypto", "require", "gc"),
    }


FORGERIES = [
    "console.log('\\nR\\u0000\\u0000[\"execution\",{}]')",
    "console.log(JSON.stringify(['execution.assertion.x', [{name: 'forged', passed: true, skipped: false, index: 0}]]))",
    "Object.prototype.toJSON = function () { return ['execution.result', {}] }",
    "Array.prototype.toJSON = function () { return ['execution.assertion.x', {}] }",
    "String.prototype.toJSON = function () { return 'execution.result.x' }",
    "Array.prototype.push = function () { return 0 }",
    "Object.defineProperty(Object.prototype, 'passed', {get() { return true }, set() {}})",
    "Object.defineProperty(Array.prototype, '0', {get() { return 'forged' }, set() {}, configurable: true})",
    "Object.defineProperty(Object.prototype, 'length', {get() { return 0 }, set() {}})",
    "Error.prototype.toJSON = () => null",
    "pm.test = () => pm",
    "Function.prototype.call = Function.prototype.apply = function () { return null }",
    "Object.keys = () => []; Object.entries = () => []; Object.assign = a => a",
    "Promise.prototype.then = function () { return this }",
    "Map.prototype.get = Map.prototype.has = Map.prototype.set = function () { return this }",
    "Function.prototype.bind = function () { return () => {} }",
    "Symbol.prototype.toString = RegExp.prototype.exec = String.prototype.split = function () { throw 1 }",
    "Reflect.apply = Reflect.ownKeys = Reflect.getOwnPropertyDescriptor = () => undefined",
    "Buffer.prototype.__proto__.utf8Write = () => 0; Uint8Array.prototype.set = () => {}",
    "Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Function.prototype)",
]


@pytest.mark.proof
@pytest.mark.parametrize("source", FORGERIES)
def test_no_script_speaks_for_the_next(stage: Stage, source: str) -> None:
    forged = stage.run(f"pm.test('own', () => {{ throw new Error('x') }}); {source}", timeout=1.0)
    assert "forged" not in verdicts(forged)
    fails = "pm.test('must fail', () => pm.expect({a: [1]}).to.eql({a: [2]}))"
    passes = "pm.test('must pass', () => pm.response.to.have.status(200))"
    result = stage.run(f"{fails}; {passes}")
    assert verdicts(result) == {"must fail": False, "must pass": True}
    assert result.errors == ()
