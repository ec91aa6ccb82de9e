"""A suite as an `.http` file: what it holds comes back, and the losses name the rest."""

from __future__ import annotations

import json
import string
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.document import Document
from assay.formats.http_file import read_http_file, write_http_file
from assay.formats.postman import parse_url
from assay.model.errors import UsageError
from assay.model.suite import Auth, BodyTemplate, Entry, Folder, RequestTemplate, Script, Step, Suite
from assay.model.variable import Environment, Variable


def step_of(name: str = "x", scripts: dict[str, str] | None = None, **request: Any) -> Step:
    template = RequestTemplate(**({"url": parse_url("{{base_url}}/x")} | request))
    made = tuple(Script(id=listen, listen=listen, source=source) for listen, source in (scripts or {}).items())
    return Step(id="i", name=name, request=template, scripts=made)


def suite_of(*items: Folder | Step, **more: Any) -> Suite:
    return Suite(id="s", name="Shop", items=items, **more)


def text_of(item: Step, dialect: str = "jetbrains") -> tuple[str, list[str]]:
    written = write_http_file(suite_of(item), dialect=dialect)
    return written.files["requests.http"].decode(), [loss.what for loss in written.losses]


def test_a_request() -> None:
    item = step_of(
        "Log in",
        {
            "test": 'pm.test("ok", () => {\n    pm.response.to.have.status(200);\n'
            '    pm.expect(pm.response.json().a, "a").to.eql("x");\n'
            '    pm.environment.set("t", pm.response.json().t); // pm.\n});'
        },
        method="POST",
        description="What it does",
        headers=(Entry(key="X-Id", value="{{$guid}}"),),
        body=BodyTemplate(mode="raw", raw='{\n  "at": {{$timestamp}}\n}', language="json"),
        auth=Auth(type="bearer", params={"token": "{{token}}"}),
    )
    item = msgspec.structs.replace(item, settings={"followRedirects": False})
    assert text_of(item) == (
        """\
### Log in
# What it does
# @no-redirect
POST {{base_url}}/x
Authorization: Bearer {{token}}
Content-Type: application/json
X-Id: {{$uuid}}

{
  "at": {{$timestamp}}
}

> {%
client.test("ok", () => {
    client.assert(response.status === 200);
    client.assert(response.body.a === "x", "a");
    client.global.set("t", response.body.t); // pm.
});
%}
""",
        [],
    )
    text, losses = text_of(item, "vscode")
    assert "X-Id: {{$guid}}" in text
    assert "client" not in text
    assert losses == ["the test script: this dialect has no scripts"]


@pytest.mark.parametrize(
    ("item", "lost"),
    [
        (step_of(scripts={"test": "pm.expect(a).to.eql({b: 1});"}), ["the test script: it uses pm.expect"]),
        (step_of(scripts={"prerequest": "postman.x()"}), ["the pre-request script: it uses postman.x"]),
        (step_of(auth=Auth(type="hawk")), ["the hawk authentication"]),
        (step_of(auth=Auth(type="basic", params={"username": "a b", "password": "c"})), ["the basic authentication"]),
        (step_of(headers=(Entry(key="a", value="b\r\nc: d"),)), ["line ends in the URL or in a header"]),
        (step_of(headers=(Entry(key="a", value="b", enabled=False),)), ["what is switched off (headers, parameters)"]),
        (step_of(body=BodyTemplate(mode="raw", raw="### x")),
         ["lines of the body that begin with ###, < or > (they mean something in these files)"]),
        (step_of(body=BodyTemplate(mode="graphql", graphql={"query": "q", "operationName": "n"})),
         ["the name of the GraphQL operation"]),
        (step_of(headers=(Entry(key="a", value="{{$randomLoremText}}"),)),
         ["the dynamic variable {{$randomLoremText}}"]),
        (Step(id="i", name="x", request=RequestTemplate(url=parse_url("/x")), examples=({"code": 200},),
              settings={"strictSSL": False}, description="d"),
         ["the description", "the settings strictSSL", "the saved examples"]),
    ],
)  # fmt: skip
def test_losses(item: Step, lost: list[str]) -> None:
    assert text_of(item)[1] == lost


def test_folders_are_lost_by_name() -> None:
    written = write_http_file(suite_of(Folder(id="f", name="A", items=(Folder(id="g", name="B", items=(step_of(),)),))))
    assert [(loss.where, loss.what) for loss in written.losses] == [
        ("A / B", "the folder (its requests stand one after the other)")
    ]


def test_environments() -> None:
    variables = (Variable(key="host", value="http://h"), Variable(key="token", value="t", secret=True, type="secret"))
    own = (Variable(key="base_url", value="http://x"), Variable(key="key", value="k", secret=True, type="secret"))
    suite, environments = suite_of(step_of(), variables=own), [Environment(id="e", name="dev", variables=variables)]
    written = write_http_file(suite, environments)
    assert written.files["requests.http"].startswith(b"@base_url = http://x\n\n###")
    assert json.loads(written.files["http-client.env.json"]) == {"dev": {"host": "http://h"}}
    assert json.loads(written.files["http-client.private.env.json"]) == {"dev": {"token": "t", "key": "k"}}
    assert written.losses == ()
    code = write_http_file(suite, environments, dialect="vscode")
    assert json.loads(code.files[".vscode/settings.json"]) == {
        "rest-client.environmentVariables": {"$shared": {}, "dev": {"host": "http://h", "token": "t", "key": "k"}}
    }
    again = read_http_file(written.files["requests.http"], name="x.http", beside=written.files)
    assert {row.key: (row.value, row.secret) for row in again.environments[0].variables} == {
        "host": ("http://h", False), "token": ("t", True), "key": ("k", True)
    }  # fmt: skip


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(UsageError):
        write_http_file(suite_of(step_of()), dialect="other")


