"""HTTP archives as the programs of the world write them: requests, answers, and secrets put aside."""

from __future__ import annotations

import base64
import contextlib
import json
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.document import Document
from assay.formats.har import exchanges_har, read_har, write_har
from assay.formats.postman import collection_json, parse_url, url_text
from assay.model.errors import InputError
from assay.model.exchange import Answered, Exchange, Timings, Unanswered
from assay.model.http import BytesPart, FilePart, Header, Request, Response
from assay.model.suite import Auth, BodyTemplate, Entry, Folder, RequestTemplate, Script, Step, Suite
from assay.model.variable import Variable


def har(*entries: Any, **log: Any) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": list(entries), **log}}).encode()


def entry(url: str = "https://h/a", method: str = "GET", response: Any = None, **request: Any) -> dict[str, Any]:
    told = {"method": method, "url": url, "httpVersion": "h2", "headers": [], "cookies": [], **request}
    return {"request": told, "response": response or {}}


def read(*entries: Any) -> Document:
    return read_har(har(*entries), name="site.har")


def one(*entries: Any) -> Step:
    (step,) = read(*entries).suite.items
    assert isinstance(step, Step)
    return step


def headers(step: Step) -> list[tuple[str | None, object]]:
    return [(row.key, row.value) for row in step.request.headers]


def secrets(document: Document) -> dict[str, object]:
    return {row.key: row.value for environment in document.environments for row in environment.variables}


def url(step: Step) -> str:
    return url_text(step.request.url, path_variables=True)


CHROME = entry(
    "https://api.example.com/v1/orders?page=2&access_token=tok-123456#top",
    "POST",
    headers=[
        {"name": ":authority", "value": "api.example.com"},
        {"name": "content-length", "value": "20"},
        {"name": "content-type", "value": "application/json"},
        {"name": "authorization", "value": "Bearer abc.def.ghi"},
        {"name": "cookie", "value": "session=s-987654; theme=dark"},
        {"name": "x-api-key", "value": "key-555555"},
    ],
    postData={"mimeType": "application/json", "text": '{"user": "ann", "password": "pw", "n": 1}'},
    response={
        "status": 201,
        "statusText": "Created",
        "headers": [{"name": "Set-Cookie", "value": "refresh=r-123456; Path=/"}],
        "content": {
            "mimeType": "application/json",
            "text": '{"id": 1, "access_token": "new-token-1", "t": "abc.def.ghi"}',
        },
    },
)


def test_secrets_are_in_the_environment_and_nowhere_else() -> None:
    document = read(CHROME)
    (step,) = document.suite.items
    assert isinstance(step, Step)
    assert url(step) == "{{base_url}}/v1/orders?page=2&access_token={{access_token}}"
    assert headers(step) == [
        ("content-type", "application/json"),
        ("authorization", "Bearer {{token}}"),
        ("cookie", "session={{cookie_session}}; theme={{cookie_theme}}"),
        ("x-api-key", "{{api_key}}"),
    ]
    assert step.request.body is not None
    assert step.request.body.raw == '{"user": "ann", "password": "{{password}}", "n": 1}'
    assert step.examples[0]["body"] == '{"id": 1, "access_token": "{{access_token_2}}", "t": "{{token}}"}'
    assert step.examples[0]["header"][0]["value"] == "refresh={{cookie_refresh}}; Path=/"
    told = secrets(document)
    assert told == {
        "access_token": "tok-123456", "token": "abc.def.ghi", "cookie_session": "s-987654", "cookie_theme": "dark",
        "api_key": "key-555555", "password": "pw", "cookie_refresh": "r-123456", "access_token_2": "new-token-1",
    }  # fmt: skip
    collection = json.dumps(collection_json(document.suite))
    assert [value for value in told.values() if len(str(value)) > 5 and str(value) in collection] == []
    assert all(row.secret for row in document.environments[0].variables)


@pytest.mark.parametrize("value", ["a+b/c==d9", "Tok en-1", 'q"uo\\te-1', "/starts-odd", "grün-7-x"])
def test_a_value_is_found_wherever_it_stands(value: str) -> None:
    """In JSON, in JSON as text, and in URLs."""
    plain = json.dumps({"echo": value, "in": f"({value})"}, ensure_ascii=False)
    body = {"mimeType": "application/json", "text": json.dumps({"token": value})}
    answer = {"status": 200, "content": {"mimeType": "application/json", "text": plain}}
    document = read(entry(f"https://h/x?back={quote(value, safe='')}", "POST", answer, postData=body))
    assert secrets(document) == {"token": value}
    (step,) = document.suite.items
    assert isinstance(step, Step)
    assert url(step) == "{{base_url}}/x?back={{token}}"
    assert step.examples[0]["body"] == '{"echo": "{{token}}", "in": "({{token}})"}'


def test_many_entries_with_many_secrets_take_no_time_of_their_own() -> None:
    """Looking for each value by itself would take minutes."""
    entries = [
        entry(
            headers=[{"name": "Authorization", "value": f"Bearer token-{number:05}"}, {"name": "X", "value": "y" * 500}]
        )
        for number in range(5000)
    ]
    document = read(*entries)
    assert len(secrets(document)) == 5000
    assert "token-0" not in json.dumps(collection_json(document.suite))


