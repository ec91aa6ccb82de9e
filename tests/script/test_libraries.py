"""Each library that Postman documents can be required, and works."""

# ruff: noqa: E501 - a script of one line stays one

from __future__ import annotations

import pytest

from tests.script.stage import Stage, clean, verdicts

LIBRARIES = {
    "ajv": "new (require('ajv'))().validate({type: 'integer'}, 1) && !new (require('ajv'))().validate({type: 'null'}, 1)",
    "assert": "require('assert').deepEqual({a: 1}, {a: 1}) === undefined",
    "atob": "require('atob')('YQ==') === 'a'",
    "backbone": "new (require('backbone').Collection)([{id: 1}]).length === 1",
    "btoa": "require('btoa')('a') === 'YQ=='",
    "buffer": "require('buffer').Buffer.from('a').length === 1",
    "chai": "require('chai').expect([1]).to.have.lengthOf(1) !== null",
    "cheerio": "require('cheerio').load('<ul><li>1<li>2</ul>')('li').length === 2",
    "crypto-js": "require('crypto-js').HmacSHA256('a', 'k').toString().length === 64",
    "csv-parse/lib/sync": "require('csv-parse/lib/sync')('a,b\\n1,2', {columns: true})[0].b === '2'",
    "events": "new (require('events'))().on('a', () => {}).listenerCount('a') === 1",
    "lodash": "require('lodash').chunk([1, 2, 3], 2).length === 2",
    "moment": "require('moment').utc('2024-02-28').add(2, 'days').format('YYYY-MM-DD') === '2024-03-01'",
    "path": "require('path').join('a', '..', 'b') === 'b'",
    "postman-collection": "new (require('postman-collection').Url)('http://a/b').getHost() === 'a'",
    "punycode": "require('punycode').toASCII('mañana.com') === 'xn--maana-pta.com'",
    "querystring": "require('querystring').parse('a=1&b=2').b === '2'",
    "stream": "typeof require('stream').Readable === 'function'",
    "string_decoder": "new (require('string_decoder').StringDecoder)('utf8').write(Buffer.from('é')) === 'é'",
    "timers": "typeof require('timers').setTimeout === 'function'",
    "tv4": "require('tv4').validate(1, {type: 'number'})",
    "url": "require('url').parse('http://a/b?c').pathname === '/b'",
    "util": "require('util').format('%s-%d', 'a', 1) === 'a-1'",
    "uuid": "/^[0-9a-f-]{36}$/.test(require('uuid').v4())",
    "xml2js": "(() => { let r; require('xml2js').parseString('<a><b>1</b></a>', (e, v) => r = v); return r.a.b[0] === '1' })()",
}


@pytest.mark.parametrize("name", LIBRARIES)
def test_it_works(stage: Stage, name: str) -> None:
    result = stage.run(f"pm.test('it', () => pm.expect({LIBRARIES[name]}).to.equal(true));")
    assert verdicts(clean(result)) == {"it": True}


@pytest.mark.parametrize("name", ["fs", "child_process", "node:fs", "http", "net", "vm", "worker_threads", "nothing"])
def test_the_system_cannot_be_required(stage: Stage, name: str) -> None:
    result = stage.run(
        f"const m = require('{name}'); if (m.readFileSync || m.Agent || m.spawn) throw new Error('real')"
    )
    assert all(error.message.startswith("Cannot find module") for error in result.errors)
    assert name == "fs" or result.errors  # the bundle holds an empty stand-in for fs


def test_packages_of_postmans_cloud_are_refused_by_name(stage: Stage) -> None:
    (error,) = stage.run("pm.require('npm:left-pad')").errors
    assert error.message == "pm.require is not a function"