LETTERS = string.ascii_letters + string.digits + "-_."
NAMES = st.text(LETTERS, min_size=1, max_size=8)
VALUES = st.text(LETTERS + " äß,;()[]!?'\"/\\=&+%~*#", min_size=1, max_size=12).map(str.strip).filter(bool)
WITH_VARIABLES = VALUES | st.builds("{}{{{{{}}}}}".format, NAMES, NAMES) | st.just("{{$timestamp}}")
RAW = st.text(LETTERS + ' {}[]":,\näß', min_size=1, max_size=30).map(lambda text: text.strip(" \n")).filter(bool)
ROWS = st.lists(st.builds(Entry, key=NAMES, value=WITH_VARIABLES), min_size=1, max_size=3).map(tuple)
FIELDS = st.builds(Entry, key=NAMES, value=WITH_VARIABLES, type=st.just("text"))
FILES = st.builds(
    Entry, key=NAMES, value=st.just(""), type=st.just("file"), src=NAMES.map(lambda name: f"./{name}"),
    content_type=st.sampled_from(["", "image/png"]), file_name=st.none() | st.just("shown.bin")
)  # fmt: skip
BODIES = (
    st.none()
    | st.builds(BodyTemplate, mode=st.just("raw"), raw=RAW, language=st.sampled_from(["json", "xml", "text"]))
    | st.builds(BodyTemplate, mode=st.just("urlencoded"), urlencoded=ROWS)
    | st.builds(
        BodyTemplate, mode=st.just("formdata"), formdata=st.lists(FIELDS | FILES, min_size=1, max_size=3).map(tuple)
    )
    | st.builds(BodyTemplate, mode=st.just("file"), src=NAMES.map(lambda name: f"./{name}"))
    | st.builds(BodyTemplate, mode=st.just("graphql"), graphql=st.just({"query": "{ a }", "variables": '{"v": 1}'}))
)
STEPS = st.builds(
    step_of,
    name=VALUES.map(lambda text: " ".join(text.split())).filter(lambda text: not text.startswith("#")),
    scripts=st.just({}) | st.just({"test": 'pm.test("a", () => {\n    pm.response.to.have.status(204);\n});'}),
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    url=st.builds("{{{{host}}}}/{}?{}={}".format, NAMES, NAMES, NAMES).map(parse_url),
    headers=st.lists(st.builds(Entry, key=NAMES.map(lambda name: f"X-{name}"), value=WITH_VARIABLES), max_size=2).map(
        tuple
    ),
    body=BODIES,
    auth=st.none()
    | st.just(Auth(type="basic", params={"username": "{{u}}", "password": "{{p}}"}))
    | st.just(Auth(type="digest", params={"username": "ann", "password": "pw"})),
)


def meaning(document: Document, kinds: dict[str, str]) -> list[Any]:
    """What a step says: a media type that the body's language implies counts as a header."""
    told = []
    for item in document.suite.items:
        assert isinstance(item, Step)
        request = item.request
        language = request.body.language if request.body else None
        headers = [(str(row.key), str(row.value)) for row in request.headers]
        named = {name.lower() for name, _ in headers}
        headers += [("Content-Type", kinds[language])] if language and "content-type" not in named else []
        told.append((item.name, msgspec.structs.replace(request, headers=()), sorted(headers),
                     [script.source for script in item.scripts]))  # fmt: skip
    return told


@given(items=st.lists(STEPS, min_size=1, max_size=3))
def test_what_was_written_comes_back_the_same(items: list[Step]) -> None:
    suite = suite_of(*items)
    written = write_http_file(suite)
    again = read_http_file(written.files["requests.http"], name="x.http")
    assert [loss for loss in written.losses if "begin with" not in loss.what] == []
    if not written.losses:
        kinds = {"json": "application/json", "xml": "application/xml", "text": "text/plain"}
        assert meaning(again, kinds) == meaning(Document(suite=suite), kinds)
        assert again.suite.warnings == ()


ANY = st.text(max_size=10) | st.sampled_from(
    ["\n###\n", "{{", "> {%", "%}", "< /etc/passwd", "\r\nA: b", "\x1b", "\ud800"]
)
ANY_ENTRY = st.builds(Entry, key=st.none() | ANY, value=st.none() | ANY | st.integers(), enabled=st.booleans(),
                      type=st.sampled_from(["", "file", "text"]), src=st.none() | ANY)  # fmt: skip
ANY_STEP = st.builds(
    step_of,
    name=ANY,
    scripts=st.dictionaries(st.sampled_from(["test", "prerequest", "other"]), ANY, max_size=2),
    url=ANY.map(parse_url),
    headers=st.lists(ANY_ENTRY, max_size=2).map(tuple),
    body=st.none()
    | st.builds(BodyTemplate, mode=st.sampled_from(["raw", "urlencoded", "formdata", "file", "graphql"]), raw=ANY,
                urlencoded=st.lists(ANY_ENTRY, max_size=2).map(tuple),
                formdata=st.lists(ANY_ENTRY, max_size=2).map(tuple), src=st.none() | ANY,
                graphql=st.dictionaries(st.sampled_from(["query", "variables"]), ANY | st.just({}))),
    auth=st.none() | st.builds(Auth, type=st.sampled_from(["basic", "bearer", "apikey", "oauth2", "x"]),
                               params=st.dictionaries(st.sampled_from(["username", "password", "token", "key"]), ANY)),
)  # fmt: skip


@given(items=st.lists(ANY_STEP, min_size=1, max_size=2), dialect=st.sampled_from(["jetbrains", "vscode"]))
def test_any_suite_can_be_written(items: list[Step], dialect: str) -> None:
    assert write_http_file(suite_of(*items), dialect=dialect).files["requests.http"]
