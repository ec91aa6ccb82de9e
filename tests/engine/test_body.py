"""Bodies: each mode in its ugly cases, and what is not sent at all."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assay.engine.behavior import Behavior
from assay.engine.body import Content, encode_body, needed_files
from assay.formats.postman import read_request
from assay.model.command import FileFacts, FileRefused
from assay.model.http import BytesPart, FilePart
from assay.model.suite import Entry

from .recorded import world


def encoded(
    body: Any,
    *,
    method: str = "POST",
    files: dict[str, FileFacts | FileRefused] | None = None,
    headers: tuple[Entry, ...] = (),
    **settings: Any,
) -> Content:
    template = read_request({"url": "http://h", "body": body}).body
    return encode_body(
        template, method=method, behavior=Behavior.of(settings), files=files or {}, world=world(), headers=headers
    )


def text(content: Content) -> str:
    return b"".join(part.data for part in content.parts if isinstance(part, BytesPart)).decode()


def raw(content: str, language: str | None = None, **more: Any) -> dict[str, Any]:
    return {"mode": "raw", "raw": content, **more} | ({"options": {"raw": {"language": language}}} if language else {})


@pytest.mark.parametrize("method", ["GET", "get", "COPY", "HEAD", "PURGE", "UNLOCK"])
def test_a_method_without_body_drops_it_unless_told_otherwise(method: str) -> None:
    assert encoded(raw("x"), method=method) == Content()
    assert text(encoded(raw("x"), method=method, disableBodyPruning=True)) == "x"


@pytest.mark.parametrize(
    "body",
    [
        None,
        raw(""),
        raw("x", disabled=True),
        {"mode": "urlencoded", "urlencoded": []},
        {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "b", "disabled": True}]},
        {"mode": "formdata", "formdata": [{"key": "a", "value": "b", "disabled": True}]},
    ],
)
def test_an_empty_or_disabled_body_is_none(body: Any) -> None:
    assert encoded(body) == Content()


@pytest.mark.parametrize(
    ("language", "content_type"),
    [
        (None, "text/plain"),
        ("json", "application/json"),
        ("xml", "application/xml"),
        ("html", "text/html"),
        ("javascript", "application/javascript"),
        ("text", "text/plain"),
        ("graphql", "text/plain"),
    ],
)
def test_a_raw_body_declares_its_language(language: str | None, content_type: str) -> None:
    assert encoded(raw("x", language)).content_type == content_type


def test_comments_are_stripped_only_from_json() -> None:
    commented = '{"u": "http://h", /* c */ "v": 1} // end'
    bare = '{"u": "http://h",  "v": 1} '
    assert text(encoded(raw(commented, "json"))) == bare
    assert text(encoded(raw(commented, "text"))) == commented
    assert text(encoded(raw(commented))) == commented
    declared = (Entry(key="content-type", value="application/vnd.api+json; charset=utf-8"),)
    assert text(encoded(raw(commented), headers=declared)) == bare
    assert (
        text(encoded(raw(commented), headers=(Entry(key="Content-Type", value="text/x", enabled=True),))) == commented
    )


def test_a_body_of_comments_alone_is_none_but_keeps_its_type() -> None:
    content = encoded(raw("// nothing", "json"))
    assert (content.parts, content.content_type, content.mode) == ((), "application/json", "raw")


def test_half_a_surrogate_pair_is_sent_as_node_sends_it() -> None:
    assert text(encoded(raw("a\ud800b"))) == "a\ufffdb"


def test_urlencoded_fields_of_a_name_stand_together_and_numbers_come_first() -> None:
    rows = [("b", "1"), ("a", "x y"), ("10", "t"), ("2", "n"), ("b", "2"), ("é", "ü!'()*~"), ("", "")]
    content = encoded({"mode": "urlencoded", "urlencoded": [{"key": key, "value": value} for key, value in rows]})
    assert text(content) == "2=n&10=t&b=1&b=2&a=x%20y&%C3%A9=%C3%BC%21%27%28%29%2A~&="
    assert content.form == tuple(rows)
    assert content.content_type == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("value", "sent"),
    [(5, "5"), (1.50, "1.5"), (True, "true"), (None, ""), ({"a": 1}, ""), (1e21, "1e%2B21"), (["p", "q"], None)],
)
def test_urlencoded_values_of_other_types(value: Any, sent: str | None) -> None:
    content = encoded({"mode": "urlencoded", "urlencoded": [{"key": "k", "value": value}]})
    assert text(content) == (f"k={sent}" if sent is not None else "k=p&k=q")


def test_graphql() -> None:
    content = encoded({"mode": "graphql", "graphql": {"query": "{ a }", "variables": {"n": 1.0, "t": "é"}}})
    assert (text(content), content.content_type) == (
        '{"query":"{ a }","variables":{"n":1,"t":"é"}}',
        "application/json",
    )
    broken = {"query": "q", "operationName": "op", "variables": "{ not json"}
    assert (
        text(encoded({"mode": "graphql", "graphql": broken}))
        == '{"query":"q","operationName":"op","variables":{ not json}'
    )
    assert text(encoded({"mode": "graphql", "graphql": {"query": "q", "variables": ""}})) == '{"query":"q"}'
    assert text(encoded({"mode": "graphql"})) == "{}"


def test_a_file_is_streamed_with_the_type_of_its_name() -> None:
    body = {"mode": "file", "file": {"src": "a.json"}}
    content = encoded(body, files={"a.json": FileFacts(path="/d/a.json", size=7)})
    assert content.parts == (FilePart(path="/d/a.json", size=7),)
    assert (content.content_type, content.size) == ("application/json", 7)
    assert encoded(body, files={"a.json": FileRefused(reason='"a.json", no such file')}) == Content(
        warnings=('Binary file load error: "a.json", no such file',)
    )
    assert encoded({"mode": "file", "file": {}}).warnings == ("Binary file load error: invalid or missing file source",)


def test_a_file_inside_the_collection_is_decoded_leniently() -> None:
    content = encoded({"mode": "file", "file": {"content": "aGV sbG8-_w==ignored"}})
    assert content.parts == (BytesPart(data=b"hello>\xff"),)
    assert content.content_type is None


def test_the_files_of_a_body_are_known_before_it_is_encoded() -> None:
    rows = [
        {"key": "a", "type": "file", "src": "one"},
        {"key": "b", "type": "file", "src": ["two", "one", ""]},
        {"key": "c", "type": "file", "src": "off", "disabled": True},
        {"key": "d", "type": "text", "src": "no"},
    ]
    body = read_request({"url": "h", "body": {"mode": "formdata", "formdata": rows}}).body
    assert needed_files(body) == ("one", "two")
    assert needed_files(read_request({"url": "h", "body": {"mode": "file", "file": {"src": "x"}}}).body) == ("x",)
    assert needed_files(read_request({"url": "h", "body": raw("x")}).body) == ()
    assert needed_files(None) == ()


def part(row: dict[str, Any], **files: FileFacts | FileRefused) -> str:
    """The one part of a form, without its boundaries."""
    content = encoded({"mode": "formdata", "formdata": [row]}, files=files)
    inside = re.sub(r"-{28}\d{24}(--)?\r\n", "", text(content))
    return inside.removesuffix("\r\n")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"key": "a", "value": "b"}, 'name="a"\r\n\r\nb'),
        ({"key": "a", "value": 0}, 'name="a"\r\n\r\n'),
        ({"key": "a", "value": {"x": [1]}}, 'name="a"\r\n\r\n{"x":[1]}'),
        ({"key": "a", "value": "b", "contentType": "text/x"}, 'name="a"\r\nContent-Type: text/x\r\n\r\nb'),
        (
            {"key": "a", "value": "b", "fileName": "d/n.csv"},
            'name="a"; filename="n.csv"\r\nContent-Type: text/csv\r\n\r\nb',
        ),
        ({"key": "a", "value": "b", "fileName": "n.xyzzy"}, 'name="a"; filename="n.xyzzy"\r\n\r\nb'),
        (
            {"key": "a", "type": "file", "value": "aGk="},
            'name="a"\r\nContent-Type: application/octet-stream\r\n\r\nhi',
        ),
        ({"key": "a", "type": "file"}, 'name="a"; filename=""\r\n\r\n'),
        ({"key": 'q"\r\nX: y', "value": "b"}, 'name="q"%0D%0AX: y"\r\n\r\nb'),
        (
            {"key": "a", "value": "b", "contentType": "t/x\r\nEvil: 1"},
            'name="a"\r\nContent-Type: t/x%0D%0AEvil: 1\r\n\r\nb',
        ),
        (
            {"key": "a", "value": "b", "fileName": "日 本.txt"},
            'name="a"; filename="日 本.txt"; filename*=UTF-8\'\'%E6%97%A5%20%E6%9C%AC.txt\r\n'
            "Content-Type: text/plain\r\n\r\nb",
        ),
    ],
)
def test_form_data_parts(row: dict[str, Any], expected: str) -> None:
    assert part(row) == f"Content-Disposition: form-data; {expected}"


def test_form_data_with_files() -> None:
    files = {
        "a.png": FileFacts(path="/d/a.png", size=3),
        "b": FileFacts(path="/d/b", size=4),
        "none": FileRefused(reason='"none", no such file'),
    }
    rows = [
        {"key": "f", "type": "file", "src": ["a.png", "none", "b"]},
        {"key": "g", "type": "file", "src": "none"},
        {"key": "h", "value": "last"},
    ]
    content = encoded({"mode": "formdata", "formdata": rows}, files=files)
    assert [part.path for part in content.parts if isinstance(part, FilePart)] == ["/d/a.png", "/d/b"]
    assert content.warnings == (
        'Form param `f`, file load error: "none", no such file',
        'Form param `g`, file load error: "none", no such file',
    )
    sent = text(content)
    assert 'name="f"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\r\n--' in sent
    assert 'name="f"; filename="b"\r\nContent-Type: application/octet-stream\r\n' in sent
    assert 'name="g"' not in sent
    assert content.size == len(sent.encode()) + 7


def test_form_data_of_files_that_are_all_missing_is_no_body() -> None:
    body = {"mode": "formdata", "formdata": [{"key": "f", "type": "file", "src": "x"}]}
    content = encoded(body, files={"x": FileRefused(reason="no")})
    assert content == Content(warnings=("Form param `f`, file load error: no",))


def test_the_users_boundary_is_kept() -> None:
    headers = (Entry(key="Content-Type", value='multipart/form-data; charset=x; boundary="a b"'),)
    content = encoded({"mode": "formdata", "formdata": [{"key": "a", "value": "b"}]}, headers=headers)
    assert text(content).startswith("--a b\r\n")
    assert text(content).endswith("\r\n--a b--\r\n")
    assert content.boundary == "a b"


@pytest.mark.parametrize(
    "hostile", ['"' * 300_000, "/" * 300_000, "/*" * 150_000, "\\" * 300_000, '"\\' * 150_000, "//\n" * 100_000]
)
def test_hostile_json_takes_no_more_than_its_length(hostile: str) -> None:
    encoded(raw(hostile, "json"))
