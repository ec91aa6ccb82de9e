"""Bruno's files read: every block, errors with their place, what is not kept told, nothing that can hang a reader."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.bruno.blocks import Block, blocks
from assay.formats.bruno.javascript import chains, is_expression, is_whole, tokens
from assay.formats.bruno.read import read_bruno, read_bruno_folder
from assay.formats.bruno.recognise import looks_like_bruno
from assay.formats.document import Document
from assay.formats.postman import url_text
from assay.model.errors import InputError
from assay.model.suite import Auth, Entry, Folder, RequestTemplate, Step, Suite

HEAD = "meta {\n  name: R\n  type: http\n  seq: 1\n}\n"


def suite(source: str) -> Suite:
    return read_bruno(source.encode(), name="r.bru").suite


def step(source: str) -> Step:
    (found,) = suite(source).items
    assert isinstance(found, Step)
    return found


def request(source: str) -> RequestTemplate:
    return step(HEAD + source).request


def block(source: str) -> Block:
    (found,) = blocks(source, name="x.bru")
    return found


def test_blocks_of_rows_texts_and_words() -> None:
    found = block(
        'headers {\n  a: 1\n  ~b: x: y\n\n  "c: \\"d\\"": 2\n  ~"e f": 3\n  m: \'\'\'\n    one\n      two\n  }\n'
        "    '''\n  empty:\n  @description('what it is')\n  g: 4\n  @description('''\n    two\n"
        "    lines\n  ''')\n  h: 5\n}\n"
    )
    assert [(row.name, row.value, row.enabled) for row in found.rows] == [
        ("a", "1", True),
        ("b", "x: y", False),
        ('c: "d"', "2", True),
        ("e f", "3", False),
        ("m", "one\n  two\n}", True),
        ("empty", "", True),
        ("g", "4", True),
        ("h", "5", True),
    ]
    assert [row.note("description") for row in found.rows[-2:]] == ["what it is", "two\nlines"]
    assert found.rows[0].line == 2
    assert block("tests {\n\n  if (a) {\n    b\n  }\n}\n").text == "if (a) {\n  b\n}"
    assert block("vars:secret [\n  a,\n  ~b\n]\n").words == ("a", "~b")
    assert block("meta {\n  tags: [\n    one\n    two\n  ]\n}").rows[0].words == ("one", "two")
    assert block("headers {}\n").rows == ()
    assert block("a:b {\r\n  c: d\r\n}\r\n").rows[0].value == "d"


@pytest.mark.parametrize(
    ("source", "where", "what"),
    [
        ("hello\n", "1:1", "a block"),
        ("\n  get { url: x }\n", "2:3", "a block"),
        ("get {\n  url: x\n", "1:1", "not closed"),
        ("get {\n  url\n}\n", "2:3", "name: value"),
        ("get {\n  url: '''\n  x\n}\n", "1:1", "not closed"),
        ("meta {\n  tags: [\n  a\n}\n", "2:3", "A list is not closed"),
        ("vars:secret [\n  a\n}\n", "1:1", "not closed"),
        ("meta {\n  name: x\n}\n", "", "no request"),
        ("", "", "no request"),
    ],
)
def test_errors_say_where(source: str, where: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as error:
        suite(source)
    assert error.value.where == (f"r.bru:{where}" if where else "r.bru")


def test_a_request_with_everything_but_scripts() -> None:
    found = step(
        "meta {\n  name: All\n  type: http\n  seq: 1\n}\nhttp {\n  method: purge\n"
        "  url: {{b}}/u/:id?a=1&b=2\n  body: json\n"
        "  auth: basic\n}\nparams:query {\n  a: 1\n  @description('two')\n  b: 2\n  ~c: 3\n}\n"
        "params:path {\n  id: {{i}}\n}\n"
        "headers {\n  A: 1\n  A: 2\n  ~B: 3\n}\nauth:basic {\n  username: u\n  password: p\n}\nbody:json {\n  {}\n}\n"
        "docs {\n  # What\n  it does\n}\nsettings {\n  followRedirects: false\n  maxRedirects: 3\n}\n"
    )
    assert found.name == "All"
    assert found.description == "# What\nit does"
    assert found.settings == {"followRedirects": False, "maxRedirects": 3}
    asked = found.request
    assert asked.method == "PURGE"
    assert url_text(asked.url, path_variables=True) == "{{b}}/u/{{i}}?a=1&b=2"
    assert asked.url.query == (
        Entry(key="a", value="1"),
        Entry(key="b", value="2", description="two"),
        Entry(key="c", value="3", enabled=False),
    )
    assert asked.headers == (Entry(key="A", value="2"), Entry(key="B", value="3", enabled=False))
    assert asked.auth == Auth(type="basic", params={"username": "u", "password": "p"})


def test_a_query_that_the_rows_do_not_know_counts() -> None:
    url = request("get {\n  url: http://a/?x=1\n}\nparams:query {\n  y: 2\n  ~z: 3\n}\n").url
    assert [(row.key, row.enabled) for row in url.query] == [("x", True), ("z", False)]


AUTHS = [
    ("bearer", "token: t", "bearer", {"token": "t"}),
    ("digest", "username: u\n  password: p", "digest", {"username": "u", "password": "p"}),
    ("ntlm", "username: u\n  password: p\n  domain: d", "ntlm", {"username": "u", "password": "p", "domain": "d"}),
    ("apikey", "key: k\n  value: v\n  placement: queryparams", "apikey", {"key": "k", "value": "v", "in": "query"}),
    ("apikey", "key: k\n  value: v\n  placement: header", "apikey", {"key": "k", "value": "v", "in": "header"}),
    (
        "awsv4",
        "accessKeyId: a\n  secretAccessKey: s\n  sessionToken:\n  service: s3\n  region: r\n  profileName:",
        "awsv4",
        {"accessKey": "a", "secretKey": "s", "service": "s3", "region": "r"},
    ),
    (
        "oauth1",
        "consumer_key: k\n  consumer_secret: s\n  access_token: t\n  token_secret: ts\n  signature_method: HMAC-SHA256",
        "oauth1",
        {
            "consumerKey": "k",
            "consumerSecret": "s",
            "token": "t",
            "tokenSecret": "ts",
            "signatureMethod": "HMAC-SHA256",
            "addParamsToHeader": True,
        },
    ),
    (
        "oauth2",
        "grant_type: client_credentials\n  access_token_url: {{t}}\n  client_id: i\n  client_secret: s\n  scope: x\n"
        "  credentials_placement: basic_auth_header\n  token_placement: url",
        "oauth2",
        {
            "grant_type": "client_credentials",
            "accessTokenUrl": "{{t}}",
            "clientId": "i",
            "clientSecret": "s",
            "scope": "x",
            "client_authentication": "header",
            "addTokenTo": "queryParams",
        },
    ),
    ("akamai-edgegrid", "accessToken: a\n  baseURL: b", "edgegrid", {"accessToken": "a", "baseURL": "b"}),
]


@pytest.mark.parametrize(("mode", "rows", "kind", "params"), AUTHS)
def test_auth_by_postmans_names(mode: str, rows: str, kind: str, params: dict[str, Any]) -> None:
    found = request(f"get {{\n  url: http://a\n  auth: {mode}\n}}\nauth:{mode} {{\n  {rows}\n}}\n")
    assert found.auth == Auth(type=kind, params=params)


def test_auth_that_is_none_inherited_or_unknown() -> None:
    assert request("get {\n  url: http://a\n  auth: inherit\n}\n").auth is None
    assert request("get {\n  url: http://a\n  auth: none\n}\n").auth == Auth(type="noauth")
    found = suite(HEAD + "get {\n  url: http://a\n  auth: magic\n}\nauth:magic {\n  a: b\n}\n")
    assert found.warnings == ("r.bru: the auth magic is not kept.",)


@pytest.mark.parametrize(
    ("mode", "written", "language", "content_type"),
    [
        ("json", "body:json", "json", None),
        ("text", "body:text", "text", None),
        ("xml", "body:xml", "xml", None),
        ("sparql", "body:sparql", "text", "application/sparql-query"),
    ],
)
def test_text_bodies(mode: str, written: str, language: str, content_type: str | None) -> None:
    found = request(f"post {{\n  url: http://a\n  body: {mode}\n}}\n{written} {{\n  a\n    b\n}}\n")
    assert found.body is not None
    assert (found.body.mode, found.body.raw, found.body.language) == ("raw", "a\n  b", language)
    assert [row.value for row in found.headers] == ([content_type] if content_type else [])


def test_forms_and_files() -> None:
    found = request(
        "post {\n  url: http://a\n  body: multipart-form\n}\nbody:multipart-form {\n  a: 1\n"
        "  ~b: 2 @contentType(text/x)\n"
        "  f: @file(a.txt|b.txt) @contentType(text/y)\n  g: @file(c.txt)\n}\n"
    ).body
    assert found is not None
    assert found.formdata == (
        Entry(key="a", value="1", type="text"),
        Entry(key="b", value="2", type="text", enabled=False, content_type="text/x"),
        Entry(key="f", value="", type="file", src=("a.txt", "b.txt"), content_type="text/y"),
        Entry(key="g", value="", type="file", src="c.txt"),
    )
    asked = request(
        "post {\n  url: http://a\n  body: file\n}\nbody:file {\n  ~file: @file(a.bin)\n  file: @file(b.png) "
        "@contentType(image/png)\n}\n"
    )
    assert asked.body is not None
    assert (asked.body.mode, asked.body.src) == ("file", "b.png")
    assert asked.headers == (Entry(key="Content-Type", value="image/png"),)


def test_what_is_not_kept_is_told_with_its_file() -> None:
    source = HEAD.replace("seq: 1", "seq: 1\n  tags: [\n    smoke\n  ]") + (
        "get {\n  url: http://a/{{process.env.KEY}}/{{?ask}}\n  auth: none\n}\nsettings {\n  timeout: 500\n}\n"
        "example {\n  name: x\n}\nsomething:new {\n  a: b\n}\nvars:post-response {\n  a: res.(\n}\n"
        "assert {\n  res.(: eq 1\n}\n"
        "script:pre-request {\n  bru.cwd(); require('axios'); req.setTimeout(5); process.exit();\n}\n"
    )
    assert suite(source).warnings == (
        "r.bru:1: the tags smoke are not kept.",
        "r.bru:16: a saved example is not read.",
        "r.bru:19: the block `something:new` is not read.",
        "r.bru: the variable KEY of the process environment is one of the collection.",
        "r.bru: the variable ask is asked for: set it, or give it with --env-var.",
        "r.bru: a script uses bru.cwd, which Postman has not.",
        "r.bru: a script uses req.setTimeout, which Postman has not.",
        "r.bru: a script uses require('axios'), which Postman has not.",
        "r.bru: a script uses process, which Postman has not.",
        "r.bru: the variable a is not taken from the answer: its expression cannot be read.",
        "r.bru: the assert `res.(` is left out: it is no expression.",
        "r.bru: the timeout of 500 ms is not kept: --timeout-request sets one.",
    )
    assert url_text(step(source).request.url, path_variables=False) == "http://a/{{KEY}}/{{ask}}"


def folder(files: dict[str, str]) -> Document:
    return read_bruno_folder({path: text.encode() for path, text in files.items()}, name="shop")


def test_a_folder_with_its_order_environments_and_configuration() -> None:
    get = "get {\n  url: http://a/%s\n  auth: inherit\n}\n"
    document = folder(
        {
            "bruno.json": json.dumps({"name": "Shop", "proxy": {"enabled": True, "hostname": "p"}, "ignore": ["old"]}),
            "collection.bru": 'vars:pre-request {\n  a: {{b}}\n  @object\n  o: {"x": 1}\n}\n',
            "environments/Local.bru": "vars {\n  b: 1\n  @boolean\n  t: true\n  ~off: 2\n}\nvars:secret [\n  s\n]\n",
            "z.bru": HEAD + get % "z",
            "b.bru": HEAD.replace("seq: 1", "seq: 5") + get % "b",
            "Zoo/folder.bru": "meta {\n  name: Zoo\n  seq: 1\n}\nauth {\n  mode: basic\n}\n"
            "auth:basic {\n  username: u\n}\n",
            "Zoo/a.bru": HEAD + get % "za",
            "Ant/deep/a.bru": HEAD + get % "aa",
            "Bee/a.bru": HEAD + get % "ba",
            "old/a.bru": "nothing",
            "notes.md": "# x",
            "ws.bru": HEAD.replace("http", "ws") + "ws {\n  url: ws://x\n}\n",
        }
    )
    found = document.suite
    assert found.name == "Shop"
    assert [item.name for item in found.items] == ["Zoo", "Ant", "Bee", "R", "R"]
    assert isinstance(found.items[0], Folder)
    assert found.items[0].auth == Auth(type="basic", params={"username": "u"})
    assert [(one.key, one.value) for one in found.variables] == [("a", "{{b}}"), ("o", {"x": 1})]
    assert set(found.warnings) == {
        "shop: the proxy of the collection are not kept.",
        "ws.bru: a WebSocket is not read.",
    }
    (local,) = document.environments
    assert local.name == "Local"
    assert [(one.key, one.value, one.secret, one.enabled) for one in local.variables] == [
        ("b", "1", False, True),
        ("t", True, False, True),
        ("off", "2", False, False),
        ("s", "", True, True),
    ]


@pytest.mark.parametrize(("flow", "told"), [("sandwich", 1), ("sequential", 0)])
def test_scripts_that_run_in_another_order_are_told(flow: str, told: int) -> None:
    script = "script:post-response {\n  bru.setVar('a', 1);\n}\n"
    found = folder(
        {
            "bruno.json": json.dumps({"name": "c", "scripts": {"flow": flow}}),
            "f/folder.bru": "meta {\n  name: F\n}\n" + script,
            "f/r.bru": HEAD + "get {\n  url: http://a\n}\n" + script,
        }
    ).suite.warnings
    assert len([one for one in found if one.startswith("f: its post-response script runs before")]) == told


def test_a_folder_without_requests_and_a_broken_file_in_one() -> None:
    with pytest.raises(InputError, match="no request"):
        folder({"bruno.json": "{}"})
    with pytest.raises(InputError) as error:
        folder({"bruno.json": "{}", "a/b.bru": "get {\n"})
    assert error.value.where == "a/b.bru:1:1"
    with pytest.raises(InputError) as error:
        folder({"opencollection.yml": "a: [", "x.yml": ""})
    assert error.value.where.startswith("opencollection.yml:")


def test_the_exported_json() -> None:
    tree = {
        "name": "Exported",
        "version": "1",
        "items": [
            {
                "type": "folder",
                "name": "F",
                "root": {"request": {"headers": [{"name": "X", "value": "1", "enabled": True}]}, "docs": "why"},
                "items": [
                    {
                        "type": "http-request",
                        "name": "R",
                        "request": {
                            "url": "http://a/?q=1",
                            "method": "POST",
                            "auth": {"mode": "bearer", "bearer": {"token": "t"}},
                            "body": {"mode": "formUrlEncoded", "formUrlEncoded": [{"name": "a", "value": "b"}]},
                            "tests": "test('x', () => {});",
                        },
                    }
                ],
            }
        ],
        "environments": [{"name": "E", "variables": [{"name": "v", "value": "1", "secret": False}]}],
        "brunoConfig": {},
    }
    data = json.dumps(tree).encode()
    assert looks_like_bruno(data)
    document = read_bruno(data, name="x.json")
    (inner,) = document.suite.items
    assert isinstance(inner, Folder)
    assert inner.description == "why"
    (one,) = inner.items
    assert isinstance(one, Step)
    assert one.request.headers == (Entry(key="X", value="1"),)
    assert one.request.auth == Auth(type="bearer", params={"token": "t"})
    assert document.environments[0].variables[0].key == "v"


def test_a_whole_collection_in_one_yaml() -> None:
    source = b"""opencollection: 1.0.0
