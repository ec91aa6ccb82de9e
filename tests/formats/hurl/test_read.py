"""Hurl files read: every part of the grammar, errors with line and column, and nothing that can hang a reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.document import Document
from assay.formats.hurl.read import read_hurl
from assay.formats.hurl.recognise import looks_like_hurl
from assay.formats.postman import url_text
from assay.model.errors import InputError
from assay.model.suite import Auth, Entry, RequestTemplate, Step, Suite


def read(source: str) -> Suite:
    return read_hurl(source.encode(), name="shop.hurl").suite


def step(source: str) -> Step:
    (found,) = read(source).items
    assert isinstance(found, Step)
    return found


def request(source: str) -> RequestTemplate:
    return step(source).request


def prerequest(source: str) -> str:
    return "\n".join(script.source for script in step(source).scripts if script.listen == "prerequest")


def test_entries_become_steps_with_names_comments_and_no_redirects() -> None:
    suite = read("# Who is there\n\n  # really\nGET http://a/users?x=1 # now\nGET http://a/users\nHTTP 200\n\n")
    assert [item.name for item in suite.items] == ["GET /users", "GET /users (2)"]
    first = suite.items[0]
    assert isinstance(first, Step)
    assert first.request.description == "Who is there\nreally"
    assert url_text(first.request.url, path_variables=False) == "http://a/users?x=1"
    assert first.settings == {"followRedirects": False}
    assert first.scripts == ()


def test_names_and_values_with_their_escapes() -> None:
    found = request(
        "GET http://a/{{ id }}\nX-One: a \\# b   # c\nX-Two: {{newUuid}}{{newDate}}\nk\\:\\u{e9}: \\u{1F600}\nempty:\n"
    )
    assert [(row.key, row.value) for row in found.headers] == [
        ("X-One", "a # b"),
        ("X-Two", "{{$guid}}{{$isoTimestamp}}"),
        ("k:é", "😀"),
        ("empty", ""),
    ]
    assert url_text(found.url, path_variables=False) == "http://a/{{id}}"


@pytest.mark.parametrize(
    "names", [("Query", "Form", "Multipart"), ("QueryStringParams", "FormParams", "MultipartFormData")]
)
def test_sections_by_their_old_and_new_names(names: tuple[str, str, str]) -> None:
    query, form, multipart = names
    found = request(f"GET http://a/?z=0\n[{query}]\na: 1&2\n\nb: {{{{v}}}} x\n# done\n")
    assert url_text(found.url, path_variables=False) == "http://a/?z=0&a=1%262&b={{v}}%20x"
    found = request(f"POST http://a\n[{form}]\na: 1 # one\nb[0]: 2\n")
    assert found.body is not None
    assert [(row.key, row.value) for row in found.body.urlencoded] == [("a", "1"), ("b[0]", "2")]
    found = request(f"POST http://a\n[{multipart}]\na: 1\nf: file,x/{{{{n}}}}.png ; image/webp\ng: file,a.gif;\n")
    assert found.body is not None
    assert found.body.formdata == (
        Entry(key="a", value="1", type="text"),
        Entry(key="f", value="", type="file", src="x/{{n}}.png", content_type="image/webp"),
        Entry(key="g", value="", type="file", src="a.gif", content_type="image/gif"),
    )


@pytest.mark.parametrize(
    ("written", "mode", "text"),
    [
        ('{"a": [1, {"b": "]}"}], "c": {{n}}}', "json", '{"a": [1, {"b": "]}"}], "c": {{n}}}'),
        ("[]", "json", "[]"),
        ("[1, 2]", "json", "[1, 2]"),
        ("[true]", "json", "[true]"),
        ('["a"]', "json", '["a"]'),
        ('"text"', "json", '"text"'),
        ("12.5", "json", "12.5"),
        ("null", "json", "null"),
        ('<a b=">"><!-- <a> --><a/><![CDATA[</a>]]></a>', "xml", '<a b=">"><!-- <a> --><a/><![CDATA[</a>]]></a>'),
        ('<?xml version="1.0"?>\n<!DOCTYPE x>\n<x/>', "xml", '<?xml version="1.0"?>\n<!DOCTYPE x>\n<x/>'),
        ("```\na\n b\n```", "text", "a\n b\n"),
        ("```a b```", "text", "a b"),
        ("``````", "text", ""),
        ("```json\n{}\n```", "json", "{}\n"),
        ("```xml\n<a/>\n```", "xml", "<a/>\n"),
        ("```json,escape\na\\tb\n```", "json", "a\tb\n"),
        ("`one {{ x }}`", "text", "one {{x}}"),
        ("hex,68 ;", "text", "h"),
        ("base64,aGk\n=;", "text", "hi"),
    ],
)  # fmt: skip
def test_bodies(written: str, mode: str, text: str) -> None:
    for end in ("", "\n", " # comment\n", "\nHTTP 200\n"):
        body = request(f"POST http://a\n# before\n{written}{end}").body
        assert body is not None
        assert (body.mode, body.language, body.raw) == ("raw", mode, text)


def test_bytes_that_are_no_text_and_braces_that_are_no_variables_stay_bytes() -> None:
    for written, content in (("hex,ff;", "/w=="), ("base64,e3t4fX0=;", "e3t4fX0=")):
        body = request(f"POST http://a\n{written}\n").body
        assert body is not None
        assert (body.mode, body.content) == ("file", content)
    body = request("POST http://a\nfile,x.bin;\n").body
    assert body is not None
    assert (body.mode, body.src) == ("file", "x.bin")


def test_options_become_settings_auth_and_scripts() -> None:
    source = """GET http://a