def test_origins() -> None:
    document = read(entry("https://a/1"), entry("http://b:8080/2"), entry("https://a/3"), entry("https://a"))
    assert [url(step) for step in document.suite.items if isinstance(step, Step)] == [
        "{{base_url}}/1", "http://b:8080/2", "{{base_url}}/3", "{{base_url}}"
    ]  # fmt: skip
    assert [(row.key, row.value) for row in document.suite.variables] == [("base_url", "https://a")]
    assert [item.name for item in document.suite.items] == ["GET /1", "GET /2", "GET /3", "GET a"]


def test_cookies_that_an_export_left_out_of_the_headers() -> None:
    step = one(entry(cookies=[{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]))
    assert headers(step) == [("Cookie", "a={{cookie_a}}; b={{cookie_b}}")]


@pytest.mark.parametrize(
    ("post", "mode", "content"),
    [
        ({"mimeType": "text/plain;charset=UTF-8", "text": "hi"}, "raw", "hi"),
        ({"mimeType": "application/x-www-form-urlencoded", "text": "a=1&b=%C3%A9", "params": [{"name": "a"}]},
         "urlencoded", [("a", "1"), ("b", "é")]),
        ({"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "1"}]},
         "urlencoded", [("a", "1")]),
        ({"mimeType": "application/x-www-form-urlencoded", "text": "a=%zz"}, "raw", "a=%zz"),
        ({"mimeType": "multipart/form-data; boundary=B", "params": [
            {"name": "a", "value": "1"}, {"name": "f", "fileName": "x.png", "contentType": "image/png"}]},
         "formdata", [("a", "1", None), ("f", "", "x.png")]),
        ({"mimeType": "multipart/form-data; boundary=B", "params": [], "text":
            '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--B\r\n'
            'Content-Disposition: form-data; name="f"; filename="x.png"\r\n'
            'Content-Type: image/png\r\n\r\n\r\n--B--\r\n'},
         "formdata", [("a", "1", None), ("f", "", "x.png")]),
        ({"mimeType": "", "encoding": "base64", "text": "/wA="}, "file", "/wA="),
        ({"mimeType": "text/plain", "encoding": "base64", "text": "aGk="}, "raw", "hi"),
        ({"mimeType": "application/json", "text": ""}, None, None),
        (None, None, None),
    ],
)  # fmt: skip
def test_bodies(post: Any, mode: str | None, content: Any) -> None:
    body = one(entry(method="POST", postData=post)).request.body
    assert (body.mode if body else None) == mode
    if body is not None:
        told = {
            "raw": body.raw,
            "urlencoded": [(row.key, row.value) for row in body.urlencoded],
            "formdata": [(row.key, row.value, row.src) for row in body.formdata],
            "file": body.content,
        }
        assert told[body.mode] == content


def test_answers() -> None:
    image = {"status": 200, "content": {"mimeType": "image/png", "encoding": "base64", "text": "iVBORw0KGgo="}}
    page = {"mimeType": "text/html", "encoding": "base64", "text": base64.b64encode(b"<p>").decode()}
    text = {"status": 404, "statusText": "Not Found", "headers": [{"name": "a", "value": "b"}], "content": page}
    document = read(entry(response=image), entry(response=text), entry(response={"status": 0}),
                    entry(response={"status": 302}))  # fmt: skip
    examples = [step.examples for step in document.suite.items if isinstance(step, Step)]
    assert [[one["code"] for one in group] for group in examples] == [[200], [404], [], [302]]
    assert (examples[0][0]["body"], examples[1][0]["body"]) == ("", "<p>")
    assert examples[1][0]["name"] == "404 Not Found"
    assert document.suite.warnings == (
        "1 bodies of answers are not kept: they are binary, or too long for an example.",
    )
    assert [step.settings for step in document.suite.items][3] == {"followRedirects": False}


def test_entries_that_are_no_requests_are_told() -> None:
    broken = [None, 1, {}, {"request": None}, entry("wss://h/s"), entry("data:image/png;base64,x"),
              entry("https://h:443", "CONNECT"), entry("chrome-extension://x/y")]  # fmt: skip
    document = read(*broken, entry())
    assert len(document.suite.items) == 1
    assert len(document.suite.warnings) == len(broken)
    assert document.suite.warnings[4] == "The entry 5 was passed over: 'GET wss://h/s' is no HTTP request."


@pytest.mark.parametrize(
    "data", [b"{}", b"[]", b'{"log": []}', b'{"log": {"entries": {}}}', har(), b"", b"{", har(None)]
)
def test_no_archive(data: bytes) -> None:
    with pytest.raises(InputError):
        read_har(data, name="x.har")


LOOSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8)
    | st.sampled_from(["https://h/a?token=x", "base64", "multipart/form-data; boundary=B", "Cookie", "GET", "{{x}}"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["name", "value", "text", "encoding", "mimeType", "params", "fileName"]), inner,
                      max_size=3),
    max_leaves=8,
)  # fmt: skip
LOOSE_ENTRY = st.fixed_dictionaries(
    {"request": st.fixed_dictionaries({}, optional={"method": LOOSE, "url": LOOSE | st.just("https://h/a"),
                                                    "headers": LOOSE, "cookies": LOOSE, "postData": LOOSE})},
    optional={"response": LOOSE | st.fixed_dictionaries({"status": LOOSE | st.just(200)},
                                                        optional={"headers": LOOSE, "content": LOOSE})},
)  # fmt: skip


