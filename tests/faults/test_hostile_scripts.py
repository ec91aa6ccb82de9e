"""Scripts without an end, that flood, fail oddly or reach for the system: red and bounded, and the run goes on."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.testing.servers.raw import RawServer
from tests.cli.command import clean
from tests.cli.documents import PASSES, collection, request, saved, variables
from tests.faults.measured import measured
from tests.faults.site import site

SEND = "pm.sendRequest(pm.request.url.toString())"
FAILING = {
    "endless loop": "while (true) {}",
    "endless timers": "(function again() { setTimeout(again, 1) })()",
    "endless promises": "(function again() { Promise.resolve().then(again) })()",
    "endless getter": "throw Object.defineProperty(new Error(), 'message', { get() { while (true); } })",
    "slow expression": "/^(a+)+$/.test('a'.repeat(40) + 'b')",
    "endless wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    "string": "let s = 'x'; while (true) { s += s + 'y' }",
    "array": "const a = []; while (true) { a.push(new Array(10000).fill(1)) }",
    "buffer": "const a = []; while (true) { a.push(new Uint8Array(1 << 24).fill(1)) }",
    "map": "const m = new Map(); for (let i = 0; ; i++) { m.set(i, 'x' + i) }",
    "console": "while (true) { console.log('x'.repeat(1000)) }",
    "assertions": "for (let i = 0; i < 1e5; i++) { pm.test('t' + i, () => { throw new Error('x'.repeat(100)) }) }",
    "requests": "for (let i = 0; i < 5000; i++) { pm.sendRequest('http://127.0.0.1:9', () => {}) }",
    "deep": "const o = {}; let p = o; for (let i = 0; i < 1e5; i++) { p = p.a = {} } pm.environment.set('o', o)",
    "long": "pm.test('n'.repeat(1e6), () => { throw new Error('m'.repeat(1e6)) })",
    "null": "throw null",
    "undefined": "throw undefined",
    "object": "throw { a: 1 }",
    "symbol": "throw Symbol('x')",
    "proxy": "throw new Proxy({}, { get() { throw 1 } })",
    "rejected": "Promise.reject(new Error('no'))",
    "rejected null": "Promise.reject(null)",
    "then": f"{SEND}.then(() => {{ throw new Error('in then') }})",
    "callback": f"{SEND.replace('())', '(), () => { throw new Error(1) })')}",
    "timer": "setTimeout(() => { throw new Error('late') }, 10)",
    "late test": "setTimeout(() => { pm.test('late', () => { pm.expect(1).to.eql(2) }) }, 10)",
    "syntax": "let x = ;",
    "fs": "require('fs').readFileSync('/etc/passwd')",
    "child process": "require('child_process').execSync('id')",
    "process": "process.exit(0)",
    "environment": "console.log(process.env.PATH)",
    "constructor": "this.constructor.constructor('return process')().exit(0)",
    "import": "import('fs').then((fs) => console.log(fs.readdirSync('/')))",
    "toJSON": "pm.environment.set('o', { toJSON() { throw new Error('x') } })",
}
GREEN = {
    "cycle": "const o = {}; o.o = o; pm.environment.set('o', o); console.log(o)",
    "prototypes": "Object.prototype.x = 1; Array.prototype.map = null; String.prototype.split = null",
    "numbers": "pm.environment.set('n', NaN); console.log(NaN, Infinity, -0, 10n, undefined)",
    "chatty": "for (let i = 0; i < 1e5; i++) { console.log(i) }",
    "control": r"console.log('\u001b]0;owned\u0007\u001b[31m\u202e\u009b2J\r\n::error::x')",
    "page": "pm.visualizer.set('<script>alert(1)</script>{{x}}', { x: '<b>' })",
    "large variable": "pm.environment.set('a', 'x'.repeat(40e6))",
}


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with site() as running:
        yield running


def run(server: RawServer, folder: Path, source: str, *arguments: str, listen: str = "test") -> dict[str, int]:
    """A run of this script and a good one behind it; what the report counts. What must hold for any is checked."""
    bad = request(f"{server.url}/a", "first", **{"test" if listen == "test" else "pre": source})
    saved(folder, collection(bad, request(f"{server.url}/b", "second", test=PASSES)))
    reports = (
        "--report",
        "json=r.json",
        "--report",
        "junit=r.xml",
        "--report",
        "html=r.html",
        "--report",
        "console=r.txt",
    )
    ran, _ = measured("run", "c.json", "--timeout-script", "3000", *reports, *arguments, cwd=folder)
    assert ran.err == ""
    clean(ran.out)
    assert len(ran.out) < 400_000, "the console stays readable"
    assert "✓  answers" in ran.out, "the rest goes on"
    for name in ("r.xml", "r.txt"):
        clean((folder / name).read_text(encoding="utf-8"))
    ET.parse(folder / "r.xml")
    told = json.loads((folder / "r.json").read_text())
    counts: dict[str, int] = told["summary"] | {"code": ran.code}
    return counts


@pytest.mark.proof
@pytest.mark.parametrize("name", FAILING)
def test_a_failing_script(server: RawServer, tmp_path: Path, name: str) -> None:
    counts = run(server, tmp_path, FAILING[name])
    assert counts["code"] == 1
    assert counts["findings"] >= 1


@pytest.mark.proof
@pytest.mark.parametrize("name", ["endless loop", "buffer", "null", "rejected", "then", "syntax", "console"])
def test_a_failing_script_before_the_request(server: RawServer, tmp_path: Path, name: str) -> None:
    counts = run(server, tmp_path, FAILING[name], listen="prerequest")
    assert counts["code"] == 1
    assert counts["requests"] >= 2, "as in Newman, the request is sent all the same"


@pytest.mark.proof
@pytest.mark.parametrize("name", GREEN)
def test_a_strange_script_that_is_right(server: RawServer, tmp_path: Path, name: str) -> None:
    assert run(server, tmp_path, GREEN[name])["code"] == 0


@pytest.mark.proof
def test_a_variable_that_doubles_itself(server: RawServer, tmp_path: Path) -> None:
    saved(tmp_path, variables(v="x"), "e.json")
    double = "const v = pm.environment.get('v'); pm.environment.set('v', v + v)"
    counts = run(server, tmp_path, double, "-n", "40", "-e", "e.json")
    assert counts["code"] == 1, "it does not fit at last"


@pytest.mark.proof
def test_a_variable_that_resolves_to_more_of_itself(server: RawServer, tmp_path: Path) -> None:
    values = {f"v{n}": f"{{{{v{n + 1}}}}}" * 10 for n in range(18)} | {"v18": "x" * 10}
    saved(tmp_path, variables(**values), "e.json")
    body = {"mode": "raw", "raw": "{{v0}}"}
    saved(tmp_path, collection(request(f"{server.url}/a?q={{{{v1}}}}", method="POST", body=body)))
    ran, _ = measured("run", "c.json", "-e", "e.json", cwd=tmp_path)
    assert ran.code == 1
    assert len(ran.out) < 20_000


def test_a_request_that_sends_the_run_back_to_itself_ends(server: RawServer, tmp_path: Path) -> None:
    saved(tmp_path, collection(request(f"{server.url}/a", "again", test="pm.execution.setNextRequest('again')")))
    ran, _ = measured("run", "c.json", "--timeout", "1500", "--quiet", cwd=tmp_path)
    assert ran.code == 1
