"""Collections of Bruno that run: requests are those of Bruno's own runner, scripts and asserts judge alike."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.app.converting import read_folder
from assay.formats.postman import environment_json
from tests.formats.hurl.site import Asked, Site, assertions

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def ran(name: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    """Run one of the folders beside this file with its environment."""
    folder = tmp_path / name
    shutil.copytree(HERE / name, folder)
    monkeypatch.chdir(folder)
    environment = environment_json(read_folder(str(folder)).environments[0])
    told = json.dumps(environment).replace('"URL"', json.dumps(site.url))
    (tmp_path / "local.json").write_text(told)
    site.asked.clear()
    return assertions(folder, environment=str(tmp_path / "local.json"))


@pytest.mark.parametrize("name", ["shop", "shop_yaml"])
def test_a_folder_runs_as_it_does_in_bruno(
    name: str, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ran(name, site, tmp_path, monkeypatch)
    assert {title: message for title, message in found.items() if message} == {}
    assert len(found) == 28
    assert [f"{one.method} {one.target}" for one in site.asked] == [
        "POST /login",
        "DELETE /echo",
        "GET /echo/5/x?a=1&b=folder-acme",
        "POST /echo",
        "POST /echo",
    ]
    login, delete, get, upload, graphql = site.asked
    assert login.body == b'{\n  "user": "acme",\n  "nested": {"a": [1, 2]}\n}'
    assert _ours(delete) == {
        "x-all": "from-folder",
        "x-folder": "folder",
        "authorization": "Basic Ym9iOnNlIGNyZXQ=",
        "content-type": "application/x-www-form-urlencoded",
    }
    assert _ours(get) == {
        "x-all": "from-folder",
        "x-folder": "folder",
        "x-req": "request-var",
        "x-order": "cfr",
        "x-env": "5",
        "x-method": "GET",
        "authorization": "Bearer tok-1",
    }
    assert b'filename="note.txt"\r\nContent-Type: text/x-note\r\n\r\nhi\n' in upload.body
    assert json.loads(graphql.body) == {"query": "query Q($a: Int) {\n  x(a: $a) { id }\n}", "variables": {"a": 5}}


def _ours(asked: Asked) -> dict[str, str]:
    """Headers without those that every request of a tool has."""
    left_out = {"host", "user-agent", "accept", "accept-encoding", "connection", "cache-control", "postman-token"}
    return {name: value for name, value in asked.headers.items() if name not in {*left_out, "content-length"}}


SCRIPTS = """meta {
  name: Scripts
  type: http
  seq: 1
}

post {
  url: {{base}}/echo?q=1
  body: json
  auth: none
}

headers {
  X-Old: old
}

body:json {
  {"a": 1}
}

vars:pre-request {
  local: {{tenant}}-local
  @number
  count: 3
}

script:pre-request {
  var bru = bru || null; // a name of its own hides Bruno's in here only
}