@given(entries=st.lists(LOOSE_ENTRY | LOOSE, max_size=3))
def test_anything_at_all(entries: list[Any]) -> None:
    with contextlib.suppress(InputError):
        document = read(*entries)
        collection_json(document.suite)
        write_har(document.suite)


NAMES = st.text("abcdefgh", min_size=1, max_size=6)
VALUES = st.text("abcdefgh äß&=+%\"'\\/;,", max_size=8)
ROWS = st.lists(st.builds(Entry, key=NAMES, value=VALUES), min_size=1, max_size=3).map(tuple)
STEPS = st.builds(
    lambda method, path, rows, body: Step(
        id="i", name=f"{method} /{path}",
        request=RequestTemplate(method=method, url=parse_url(f"https://h/{path}?q=1"), headers=rows, body=body),
    ),
    st.sampled_from(["GET", "POST"]),
    NAMES,
    st.lists(st.builds(Entry, key=NAMES.map(lambda name: f"X-{name}"), value=VALUES), max_size=2).map(tuple),
    st.none()
    | st.builds(BodyTemplate, mode=st.just("raw"), raw=VALUES.filter(bool), language=st.just("text"))
    | st.builds(BodyTemplate, mode=st.just("urlencoded"), urlencoded=ROWS),
)  # fmt: skip


@given(steps=st.lists(STEPS, min_size=1, max_size=3))
def test_what_was_written_comes_back_the_same(steps: list[Step]) -> None:
    written = write_har(Suite(id="s", name="S", items=tuple(steps)))
    assert {loss.what for loss in written.losses} == {"the name"}
    again = read_har(written.files["requests.har"], name="x.har").suite
    told = [item.request for item in again.items if isinstance(item, Step)]
    for before, after in zip([step.request for step in steps], told, strict=True):
        assert (before.method, before.body) == (after.method, after.body)
        assert url_text(before.url, path_variables=True) == url_text(after.url, path_variables=True).replace(
            "{{base_url}}", "https://h"
        )
        kept = [(row.key, row.value) for row in after.headers if row.key != "Content-Type"]
        assert [(row.key, row.value) for row in before.headers] == kept


def test_losses_of_a_suite() -> None:
    request = RequestTemplate(
        url=parse_url("/x"), auth=Auth(type="digest"), body=BodyTemplate(mode="file", src="a.bin"),
        headers=(Entry(key="a", value="b", enabled=False),),
    )  # fmt: skip
    step = Step(id="i", name="x", request=request, scripts=(Script(id="s", listen="test", source="1"),),
                examples=({"code": 200}, {"code": 404}), settings={"strictSSL": False}, description="d")  # fmt: skip
    suite = Suite(id="s", name="S", items=(Folder(id="f", name="F", items=(step,)),),
                  variables=(Variable(key="v", value=1),))  # fmt: skip
    assert [(loss.where, loss.what) for loss in write_har(suite).losses] == [
        ("", "the variable v"),
        ("F", "the folder"),
        *(("F / x", what) for what in (
            "the body, which is the file a.bin", "the digest authentication", "the test script", "the name",
            "all but the first of the saved examples", "the settings strictSSL", "the description",
            "what is switched off (headers, parameters)")),
    ]  # fmt: skip


def test_exchanges() -> None:
    request = Request(id="r", method="POST", url="http://127.0.0.1:1/a?b=c", body=(BytesPart(data=b"\xff"),),
                      headers=(Header("Content-Type", "x/y"),))  # fmt: skip
    answer = Answered(response=Response(status=200, reason="OK", headers=(Header("Location", "/l"),), body=b"hi"))
    sent = Exchange(id="e", request=request, outcome=answer, started=1.5, timings=Timings(total=9.0, first_byte=4.0),
                    remote="127.0.0.1:80")  # fmt: skip
    lost = Unanswered(reason="no", code="X", phase="connect")
    from_file = msgspec.structs.replace(request, body=(FilePart(path="f", size=3),))
    entries = json.loads(
        exchanges_har([sent, msgspec.structs.replace(sent, request=from_file, outcome=lost)])
    )["log"]["entries"]  # fmt: skip
    assert entries[0]["startedDateTime"] == "1970-01-01T00:00:01.500Z"
    assert entries[0]["request"]["postData"] == {"mimeType": "x/y", "text": "/w==", "encoding": "base64"}
    assert entries[0]["response"]["content"] == {"size": 2, "mimeType": "", "text": "hi"}
    assert entries[0]["response"]["redirectURL"] == "/l"
    assert entries[0]["serverIPAddress"] == "127.0.0.1"
    assert (entries[1]["request"]["bodySize"], entries[1]["response"]["status"]) == (-1, 0)
