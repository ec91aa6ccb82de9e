"""`.http` files of both dialects, and the steps that they mean."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.document import Document
from assay.formats.http_file import looks_like_requests, read_http_file
from assay.formats.postman import url_text
from assay.model.errors import InputError
from assay.model.suite import Step


def read(text: str, **beside: str) -> Document:
    files = {name: content.encode() for name, content in beside.items()}
    return read_http_file(text.encode(), name="api.http", beside=files)


def steps(document: Document) -> list[Step]:
    return [item for item in document.suite.items if isinstance(item, Step)]


def one(text: str) -> Step:
    (step,) = steps(read(text))
    return step


def url(step: Step) -> str:
    return f"{step.request.method} {url_text(step.request.url, path_variables=True)}"


def headers(step: Step) -> list[tuple[str | None, object]]:
    return [(row.key, row.value) for row in step.request.headers]


def source(step: Step, listen: str = "test") -> str:
    return "\n".join(script.source for script in step.scripts if script.listen == listen)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET https://h/a", "GET https://h/a"),
        ("https://h/a", "GET https://h/a"),
        ("\ufeffGET https://h/a HTTP/1.1\r\n", "GET https://h/a"),
        ("PURGE https://h/a HTTP/2 (Prior Knowledge)", "PURGE https://h/a"),
        ("get https://h/a", "GET https://h/a"),
        ("GET https://h:8080\n    /api\n    /x\n    # why\n    ?a=1\n    &b=2", "GET https://h:8080/api/x?a=1&b=2"),
        ("GET https://h/x\n\t?a=1\n\t&b=2\nX: y", "GET https://h/x?a=1&b=2"),
        ("GET /api HTTP/1.1\nHost: h:443", "GET https://h:443/api"),
        ("GET /api\nHost: h", "GET http://h/api"),
        ("GET /api", "GET {{base_url}}/api"),
        ("GET {{host}}/x?at={{$datetime iso8601}}", "GET {{host}}/x?at={{$isoTimestamp}}"),
        ("# comment\n// other\n@h = x\n\n\nGET https://h/a", "GET https://h/a"),
    ],
)
def test_request_lines(text: str, expected: str) -> None:
    assert url(one(text)) == expected


def test_names_and_settings() -> None:
    document = read(
        "### Title\n# @name short\n// @no-cookie-jar\nGET https://h/1\n\n"
        "###\n# @name=second\n# @no-redirect\nGET https://h/2 HTTP/2\n"
        "### third ###\n\nGET https://h/3\n#### \nGET https://h/4\n"
    )
    assert [step.name for step in steps(document)] == ["Title", "second", "third ###", "GET https://h/4"]
    assert [step.settings for step in steps(document)] == [
        {"disableCookies": True}, {"followRedirects": False, "protocolVersion": "http2"}, {}, {}
    ]  # fmt: skip


def test_headers_and_comments_between() -> None:
    step = one("# first\n# second\nGET https://h/\nA: 1\n# no\n// B: no\nC:\nD: a:b\nnonsense here\n\n")
    assert headers(step) == [("A", "1"), ("C", ""), ("D", "a:b")]
    assert step.request.description == "first\nsecond"
    assert read("GET https://h/\nnonsense here\n").suite.warnings == (
        "GET (line 1): 'nonsense here' among the headers (line 2) is not read.",
    )


@pytest.mark.parametrize(
    ("head", "body", "mode", "content"),
    [
        ("Content-Type: application/json", '{\n  "a": 1\n}\n\n', "raw", '{\n  "a": 1\n}'),
        ("", "a\n\nb", "raw", "a\n\nb"),
        ("Content-Type: text/plain", "# kept\n// kept", "raw", "# kept\n// kept"),
        ("Content-Type: application/x-www-form-urlencoded", "a=1\n&b={{x}}\n&c=d e", "urlencoded",
         [("a", "1"), ("b", "{{x}}"), ("c", "d e")]),
        ("Content-Type: application/x-www-form-urlencoded", "a=%C3%A9+x&b=2", "urlencoded", [("a", "é x"), ("b", "2")]),
        ("Content-Type: application/x-www-form-urlencoded", "a=%c3&b", "raw", "a=%c3&b"),
        ("", "< ./cat.png", "file", "./cat.png"),
        ("", "<@ ./t.json", "file", "./t.json"),
        ("", "<@latin1 ./t.json", "file", "./t.json"),
        ("X-REQUEST-TYPE: GraphQL", "query {\n a\n\n b }\n\n{\"v\": 1}", "graphql",
         {"query": "query {\n a\n\n b }", "variables": '{"v": 1}'}),
    ],
)  # fmt: skip
def test_bodies(head: str, body: str, mode: str, content: object) -> None:
    step = one(f"POST https://h/\n{head}\n\n{body}" if head else f"POST https://h/\n\n{body}")
    told = step.request.body
    assert told is not None
    assert told.mode == mode
    rows = [(row.key, row.value) for row in told.urlencoded]
    assert {"raw": told.raw, "urlencoded": rows, "file": told.src, "graphql": told.graphql}[mode] == content


def test_graphql_as_a_method() -> None:
    step = one("GRAPHQL https://h/graphql\n\nquery { a }")
    assert url(step) == "POST https://h/graphql"
    assert step.request.body is not None
    assert step.request.body.graphql == {"query": "query { a }"}


def test_multipart() -> None:
    step = one(
        'POST https://h/\nContent-Type: multipart/form-data; boundary="WebAppBoundary"\nX: y\n\n'
        '--WebAppBoundary\nContent-Disposition: form-data; name="a"\n\nline 1\n\nline 2\n'
        '--WebAppBoundary\nContent-Disposition: form-data; name="f"; filename="cat.png"\nContent-Type: image/png\n\n'
        "< ./pics/cat.png\n"
        '--WebAppBoundary\nContent-Disposition: form-data; name="g"; filename="other.json"\n\n'
        "< t.json\n--WebAppBoundary--\n"
    )
    assert headers(step) == [("X", "y")]
    assert step.request.body is not None
    assert [(r.key, r.value, r.type, r.src, r.content_type, r.file_name) for r in step.request.body.formdata] == [
        ("a", "line 1\n\nline 2", "text", None, "", None),
        ("f", "", "file", "./pics/cat.png", "image/png", None),
        ("g", "", "file", "t.json", "", "other.json"),
    ]


@pytest.mark.parametrize(
    ("written", "variable", "line"),
    [
        ("{{$guid}}", "{{$guid}}", ""),
        ("{{$uuid}}", "{{$guid}}", ""),
        ("{{ $random.uuid }}", "{{$randomUUID}}", ""),
        ("{{$timestamp}}", "{{$timestamp}}", ""),
        ("{{$randomInt 5 200}}", "{{randomInt_5_200}}", "String(5 + Math.floor(Math.random() * 195))"),
        ("{{$random.integer(0, 10)}}", "{{random_integer_0_10}}", "String(0 + Math.floor(Math.random() * 10))"),
        ("{{$random.alphabetic(3)}}", "{{random_alphabetic_3}}", "Array.from({ length: 3 }, () => "),
        ("{{$timestamp -1 d}}", "{{timestamp_1_d}}", "new Date(Date.now() + -86400000) / 1000"),
        ("{{$datetime rfc1123}}", "{{datetime_rfc1123}}", "toUTCString()"),
        ("{{$datetime iso8601 1 y}}", "{{datetime_iso8601_1_y}}", "toISOString()"),
        ("{{$processEnv HOST}}", "{{HOST}}", ""),
        ("{{$dotenv HOST}}", "{{HOST}}", ""),
        ("{{$what 1}}", "{{$what 1}}", ""),
        ("{{%x}}", "{{x}}", ""),
    ],
)
def test_dynamic_variables(written: str, variable: str, line: str) -> None:
    step = one(f"GET https://h/\nX: {written}")
    assert headers(step) == [("X", variable)]
    assert line in source(step, "prerequest")
    assert bool(source(step, "prerequest")) == bool(line)


def test_request_variables_become_a_chain() -> None:
    document = read(
        "@token = {{login.response.body.$.access_token}}\n"
        "# @name login\nPOST https://h/login\n\n"
        "###\nGET https://h/{{login.response.body.items[0]['the id']}}?q={{login.response.body.//x}}\n"
        "Authorization: Bearer {{token}}\nX: {{login.response.headers.X-Request-Id}}\nY: {{other.response.body.a}}\n"
        "Z: {{login.request.body.a}}\nW: {{login.response.body.*}}\n"
    )
    login, second = steps(document)
    assert source(login).split("\n") == [
        'pm.environment.set("login_items_0_the_id", pm.response.json()?.items?.[0]?.["the id"]);',
        'pm.environment.set("login_X_Request_Id", pm.response.headers.get("X-Request-Id"));',
        'pm.environment.set("login_body", pm.response.text());',
        'pm.environment.set("login_access_token", pm.response.json()?.access_token);',
    ]
    assert url(second) == "GET https://h/{{login_items_0_the_id}}?q={{login.response.body.//x}}"
    assert [value for _, value in headers(second)][1:] == [
        "{{login_X_Request_Id}}", "{{other.response.body.a}}", "{{login.request.body.a}}", "{{login_body}}"
    ]  # fmt: skip
    assert [(one.key, one.value) for one in document.suite.variables] == [("token", "{{login_access_token}}")]
    assert len(document.suite.warnings) == 2


def test_handlers() -> None:
    step = one(
        "< {%\n  request.variables.set('n', 1)\n%}\nGET https://h/\n\n"
        "> {%\n"
        'client.test("it (works)", () => {\n'
        '  client.assert(response.status == 201, "a, b");\n'
        '  client.assert(response.body.x.includes("response.body"), `why ${1}`)\n'
        "  client.log(response.contentType.mimeType); // client.foo\n"
        "});\n"
        'client.global.set("t", response.headers.valueOf("ETag"));\n'
        "%}\n"
        "> {% const a = JSON.parse(response.body).b; %}\n"
    )
    assert source(step, "prerequest") == "pm.variables.set('n', 1)"
    assert source(step).split("\n") == [
        'pm.test("it (works)", () => {',
        "  pm.response.to.have.status(201);",
        '  pm.expect(pm.response.json().x.includes("response.body"), `why ${1}`).to.be.ok',
        '  console.log((pm.response.headers.get("Content-Type") || "").split(";")[0]); // client.foo',
        "});",
        'pm.globals.set("t", pm.response.headers.get("ETag"));',
        "const a = pm.response.json().b;",
    ]


def test_what_is_passed_over_is_told() -> None:
    document = read(
        "import other.http\nGET https://h/1\n\n> {% client.exit(); %}\n"
        "> after.js\n>> out.json\n>>! out.json\n<> old.json\n\n"
        "###\n< before.js\n# @prompt code The code\n# @odd\nGET https://h/2\n\n"
        "### ws\nWEBSOCKET ws://h/\n\n===\nhello\n###\nrun #one\n"
    )
    assert len(steps(document)) == 2
    assert list(document.suite.warnings) == [
        "GET (line 2): `import other.http` (line 1) is not read.",
        "GET (line 2): `> after.js` (line 5) is not read.",
        "GET (line 2): `>> out.json` (line 6) is not read.",
        "GET (line 2): `>>! out.json` (line 7) is not read.",
        "GET (line 2): a response handler was left out: it uses client.exit.",
        "GET (line 14): `< before.js` (line 11) is not read.",
        "GET (line 14): `@odd` is not known.",
        "GET (line 14): the variable 'code' is asked for (@prompt): set it, or give it with --env-var.",
        "ws (line 17): WEBSOCKET requests are not read.",
        "line (line 21): `run #one` (line 22) is not read.",
    ]


@pytest.mark.parametrize(
    ("value", "params"),
    [
        ("Basic ann secret", ("basic", "ann", "secret")),
        ("Basic ann:secret", ("basic", "ann", "secret")),
        ("Basic {{user}} {{password}}", ("basic", "{{user}}", "{{password}}")),
        ("Digest ann secret", ("digest", "ann", "secret")),
        ("Basic YW5uOnNlY3JldA==", None),
        ("Bearer {{t}}", None),
    ],
)
def test_logins(value: str, params: tuple[str, str, str] | None) -> None:
    step = one(f"GET https://h/\nAuthorization: {value}")
    auth = step.request.auth
    if params is None:
        assert headers(step) == [("Authorization", value)]
    else:
        assert auth is not None
        assert (auth.type, auth.params["username"], auth.params["password"]) == params


def test_curl_inside() -> None:
    step = one("### pasted\ncurl -X PUT '{{host}}/x y' \\\n  -H 'A: {{a}}' -d 'b={{c}}'\n")
    assert step.name == "pasted"
    assert step.request.method == "PUT"
    assert url(step).startswith("PUT {{host}}/x")
    assert ("A", "{{a}}") in headers(step)


def test_environments() -> None:
    document = read(
        "@api_key = k1\n@plain = 1\nGET https://h/",
        **{
            "http-client.env.json": '{"$shared": {"v": 1}, "prod": {},'
            ' "dev": {"host": "http://d", "password": "{{x}}"}}',
            "http-client.private.env.json": '{"dev": {"login": "ann"}}',
            ".vscode/settings.json": '{ // a comment\n "rest-client.environmentVariables":'
            ' {"local": {"token": "t",},}}',
        },
    )
    told = {one.name: {row.key: (row.value, row.secret) for row in one.variables} for one in document.environments}
    both = {"v": ("1", False), "api_key": ("k1", True)}
    assert told == {
        "dev": both | {"host": ("http://d", False), "password": ("{{x}}", False), "login": ("ann", True)},
        "prod": both,
        "local": both | {"token": ("t", True)},
    }
    assert [row.key for row in document.suite.variables] == ["plain"]


def test_a_secret_of_the_file_has_an_environment() -> None:
    (environment,) = read("@password = p\nGET https://h/").environments
    assert [(row.key, row.value, row.secret) for row in environment.variables] == [("password", "p", True)]


@pytest.mark.parametrize("text", ["", "###\n###\n", "# only a comment\n", "@a = b\n"])
def test_no_request(text: str) -> None:
    with pytest.raises(InputError, match="holds no request"):
        read(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (b"GET https://h/", True),
        (b"### t\n# @name x\n@a = b\n\nPOST {{host}}/x HTTP/1.1\n", True),
        (b"DELETE /x", True),
        (b"# Cases\n| a | b |\n", False),
        (b"GET the milk", False),
        (b"curl https://h/", False),
        (b'{"a": 1}', False),
        (b"", False),
    ],
)
def test_recognised(text: bytes, is_one: bool) -> None:
    assert looks_like_requests(text) is is_one


PIECES = st.sampled_from(
    [
        "###",
        "\n",
        "\n\n",
        "GET https://h/",
        "POST /x",
        " HTTP/1.1",
        "A: b\n",
        "# @name a\n",
        "@v = {{a.response.body.b}}\n",
        "{{a.response.body.$..x}}",
        "{{$randomInt 1 2}}",
        "{{",
        "}}",
        "> {% client.test(",
        "%}",
        "client.assert(x, 'y')",
        "< f",
        "<@ f",
        ">> o",
        "curl -d '",
        "--B\n",
        "Content-Type: multipart/form-data; boundary=B\n",
        "Content-Type: application/x-www-form-urlencoded\n",
        "a=%zz&b",
        "X-REQUEST-TYPE: GraphQL\n",
        "'",
        '"',
        "`",
        "\x00",
        "\ud800",
        "é",
        "    ",
        "(",
        ")",
        "{",
        "}",
    ]
)


@given(text=st.lists(PIECES, max_size=25).map("".join))
def test_anything_at_all(text: str) -> None:
    with contextlib.suppress(InputError):
        read_http_file(text.encode("utf-8", "surrogatepass"), name="a.http")


@given(data=st.binary(max_size=100), beside=st.binary(max_size=60))
def test_bytes(data: bytes, beside: bytes) -> None:
    with contextlib.suppress(InputError):
        read_http_file(b"GET https://h/\n" + data, name="a.http", beside={".vscode/settings.json": beside})


@pytest.mark.parametrize(
    "text",
    [
        "GET h\n\n> {% " + "client.assert(" * 20_000,
        "GET h\n\n> {% " + "(" * 100_000 + " %}",
        "GET h\n\n> {% " + "'" * 50_001 + " %}",
        "GET h\n\n> {% " + "/*" * 50_000 + " %}",
        "GET h\n\n> {% " + "`" * 50_001 + " %}",
        "GET " + "{{" * 50_000,
        "GET h" + " " * 100_000 + "x",
        "GET h\n\n" + "\n\n{" * 20_000,
        "GET h\nX-REQUEST-TYPE: GraphQL\n\n" + "\n \n" * 20_000 + "{",
        "POST h\nContent-Type: multipart/form-data; boundary=B\n\n" + "--B\n" * 50_000,
        "###\n" * 15_000,
        "GET h" + "\n /x" * 50_000,
        "# @name a\nGET h\n###\n" + "X: {{a.response.body.b}}\n" * 20_000,
        "@a = " + "=" * 100_000,
        "<" + " " * 100_000 + "{",
    ],
    ids=range(15),
)
def test_hostile_text_takes_no_time_of_its_own(text: str) -> None:
    with contextlib.suppress(InputError):
        read(text)