tests {
  %s
}
"""
BEFORE = """
const answer = await bru.sendRequest({ url: bru.interpolate("{{base}}/echo/side"), method: "POST", data: { s: 1 } });
bru.setVar("side", answer.data.body);
let failed = "no";
try { await bru.sendRequest({ url: bru.interpolate("{{base}}/gone") }); }
catch (error) { failed = error.response.status; }
bru.setVar("failed", failed);
bru.setVar("object", { a: [1] });
bru.setEnvVar("env", "e");
bru.setGlobalEnvVar("glob", "g");
bru.setCollectionVar("coll", "c");
bru.setVar("gone", 1);
bru.deleteVar("gone");
req.setHeader("X-New", "new");
req.deleteHeader("X-Old");
req.setMethod("PUT");
const body = req.getBody();
body.b = 2;
req.setBody(body);
bru.setVar("name", req.getName());
bru.setVar("path", req.getPath());
bru.setVar("url", req.url);
"""
CHECKS = """
const check = (name, value, wanted) => test(name, () => expect(value).to.eql(wanted));
const sent = res.body;
check("side", bru.getVar("side"), '{"s":1}');
check("failed", bru.getVar("failed"), 404);
check("object", bru.getVar("object"), { a: [1] });
check("env", bru.getEnvVar("env"), "e");
check("glob", bru.getGlobalEnvVar("glob"), "g");
check("coll", bru.getCollectionVar("coll"), "c");
check("gone", bru.hasVar("gone"), false);
check("local", bru.getRequestVar("local"), "acme-local");
check("count", bru.getRequestVar("count"), 3);
check("process", bru.getProcessEnv("tenant"), "acme");
check("interpolate", bru.interpolate({ a: "{{tenant}}" }), { a: "acme" });
check("method", sent.method, "PUT");
check("target", sent.target, "/echo?q=1");
check("new header", sent.headers["x-new"], "new");
check("old header", sent.headers["x-old"], undefined);
check("body", JSON.parse(sent.body), { a: 1, b: 2 });
check("content type", sent.headers["content-type"], "application/json");
check("name", bru.getVar("name"), "Scripts");
check("path", bru.getVar("path"), "/echo");
check("status", [res.status, res.getStatus(), res.statusText], [200, 200, "OK"]);
check("headers", [res.headers["content-type"], res.getHeader("CONTENT-TYPE")], Array(2).fill("application/json"));
check("time", typeof res.responseTime, "number");
check("query", res("headers.x-new"), "new");
check("deep query", res("..x-new"), ["new"]);
check("aliased", ((r) => r.getBody().method)(res), "PUT");
const { getStatus } = res;
check("taken out", getStatus(), 200);
check("size", res.getSize().body > 0, true);
await new Promise((resolve) => setTimeout(resolve, 1));
check("after await", 1, 1);
"""


def test_scripts_find_what_bruno_gives_them(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = (
        SCRIPTS.replace("  var bru = bru || null; // a name of its own hides Bruno's in here only", BEFORE) % CHECKS
    )
    (tmp_path / "x.bru").write_text(source)
    found = assertions(
        tmp_path / "x.bru", env_var=[{"key": "base", "value": site.url}, {"key": "tenant", "value": "acme"}]
    )
    assert {name: message for name, message in found.items() if message} == {}
    assert set(found) == {line.split('"')[1] for line in CHECKS.splitlines() if line.startswith("check(")}


RIGHT = {
    "res.status": ["eq 200", "200", "neq 201", "gt 199", "gte 200", "lt 201", "lte 200", "in 200, 201", "in [200,201]"],
    "res.status + 1": ["notIn 200, 202", "between 200, 202", "isNumber", "isDefined"],
    "res.body.name": [
        "eq Ann",
        "Ann",
        "eq 'Ann'",
        'eq "Ann"',
        "eq {{who}}",
        "contains nn",
        "notContains x",
        "length 3",
    ],
    "res.body.text": ["matches ^a", "matches /c$/", "notMatches ^x", "startsWith a,", "endsWith ,c", "isString"],
    "res.body.age": ["eq 7", "eq {{seven}}", "eq ${3 + 4}".replace("${3 + 4}", "7.0"), "between 7,7"],
    "res.body.active": ["eq true", "isTruthy", "isBoolean"],
    "res.body.nothing": ["eq null", "isNull", "isDefined"],
    "res.body.missing": ["eq undefined", "isUndefined", "neq a"],
    "res.body.empty": ["isEmpty", "isArray", "isJson", "length 0"],
    "res.body.books": ["isNotEmpty", "isArray", "length 3"],
    "res.body.books.filter((one) => one.price < 10).length": ["eq 2"],
    "!res.body.active": ["isFalsy"],
    "res('books.title')": ["contains Emma"],
    "res.body.url": ["contains q=a b"],
}
WRONG = {
    "res.status": ["eq 201", "neq 200", "gt 200", "gte 201", "lt 200", "lte 199", "in 201", "notIn 200", "between 1,2"],
    "res.body.name": [
        "eq ann",
        "contains N",
        "notContains A",
        "length 4",
        "isNumber",
        "isEmpty",
        "isNull",
        "isUndefined",
    ],
    "res.body.text": ["matches ^b", "notMatches ^a", "startsWith b", "endsWith a", "isBoolean", "isArray", "isTruthy"],
    "res.body.age": ['eq "7"', "isString", "isFalsy", "isJson"],
    "res.body.missing": ["isDefined", "isNotEmpty", "eq a", "matches undefined"],
}


def _asserting(rows: dict[str, list[str]]) -> str:
    lines = "\n".join(f"  {expression}: {judged}" for expression, several in rows.items() for judged in several)
    head = "meta {\n  name: A\n}\n\nget {\n  url: {{base}}/json\n}\n\n"
    return f"{head}assert {{\n{lines}\n}}\n"


@pytest.mark.parametrize(("rows", "right"), [(RIGHT, True), (WRONG, False)])
def test_every_operator_of_assert(
    rows: dict[str, list[str]], right: bool, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.bru").write_text(_asserting(rows))
    told = {"base": site.url, "who": "Ann", "seven": "7"}
    found = assertions(tmp_path / "x.bru", env_var=[{"key": key, "value": value} for key, value in told.items()])
    assert len(found) == sum(map(len, rows.values()))
    assert {name for name, message in found.items() if (message is None) is not right} == set()


def test_variables_of_a_request_end_with_it_and_wsse_is_signed(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = "meta {\n  name: One\n  seq: 1\n}\nget {\n  url: {{base}}/echo/{{own}}\n  auth: wsse\n}\n"
    first += "auth:wsse {\n  username: bob\n  password: {{pass}}\n}\nvars:pre-request {\n  own: mine\n}\n"
    second = "meta {\n  name: Two\n  seq: 2\n}\nget {\n  url: {{base}}/echo/{{own}}\n  auth: none\n}\n"
    folder = tmp_path / "c"
    folder.mkdir()
    for name, text in (("bruno.json", '{"name": "c"}'), ("one.bru", first), ("two.bru", second)):
        (folder / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    site.asked.clear()
    told = {"base": site.url, "own": "shared", "pass": "secret"}
    assertions(folder, env_var=[{"key": key, "value": value} for key, value in told.items()])
    assert [one.target for one in site.asked] == ["/echo/mine", "/echo/shared"]
    signed = site.asked[0].headers["x-wsse"]
    assert signed.startswith('UsernameToken Username="bob", PasswordDigest="')
    assert "x-wsse" not in site.asked[1].headers


def test_what_fails_after_an_await_fails(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = "meta {\n  name: A\n}\nget {\n  url: {{base}}/json\n}\nscript:pre-request {\n  await bru.sleep(1);\n"
    source += '  throw new Error("before");\n}\ntests {\n  await bru.sleep(1);\n  throw new Error("after");\n}\n'
    (tmp_path / "x.bru").write_text(source)
    found = assertions(tmp_path / "x.bru", env_var=[{"key": "base", "value": site.url}])
    assert found == {"prerequestScript of A": "before", "testScript of A": "after"}
