"""Exports of Insomnia read: every template, auth and body, what is not kept told, nothing that can hang a reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.document import Document
from assay.formats.insomnia.chained import Chains
from assay.formats.insomnia.read import read_insomnia
from assay.formats.insomnia.recognise import looks_like_insomnia
from assay.formats.insomnia.tags import Texts, variable_name
from assay.formats.postman import url_text
from assay.model.errors import InputError
from assay.model.suite import Auth, Entry, Folder, Step

HERE = Path(__file__).parent


def export(*items: dict[str, Any], **more: Any) -> Document:
    document = {"type": "collection.insomnia.rest/5.0", "name": "C", "collection": list(items), **more}
    return read_insomnia(json.dumps(document).encode(), name="c.yaml")


def step(**told: Any) -> Step:
    (found,) = export({"name": "R", "method": "GET", "url": "http://a", **told}).suite.items
    assert isinstance(found, Step)
    return found


def scripts(owner: Step, listen: str) -> str:
    return "\n".join(script.source for script in owner.scripts if script.listen == listen)


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        (" _.base_url ", "base_url"),
        ("base_url", "base_url"),
        ("_.a.b", "a.b"),
        ("_['a-b'].c[0]", "a-b.c.0"),
        ('_["x"]', "x"),
        ("a[ 1 ]", "a.1"),
        (" vault.secret ", "vault.secret"),
        ("_.a | upper", None),
        ("a + b", None),
        ("_", "_"),
        ("", None),
        ("_.a[b]", None),
    ],
)
def test_variables_by_their_names(expression: str, name: str | None) -> None:
    assert variable_name(expression) == name


@pytest.mark.parametrize(
    ("source", "text", "line"),
    [
        ("{{ _.a }}/{{b}}", "{{a}}/{{b}}", ""),
        ("{{- _.a -}}", "{{a}}", ""),
        ("{% uuid 'v4' %}{% timestamp %}", "{{$guid}}{{$timestamp}}", ""),
        ("{% now 'iso-8601' %}{% now 'unix' %}", "{{$isoTimestamp}}{{$timestamp}}", ""),
        ("{% now 'millis', '' %}", "{{now_millis}}", 'pm.variables.set("now_millis", String(Date.now()));'),
        (
            "{% now 'custom', 'dd.MM.yyyy' %}",
            "{{now_dd_mm_yyyy}}",
            'pm.variables.set("now_dd_mm_yyyy", require("moment")().format("DD.MM.YYYY"));',
        ),
        (
            "{% base64 'encode', 'normal', 'a' %}",
            "{{encoded}}",
            'pm.variables.set("encoded", CryptoJS.enc.Base64.stringify(CryptoJS.enc.Utf8.parse("a")));',
        ),
        (
            "{% base64 'decode', 'normal', 'YQ==' %}",
            "{{decoded}}",
            'pm.variables.set("decoded", CryptoJS.enc.Base64.parse("YQ==").toString(CryptoJS.enc.Utf8));',
        ),
        (
            "{% hash 'md5', 'base64', '{{ _.a }}' %}",
            "{{md5_hash}}",
            'pm.variables.set("md5_hash", '
            'CryptoJS.MD5(pm.variables.replaceIn("{{a}}")).toString(CryptoJS.enc.Base64));',
        ),
        ("{% faker 'randomFullName' %}{% faker 'guid' %}", "{{$randomFullName}}{{$guid}}", ""),
        ("{# a comment #}x", "x", ""),
        ("{ {{ a }} }", "{ {{a}} }", ""),
        ("no templates", "no templates", ""),
    ],
)
def test_templates(source: str, text: str, line: str) -> None:
    told: list[str] = []
    texts = Texts(Chains({}), told.append)
    assert texts.text(source) == text
    assert "\n".join(texts.lines) == line
    assert told == []


@pytest.mark.parametrize(
    "source",
    [
        *("{{ _.a | upper }}", "{% if x %}", "{% file 'x' %}", "{% cookie 'u', 'n' %}", "{% unknown %}"),
        *("{% response 'body', 'req_x', '$.a' %}", "{% hash 'crc', 'hex', 'x' %}", "{% now 'odd' %}"),
        *("{% base64 'encode' %}", "{% uuid 'v4 %}", "{% faker 'nothing' %}", "{%%}"),
    ],
)
def test_templates_that_stay_are_told(source: str) -> None:
    told: list[str] = []
    texts = Texts(Chains({}), told.append)
    assert texts.text(source) == source
    assert told
    assert told[0].startswith(f"`{source}` stays as it is: ")


def test_answers_of_others_are_set_where_they_come_from() -> None:
    def asked(path: str, attribute: str = "body") -> str:
        return f"{{% response '{attribute}', 'req_1', '{path}', 'never', 60 %}}"

    rows = [
        asked("$.a.b"),
        asked("$.a.b"),
        asked("$.items[*].id"),
        asked("X-Id", "header"),
        asked("", "raw"),
        asked("//a/@b"),
    ]
    document = export(
        {"name": "Log in", "method": "POST", "url": "http://a", "meta": {"id": "req_1", "sortKey": 1}},
        {
            "name": "Use",
            "method": "GET",
            "url": "http://a",
            "meta": {"id": "req_2", "sortKey": 2},
            "headers": [{"name": f"H{index}", "value": value} for index, value in enumerate(rows)],
        },
    )
    first, second = document.suite.items
    assert isinstance(first, Step)
    assert isinstance(second, Step)
    assert [row.value for row in second.request.headers] == [
        "{{log_in_a_b}}",
        "{{log_in_a_b}}",
        "{{log_in_items_id}}",
        "{{log_in_x_id}}",
        "{{log_in_raw}}",
        "{{log_in_a_b_2}}",
    ]
    lines = [line for line in scripts(first, "test").splitlines() if line.startswith("pm.")]
    assert lines == [
        'pm.environment.set("log_in_a_b", _.get(pm.response.json(), ["a", "b"]));',
        'pm.environment.set("log_in_items_id", ((found) => (found.length === 1 ? found[0] : JSON.stringify(found)))'
        '(select(pm.response.json(), child("items"), each, child("id"))));',
        'pm.environment.set("log_in_x_id", pm.response.headers.get("X-Id"));',
        'pm.environment.set("log_in_raw", pm.response.text());',
        'pm.environment.set("log_in_a_b_2", page(pm.response.text())("a[b]").first().text());',
    ]
    assert document.suite.warnings == ()


def test_an_answer_that_comes_later_is_told() -> None:
    document = export(
        {
            "name": "Use",
            "method": "GET",
            "url": "http://a/{% response 'raw', 'r2' %}",
            "meta": {"id": "r1", "sortKey": 1},
        },
        {"name": "Log in", "method": "GET", "url": "http://a", "meta": {"id": "r2", "sortKey": 2}},
    )
    assert document.suite.warnings == ("Use: it needs the answer of 'Log in', which comes later: run that first.",)


AUTHS: list[tuple[dict[str, Any], Auth | None]] = [
    ({}, None),
    ({"type": "none"}, Auth(type="noauth")),
    ({"type": "basic", "username": "u", "password": "p", "disabled": True}, Auth(type="noauth")),
    (
        {"type": "basic", "username": "u", "password": "p"},
        Auth(type="basic", params={"username": "u", "password": "p"}),
    ),
    ({"type": "bearer", "token": "{{ _.t }}", "prefix": ""}, Auth(type="bearer", params={"token": "{{t}}"})),
    (
        {"type": "bearer", "token": "t", "prefix": "Token"},
        Auth(type="apikey", params={"key": "Authorization", "value": "Token t", "in": "header"}),
    ),
    ({"type": "digest", "username": "u"}, Auth(type="digest", params={"username": "u"})),
    ({"type": "ntlm", "username": "u"}, Auth(type="ntlm", params={"username": "u"})),
    (
        {"type": "apikey", "key": "k", "value": "v", "addTo": "queryParams"},
        Auth(type="apikey", params={"key": "k", "value": "v", "in": "query"}),
    ),
    (
        {"type": "apikey", "key": "k", "value": "v", "addTo": "cookie"},
        Auth(type="apikey", params={"key": "Cookie", "value": "k=v", "in": "header"}),
    ),
    ({"type": "iam", "accessKeyId": "a", "region": "r"}, Auth(type="awsv4", params={"accessKey": "a", "region": "r"})),
    ({"type": "hawk", "id": "i", "key": "k"}, Auth(type="hawk", params={"authId": "i", "authKey": "k"})),
    (
        {"type": "oauth1", "consumerKey": "c", "tokenKey": "t"},
        Auth(type="oauth1", params={"consumerKey": "c", "token": "t", "addParamsToHeader": True}),
    ),
    (
        {"type": "oauth2", "grantType": "password", "clientId": "c", "credentialsInBody": True},
        Auth(type="oauth2", params={"grant_type": "password", "clientId": "c", "client_authentication": "body"}),
    ),
    ({"type": "asap", "issuer": "i", "keyId": "k"}, Auth(type="asap", params={"iss": "i", "kid": "k"})),
]


@pytest.mark.parametrize(("told", "expected"), AUTHS)
def test_auth_by_postmans_names(told: dict[str, Any], expected: Auth | None) -> None:
    assert step(authentication=told).request.auth == expected


def test_auth_that_is_not_known_is_told() -> None:
    document = export({"name": "R", "method": "GET", "url": "http://a", "authentication": {"type": "netrc"}})
    assert document.suite.warnings == ("R: the auth netrc is not kept.",)


def test_rows_paths_settings_and_descriptions() -> None:
    found = step(
        url="{{ _.b }}/u/:id?x=1",
        parameters=[
            {"name": "a b", "value": "{{ _.v }}&%41+", "description": "why"},
            {"name": "c", "value": "d", "disabled": True},
            {"name": "", "value": ""},
        ],
        pathParameters=[{"name": "id", "value": "{{ _.i }}"}],
        headers=[{"name": "H", "value": "{{ _.h }}"}, {"name": "O", "value": "1", "disabled": True}, {"name": ""}],
        settings={"followRedirects": "off", "encodeUrl": True, "cookies": {"send": False}},
        meta={"id": "r", "description": "what it does"},
    )
    assert url_text(found.request.url, path_variables=True) == "{{b}}/u/{{i}}?x=1&a%20b={{v}}%26%41%2B"
    assert [(row.key, row.enabled, row.description) for row in found.request.url.query] == [
        ("x", True, ""),
        ("a%20b", True, "why"),
        ("c", False, ""),
    ]
    assert found.request.headers == (Entry(key="H", value="{{h}}"), Entry(key="O", value="1", enabled=False))
    assert found.settings == {"followRedirects": False, "disableCookies": True}
    assert found.description == "what it does"
    plain = step(parameters=[{"name": "a", "value": "b c"}], settings={"encodeUrl": False})
    assert url_text(plain.request.url, path_variables=False) == "http://a?a=b c"
    assert plain.settings == {"disableUrlEncoding": True}


@pytest.mark.parametrize(
    ("mime_type", "language"),
    [("application/json", "json"), ("application/xml", "xml"), ("text/plain", "text"), ("", None), (None, None)],
)
def test_text_bodies_by_their_type(mime_type: str | None, language: str | None) -> None:
    body = step(method="POST", body={"mimeType": mime_type, "text": "{{ _.a }}"}).request.body
    assert body is not None
    assert (body.mode, body.raw, body.language) == ("raw", "{{a}}", language)


def test_files_and_graphql() -> None:
    body = step(body={"mimeType": "application/octet-stream", "fileName": "a.bin"}).request.body
    assert body is not None
    assert (body.mode, body.src) == ("file", "a.bin")
    body = step(
        body={"mimeType": "application/graphql", "text": '{"query": "{{ _.q }}", "variables": {"a": "{{ v }}"}}'}
    ).request.body
    assert body is not None
    assert body.graphql == {"query": "{{q}}", "variables": {"a": "{{v}}"}}
    assert step(body={}).request.body is None


def test_environments_are_flat_and_secrets_leave_the_collection() -> None:
    document = export(
        {"name": "R", "method": "GET", "url": "{{ _.whole }}", "meta": {"id": "r"}},
        environments={
            "name": "Base",
            "data": {
                "a": {"b": [1, {"c": "{{ _.x }}"}]},
                "whole": {"k": 1},
                "empty": {},
                "password": "hush",
                "n": None,
            },
            "subEnvironments": [{"name": "Prod", "data": {"a": {"b": 2}}}],
        },
    )
    assert [(one.key, one.value) for one in document.suite.variables] == [
        ("a.b.0", 1),
        ("a.b.1.c", "{{x}}"),
        ("whole", {"k": 1}),
        ("whole.k", 1),
        ("empty", {}),
        ("n", None),
    ]
    base, prod = document.environments
    assert [(one.key, one.value, one.secret) for one in base.variables] == [("password", "hush", True)]
    assert (prod.name, prod.variables[0].key, prod.variables[0].value) == ("Prod", "a.b", 2)


def test_what_is_not_read_is_told() -> None:
    document = export(
        {"name": "G", "protoMethodName": "x", "url": "grpc://a", "meta": {"id": "greq_1"}},
        {"name": "W", "url": "ws://a", "meta": {"id": "ws-req_1"}},
        {
            "name": "R",
            "method": "GET",
            "url": "http://a/{% prompt 'Your Code', '', '' %}",
            "meta": {"id": "r"},
            "scripts": {"preRequest": "insomnia.vault.get('x'); insomnia.test('y', () => {});"},
        },
        certificates=[{"host": "x"}],
        testSuites=[
            {
                "tests": [
                    {"name": "two", "requestId": "r", "code": "await insomnia.send(); await insomnia.send();"},
                    {"name": "other", "requestId": "r", "code": "await insomnia.send('q');"},
                    {"name": "broken", "requestId": "r", "code": "await insomnia.send(;"},
                    {"name": "lone", "requestId": "gone", "code": "1"},
                ]
            }
        ],
    )
    assert set(document.suite.warnings) == {
        "G: a gRPC request is not read.",
        "W: a WebSocket is not read.",
        "R: the variable your_code is asked for: set it, or give it with --env-var.",
        "R: a script uses insomnia.vault, which Postman has not.",
        "R: the unit test 'two' is left out: it sends its request more than once.",
        "R: the unit test 'other' is left out: it sends other requests.",
        "R: the unit test 'broken' is left out: its code cannot be read.",
        "C: the client certificates is not read.",
        "C: the unit test 'lone' is left out: it has no request here.",
    }


def resources(*more: dict[str, Any]) -> bytes:
    rows = [{"_id": "w", "_type": "workspace", "parentId": None, "name": "W"}, *more]
    return json.dumps({"_type": "export", "__export_format": 4, "resources": rows}).encode()


def test_format_4_with_loose_ends() -> None:
    document = read_insomnia(
        resources(
            {"_id": "f", "_type": "request_group", "parentId": "w", "name": "F", "metaSortKey": 2},
            {"_id": "a", "_type": "request", "parentId": "f", "name": "A", "url": "http://a", "method": "GET"},
            {"_id": "b", "_type": "request", "parentId": "gone", "name": "B", "url": "http://b", "method": "GET"},
            {"_id": "c", "_type": "request_group", "parentId": "d", "name": "C"},
            {"_id": "d", "_type": "request_group", "parentId": "c", "name": "D"},
            {"_id": "g", "_type": "grpc_request", "parentId": "w", "name": "G"},
            {"_id": "m", "_type": "mock_route", "parentId": "w"},
        ),
        name="x.json",
    )
    assert [item.name for item in document.suite.items] == ["B", "F"]
    assert isinstance(document.suite.items[1], Folder)
    assert set(document.suite.warnings) == {
        "G: a gRPC request is not read.",
        "W: 1 of the kind mock_route is not read.",
        "W: 2 items that lie in no workspace is not read.",
    }


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty|no export"),
        (b"[]", "no export"),
        (b"{}", "no export"),
        (b"a: b", "no export"),
        (b"type: collection.insomnia.rest/5.0", "no request"),
        (b'{"__export_format": 4, "resources": []}', "no resources"),
        (b"type: [collection.insomnia.rest/5.0", "not YAML"),
    ],
)
def test_what_is_no_export(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as error:
        read_insomnia(data, name="x.yaml")
    assert error.value.where.startswith("x.yaml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ((HERE / "shop.yaml").read_bytes(), True),
        ((HERE / "shop.json").read_bytes(), True),
        (b"_type: export\n__export_format: 4\n", True),
        (b'type: "spec.insomnia.rest/5.0"\n', True),
        (b'{"info": {"schema": "https://schema.getpostman.com/x"}, "item": []}', False),
        (b"openapi: 3.1.0\n", False),
        (b"", False),
    ],
)
def test_recognised_by_what_only_insomnia_has(text: bytes, expected: bool) -> None:
    assert looks_like_insomnia(text) is expected


def outcome(data: bytes) -> None:
    try:
        assert isinstance(read_insomnia(data, name="x"), Document)
    except InputError as error:
        assert str(error)  # noqa: PT017 - either outcome is right


WORDS = """
_id _type parentId name url method headers parameters pathParameters body mimeType text params fileName type value
disabled authentication token username scripts preRequest afterResponse settings cookies environment environments data
subEnvironments collection children meta id sortKey metaSortKey testSuites tests code requestId resources request
request_group workspace unit_test kvPairData preRequestScript __export_format description basic bearer
"""
NAMES = st.sampled_from(WORDS.split())
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | NAMES
    | st.text(max_size=5)
)
SCALARS |= st.sampled_from(
    ["{{ _.a }}", "{% response 'body','a','$.x' %}", "{% now 'unix' %}", "insomnia.send()", "http://a/:b"]
)
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=7), max_leaves=25
)
OBJECTS = st.dictionaries(NAMES, TREES, max_size=8)


@given(st.lists(OBJECTS, max_size=5), OBJECTS)
def test_any_structure_gives_a_document_or_an_input_error(rows: list[dict[str, Any]], more: dict[str, Any]) -> None:
    outcome(json.dumps({**more, "type": "collection.insomnia.rest/5.0", "collection": rows}).encode())
    outcome(json.dumps({**more, "type": "export", "resources": rows}).encode())


@given(st.text(alphabet="{}%#_.a'\"[]- |,\\n", max_size=60))
def test_any_template_is_read(source: str) -> None:
    Texts(Chains({"a": "A"}), lambda _: None).text(source)


@given(st.binary(max_size=100))
def test_any_bytes_give_a_document_or_an_input_error(data: bytes) -> None:
    outcome(data)
    outcome(b"type: collection.insomnia.rest/5.0\n" + data)


@pytest.mark.parametrize(
    "piece", ["{{", "{%", "{#", "{{ _.a", "{% now '", "{{a}}{%", "_.a.", "{{_" + "['a']", "%}", "{% x 'a','b',"]
)
def test_nothing_takes_long(piece: str) -> None:
    """Each is read in about a second at most; were one of the patterns quadratic, this would not end."""
    Texts(Chains({}), lambda _: None).text(piece * 50_000)
    Texts(Chains({}), lambda _: None).text("{{ " + piece * 50_000 + " }}")
    Texts(Chains({}), lambda _: None).text("{% now " + piece * 50_000 + " %}")


def test_bombs_are_refused() -> None:
    rows = [
        {"_id": f"f{level}", "_type": "request_group", "parentId": f"f{level - 1}" if level else "w"}
        for level in range(30)
    ]
    with pytest.raises(InputError, match="more than 50,000 items"):
        read_insomnia(resources(*(row for one in rows for row in (one, one))), name="x")
    bomb = "type: collection.insomnia.rest/5.0\na0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    with pytest.raises(InputError, match="nodes"):
        read_insomnia(bomb.encode(), name="x")