[Options]
location: true
max-redirs: 3
insecure: true
http2: true
delay: 2s
variable: a=1
variable: b = "x {{y}}"
variable: c=007
verbose: true
user: bob:se:cret
cert: c.pem:pass
key: k.pem
header: X-More: yes
"""
    found = step(source)
    assert found.settings == {
        "followRedirects": True,
        "maxRedirects": 3,
        "strictSSL": False,
        "protocolVersion": "http2",
    }
    assert found.request.auth == Auth(type="basic", params={"username": "bob", "password": "se:cret"})
    assert found.request.certificate == {"cert": {"src": "c.pem"}, "passphrase": "pass", "key": {"src": "k.pem"}}
    assert [(row.key, row.value) for row in found.request.headers] == [("X-More", "yes")]
    assert prerequest(source).splitlines() == [
        "setTimeout(function () {}, 2000);",
        'pm.environment.set("a", 1);',
        'pm.environment.set("b", pm.variables.replaceIn("x {{y}}"));',
        'pm.environment.set("c", "007");',
    ]
    assert read(source).warnings == ()


def test_aws_and_digest_take_the_user_of_the_options() -> None:
    auth = request("GET http://a\n[Options]\nuser: key:secret\naws-sigv4: aws:amz:eu-west-1:s3\n").auth
    assert auth == Auth(
        type="awsv4", params={"accessKey": "key", "secretKey": "secret", "region": "eu-west-1", "service": "s3"}
    )
    auth = request("GET http://a\n[Options]\ndigest: true\nuser: a:b\n").auth
    assert auth == Auth(type="digest", params={"username": "a", "password": "b"})


@pytest.mark.parametrize(
    "option",
    [
        *("retry: 3", "repeat: 2", "proxy: http://p", "resolve: a:1:b", "unix-socket: /x", "output: f", "cacert: x"),
        *("delay: 20000", "location: {{x}}", "skip: {{x}}", "max-redirs: {{x}}", "variable: x", "http3: true"),
    ],
)
def test_options_that_are_not_kept_are_told(option: str) -> None:
    (warning,) = read(f"GET http://a\n[Options]\n{option}\n").warnings
    assert warning.startswith(f"shop.hurl:3: the option {option.partition(':')[0]} is not kept")


def test_a_get_with_a_body_sends_it() -> None:
    assert step('GET http://a\n{"a": 1}\n').settings["disableBodyPruning"] is True


@pytest.mark.parametrize(
    ("source", "where", "what"),
    [
        ("hello", "1:1", "a request"),
        ("GET", "1:1", "a request"),
        ("GET http://a b", "1:14", "end of the line"),
        ("GET http://a\nHTTP abc", "2:1", "line of a status"),
        ("GET http://a\nHTTP/1.1", "2:1", "line of a status"),
        ("GET http://a\nHTTP 200\n[Nothing]\n", "3:1", r"no section \[Nothing\]"),
        ("GET http://a\n[Asserts]\nstatus == 200", "2:1", r"no section \[Asserts\]"),
        ("GET http://a\nHTTP 200\n[Asserts]\nstatus", "4:7", "a space"),
        ("GET http://a\nHTTP 200\n[Asserts]\nstatus ~ 200", "4:8", "a filter or a predicate"),
        ("GET http://a\nHTTP 200\n[Asserts]\nstatus == ", "4:11", "a value"),
        ("GET http://a\nHTTP 200\n[Asserts]\nstatus == 200 300", "4:15", "end of the line"),
        ("GET http://a\nHTTP 200\n[Asserts]\nstate == 200", "4:1", "a query"),
        ("GET http://a\nHTTP 200\n[Asserts]\njsonpath $.a == 1", "4:10", "in double quotes"),
        ('GET http://a\nHTTP 200\n[Asserts]\njsonpath "$.a == 1', "4:10", "second quote"),
        ("GET http://a\nHTTP 200\n[Asserts]\nbody regex 1 == 1", "4:12", "in double quotes"),
        ('GET http://a\nHTTP 200\n[Asserts]\nbody == "\\q"', "4:10", "no escape"),
        ('GET http://a\nHTTP 200\n[Asserts]\nbody == "\\u{110000}"', "4:10", "no character"),
        ("GET http://a\nHTTP 200\n[Asserts]\nstatus == {{ }}", "4:11", "no name"),
        ("GET http://a\nHTTP 200\n[Asserts]\nbytes == hex,abc;", "4:10", "odd"),
        ("GET http://a\nHTTP 200\n[Captures]\nx: nothing", "4:4", "a query"),
        ('POST http://a\n{"a": "b}\n', "2:7", "not closed"),
        ('POST http://a\n{"a": [1}', "2:1", "too early"),
        ("POST http://a\n<a><b></a>", "2:1", "not closed"),
        ("POST http://a\n<a b='></a>", "2:1", "not closed"),
        ("POST http://a\n```\nabc", "2:1", "not closed"),
        ("POST http://a\n`abc", "2:1", "on one line"),
        ("POST http://a\n[Multipart]\nf: file,a b;\n", "3:9", "name of a file"),
        ("POST http://a\nbase64,a;\n", "2:1", "no base64"),
        ("", "", "no request"),
        ("# only a comment\n", "", "no request"),
    ],
)
def test_errors_say_where(source: str, where: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as error:
        read(source)
    assert error.value.where == (f"shop.hurl:{where}" if where else "shop.hurl")


def test_a_file_with_line_ends_of_windows() -> None:
    assert request("GET http://a\r\nA: b\r\n\r\nHTTP 200\r\n").headers == (Entry(key="A", value="b"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"GET http://a/b\nHTTP 200\n", True),
        (b"# c\n\nPOST {{base}}/x\n[Form]\na: b\n", True),
        (b"GET http://a/b\nHTTP/1.1 200\n[Asserts]\n", True),
        (b"GET http://a/b HTTP/1.1\nHost: a\n", False),
        (b"GET http://a/b\n", False),
        (b"### one\nGET http://a/b\n\nHTTP/1.1 200 OK\n", False),
        (b"GET http://a/b\nHTTP/1.1 200 OK\n", False),
        (b"", False),
        (b"\xff\xfe\x00", False),
    ],
)
def test_recognised_by_what_only_hurl_has(text: bytes, expected: bool) -> None:
    assert looks_like_hurl(text) is expected


PIECES = st.sampled_from(
    [
        *(
            "GET http://a\n",
            "POST {{b}}/x\n",
            "HTTP 200\n",
            "HTTP *\n",
            "A: b\n",
            "\n",
            "# c\n",
            "[Query]\n",
            "[Form]\n",
        ),
        *("[Multipart]\n", "[Options]\n", "[Captures]\n", "[Asserts]\n", "[Cookies]\n", "[BasicAuth]\n", "x: y\n"),
        *('jsonpath "$.a', '" == ', "1\n", "status ", "not ", "exists\n", "{", "}", "[", "]", '"', "\\", "`", "```"),
        *(
            "<a>",
            "</a>",
            "hex,",
            "base64,",
            "file,a;",
            "{{",
            "}}",
            "\\u{41}",
            "count ",
            'split "," ',
            "xpath ",
            "/",
            ":",
        ),
        *('"$..a[?(@.b>1)]"', '"//a[@b]"', "regex /(a)/ ", "variable: a=b\n", "delay: 1\n", "ff;", "é", "\x00", "\t"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join) | st.binary(max_size=80))
def test_anything_gives_a_document_or_an_input_error(source: str | bytes) -> None:
    data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    try:
        document = read_hurl(data, name="x.hurl")
    except InputError as error:
        assert error.where.startswith("x.hurl")  # noqa: PT017 - either outcome is right
    else:
        assert isinstance(document, Document)


@pytest.mark.parametrize(
    "source",
    [
        "POST http://a\n" + "[" * 50_000,
        "POST http://a\n" + "<a>" * 50_000,
        "POST http://a\n" + "<!--" * 50_000,
        "POST http://a\n" + "<a '" * 50_000,
        "POST http://a\n{" + '"{{a}}\\' * 50_000,
        "POST http://a\n```" + "{{" * 100_000 + "```",
        "GET http://a/" + "{{" * 100_000,
        "GET http://a\nA: " + "{{ " * 100_000,
        "GET http://a\n" + "a" * 500_000,
        "GET http://a\n" + "\\" * 500_000,
        "GET http://a\nHTTP 200\n[Asserts]\nbody == \"" + "{{a}}" * 100_000,
        "GET http://a\nHTTP 200\n[Asserts]\nbody == `" + " " * 500_000,
        "GET http://a\nHTTP 200\n[Asserts]\njsonpath \"$" + "[" * 100_000 + '" exists',
        "GET http://a\nHTTP 200\n[Asserts]\njsonpath \"$" + "['a'" * 50_000 + '" exists',
        "GET http://a\nHTTP 200\n[Asserts]\njsonpath \"$[?(" + "@.a" * 50_000 + '" exists',
        "GET http://a\nHTTP 200\n[Asserts]\njsonpath \"$" + ".a" * 50_000 + '" exists',
        "GET http://a\nHTTP 200\n[Asserts]\nxpath \"" + "//a[" * 50_000 + '" exists',
        "GET http://a\nHTTP 200\n[Asserts]\nbody" + " first" * 20_000 + " exists",
        "GET http://a\n" * 10_000,
        " " * 1_000_000,
        "#" * 1_000_000,
    ],
)  # fmt: skip
def test_nothing_takes_long(source: str) -> None:
    """Each is read in well below a second; were one of the patterns quadratic, this would not end."""
    try:
        read_hurl(source.encode(), name="x.hurl")
    except InputError as error:
        assert len(str(error)) < 500  # noqa: PT017 - either outcome is right