info: {name: One}
config: {environments: [{name: E, variables: [{name: n, value: {type: number, data: "5"}}, {name: s, secret: true}]}]}
items:
  - info: {name: F, type: folder}
    items:
      - info: {name: R, type: http}
        http:
          url: http://a
          method: POST
          auth: {type: oauth2, flow: client_credentials, accessTokenUrl: u, credentials: {clientId: i}}
          body: {type: json, data: "{}"}
"""
    assert looks_like_bruno(source)
    document = read_bruno(source, name="x.yml")
    (inner,) = document.suite.items
    assert isinstance(inner, Folder)
    (one,) = inner.items
    assert isinstance(one, Step)
    assert one.request.auth is not None
    assert {
        "grant_type": "client_credentials",
        "accessTokenUrl": "u",
        "clientId": "i",
    }.items() <= one.request.auth.params.items()
    assert [(one.value, one.secret) for one in document.environments[0].variables] == [(5, False), ("", True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"meta {\n  name: x\n}\n", True),
        (b"\r\nget {\r\n", True),
        (b"info:\n  name: x\n  type: http\n", True),
        (b"opencollection: 1.0.0\n", True),
        (b'{"info": {}, "item": []}', False),
        (b"GET http://a\n", False),
        (b"type: collection.insomnia.rest/5.0\n", False),
        (b"", False),
    ],
)
def test_recognised_by_what_only_bruno_has(text: bytes, expected: bool) -> None:
    assert looks_like_bruno(text) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("bru.getVar('a')", {"bru.getVar"}),
        ("const { getVar } = bru", {"const", "getVar", "bru"}),
        ("bru\n  .getVar(x)", {"bru.getVar", "x"}),
        ("'bru.a' + \"bru.b\" + `bru.c ${bru.d} ${`${bru.e}`}`", {"bru.d", "bru.e"}),
        ("// bru.a\n/* bru.b */ c", {"c"}),
        ("/bru.a/g.test(b)", {"b"}),
        ("a / bru.b / c", {"a", "bru.b", "c"}),
        ("x = /[/]bru/; y", {"x", "y"}),
        ("f().bru.a", {"f"}),
        ("res?.body?.id", {"res.body.id"}),
        ("return /bru/.x", {"return"}),
        ("(a) / bru", {"a", "bru"}),
        ("`a` / bru / 2", {"bru"}),
        ("({ a: { b } })", {"a", "b"}),
    ],
)
def test_names_are_told_apart_from_texts(source: str, expected: set[str]) -> None:
    assert chains(source) == expected


@pytest.mark.parametrize(
    "source",
    ["a.b(c)[0]", "`${a}`", "'('", "/[(]/.test(x)", "(a, b) => { return `${{a}}` }", "x ? {y} : [z]", "`a${`b${c}`}`"],
)
def test_whole_expressions(source: str) -> None:
    assert is_expression(source)


@pytest.mark.parametrize(
    "source", ["", " ", "a(", "a)", "[(])", "'a", '"a\n"', "`a", "`${a`", "a; b", "a // b", "/* a", "}{"]
)
def test_what_would_run_into_its_neighbours(source: str) -> None:
    assert not is_expression(source)


@given(st.text(alphabet="ab`${}'\"/\\()[]\n;* .?=>", max_size=60))
def test_tokens_are_the_whole_source(source: str) -> None:
    assert "".join(token.text for token in tokens(source)) == source
    chains(source)
    is_whole(source)


PIECES = st.sampled_from(
    [
        *(
            "meta {\n",
            "get {\n",
            "  url: {{a}}/b?c=d\n",
            "headers {\n",
            "body:json {\n",
            "assert {\n",
            "tests {\n",
            "}\n",
        ),
        *(
            "vars:secret [\n",
            "]\n",
            "  a: b\n",
            "  ~c: '''\n",
            "'''\n",
            "  @x('y')\n",
            "auth:basic {\n",
            "  body: json\n",
        ),
        *(
            '  "k": @file(x)\n',
            "  res.status: eq {{a}}\n",
            "bru.setVar(",
            "`${",
            "}`",
            "  seq: 1\n",
            "script:pre-request {\n",
        ),
        *(
            "body:multipart-form {\n",
            "body:file {\n",
            "params:path {\n",
            "vars:post-response {\n",
            "docs {\n",
            "'",
            '"',
            "/",
        ),
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=25).map("".join) | st.binary(max_size=80))
def test_any_text_gives_a_document_or_an_input_error(source: str | bytes) -> None:
    data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    outcome(data, "x.bru")


def outcome(data: bytes, name: str) -> None:
    try:
        assert isinstance(read_bruno(data, name=name), Document)
    except InputError as error:
        assert str(error)  # noqa: PT017 - either outcome is right


WORDS = """
type name seq request url method headers params body auth mode json items root meta docs vars req res script tests
assertions value enabled formUrlEncoded multipartForm graphql query variables file filePath selected basic bearer
token oauth2 environments secret info http runtime scripts code settings timeout data disabled actions selector
expression opencollection config folder placement credentials brunoConfig
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
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=7), max_leaves=25
)
OBJECTS = st.dictionaries(NAMES, TREES, max_size=8)


