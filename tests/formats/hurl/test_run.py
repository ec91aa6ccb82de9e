"""Hurl files that run: what they ask is what Hurl would ask, what they assert is judged alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.formats.hurl.read import read_hurl
from tests.formats.hurl.site import Asked, Site, assertions

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def placed(name: str, site: Site, folder: Path) -> Path:
    path = folder / name
    path.write_text((HERE / name).read_text().replace("{{site}}", site.url))
    return path


def test_every_query_filter_and_predicate_judges_as_hurl_does(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = assertions(placed("judged.hurl", site, tmp_path))
    assert {name: message for name, message in found.items() if message} == {}
    wanted = {
        " ".join(line.split()) for line in (HERE / "judged.hurl").read_text().partition("[Asserts]\n")[2].splitlines()
    }
    assert wanted <= found.keys(), "each line of [Asserts] is a test of its own"


def test_what_is_not_true_fails(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = assertions(placed("false.hurl", site, tmp_path))
    assert [name for name, message in found.items() if message is None] == []
    asserted = (HERE / "false.hurl").read_text().partition("[Asserts]\n")[2].count("\n")
    assert len(found) == asserted + 3, "the status, a header, a capture, the body, and each assert"


def test_requests_are_those_that_hurl_sends(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    site.asked.clear()
    found = assertions(placed("sent.hurl", site, tmp_path))
    assert {name: message for name, message in found.items() if message} == {}
    targets = [f"{one.method} {one.target}" for one in site.asked]
    assert targets == [
        *("GET /html", "GET /xml", "GET /bytes", "GET /text", "GET /cookies", "GET /redirect", "GET /redirect"),
        *("GET /json", "POST /login", "POST /echo/:id?x=1&q=a%20b%26c%3Dd&r=abc", "POST /echo", "POST /echo"),
        *("POST /echo", "GET /echo", "POST /echo", "GET /gone"),
    ]
    sent = dict(zip(targets, site.asked, strict=True))
    assert sent["POST /echo/:id?x=1&q=a%20b%26c%3Dd&r=abc"].body == b'{\n  "who": "Bob", "count": 3\n}'
    assert sent["GET /echo"].body == b"\xff\xef"
    graphql = json.loads(site.asked[12].body)
    assert graphql == {"query": "query Q($a: Int) { x(a: $a) }\n", "variables": {"a": 1}}


def test_what_scripts_cannot_judge_is_told_with_its_line(site: Site, tmp_path: Path) -> None:
    path = placed("sent.hurl", site, tmp_path)
    warnings = read_hurl(path.read_bytes(), name="sent.hurl").suite.warnings
    lines = path.read_text().splitlines()
    told = [(warning, lines[int(warning.split(":")[1]) - 1]) for warning in warnings]
    assert [line for _, line in told] == [
        "HTTP/1.1 404",
        'certificate "Subject" exists',
        'ip == "127.0.0.1"',
        'jsonpath "$.title" htmlUnescape == "Gone"',
    ]
    assert told[1][0].endswith('`certificate "Subject" exists` is left out: `certificate` is not known to scripts.')


def test_files_are_sent_with_the_types_that_hurl_gives_them(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a b.zip").write_bytes(b"PK")
    (tmp_path / "note.txt").write_text("hi")
    source = f"""POST {site.url}/echo
[Multipart]
field: value
zip: file,a\\ b.zip;
note: file,note.txt; text/x-note
HTTP 200

PUT {site.url}/echo
file,note.txt;
HTTP 200
"""
    (tmp_path / "files.hurl").write_text(source)
    site.asked.clear()
    assert set(assertions(tmp_path / "files.hurl").values()) == {None}
    form, whole = site.asked
    assert b'name="zip"; filename="a b.zip"\r\nContent-Type: application/octet-stream\r\n\r\nPK' in form.body
    assert b'name="note"; filename="note.txt"\r\nContent-Type: text/x-note\r\n\r\nhi' in form.body
    assert (whole.method, whole.body, "content-type" in whole.headers) == ("PUT", b"hi", False)


def test_a_body_without_a_type_has_none(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.hurl").write_text(
        f"POST {site.url}/echo\n`plain`\nHTTP 200\nPOST {site.url}/echo\nhex,6869;\nHTTP 200\n"
    )
    site.asked.clear()
    assert set(assertions(tmp_path / "x.hurl").values()) == {None}
    asked: list[Asked] = site.asked
    assert [(one.body, "content-type" in one.headers) for one in asked] == [(b"plain", False), (b"hi", False)]