@given(OBJECTS, st.sampled_from(["x.json", "x.yml"]))
def test_any_structure_gives_a_document_or_an_input_error(tree: dict[str, Any], name: str) -> None:
    data = json.dumps(tree).encode()
    outcome(data if name == "x.json" else b"# yaml\n" + data, name)
    outcome(json.dumps({"name": "n", "items": [{"type": "http", "request": tree}, tree]}).encode(), "x.json")


@pytest.mark.parametrize(
    "source",
    [
        "get {\n" + "  @a('''\n" * 20_000 + "}\n",
        "get {\n" + "  a: '''\n" * 20_001 + "}\n",
        "get {\n" + "  a: [\n" * 20_000 + "}\n",
        'headers {\n  "' + "\\" * 500_000 + "\n}\n",
        "@" + "(" * 500_000,
        HEAD + "get {\n  url: " + "{{" * 200_000 + "\n}\n",
        HEAD + "get {\n  url: x\n}\ntests {\n" + "`${" * 100_000 + "\n}\n",
        HEAD + "get {\n  url: x\n}\ntests {\n" + "/" * 100_000 + "\n}\n",
        HEAD + "get {\n  url: x\n}\ntests {\n" + "/*" * 100_000 + "\n}\n",
        HEAD + "get {\n  url: x\n}\ntests {\n" + "a/[" * 50_000 + "\n}\n",
        HEAD + "get {\n  url: x\n}\nassert {\n" + "  res.a: eq 1\n" * 5_000 + "}\n",
        "headers {\n" + "  a: b\n" * 100_000 + "}\n",
    ],
)
def test_nothing_takes_long(source: str) -> None:
    """Each is read in about a second at most; were one of the patterns quadratic, this would not end."""
    outcome(source.encode(), "x.bru")


def test_yaml_bombs_are_refused() -> None:
    bomb = "opencollection: 1\na0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    with pytest.raises(InputError, match="nodes"):
        read_bruno(bomb.encode(), name="x.yml")
