"""What `assay again` makes of a recorded transfer: changed by curl's rules, by names, and by where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from assay.app.history.changing import changed
from assay.app.history.moments import moment
from assay.app.history.moving import moved, with_variables
from assay.app.history.parameters import with_variable
from assay.app.project import EnvironmentTable
from assay.model.errors import AssayError, UsageError
from assay.model.transfer import Content, Data, Form, Part, Transfer, Upload


class Here:
    """Files of one folder, and nobody to ask (the port World)."""

    environment: Mapping[str, str] = {}
    home = ""

    def __init__(self, folder: Path = Path()) -> None:
        self.folder = folder

    def read(self, path: str, limit: int) -> bytes:
        return (self.folder / path).read_bytes()[:limit]

    def modified(self, path: str) -> float | None:
        return (self.folder / path).stat().st_mtime

    def ask(self, prompt: str) -> str:
        raise AssertionError(prompt)


def transfer(url: str = "http://h.test/a?x=1&y=2", **fields: Any) -> Transfer:
    return Transfer(url=url, **fields)


def after(old: Transfer, *words: str, folder: Path = Path()) -> Transfer:
    return changed(old, words, Here(folder)).job.transfer


def test_without_options_nothing_changes() -> None:
    whole = transfer(
        method="PUT", headers=("A: 1", "B;"), content=Data(content=b"x"), options={"location": True, "cookie": ("a=1",)}
    )
    assert after(whole) == whole


@pytest.mark.parametrize(
    ("words", "headers"),
    [
        (["-H", "x-a: 2"], ("Accept: t", "x-a: 2")),
        (["-H", "X-A:"], ("Accept: t", "X-A:")),
        (["-H", "X-A;"], ("Accept: t", "X-A;")),
        (["-H", "New: 1", "-H", "New: 2"], ("X-A: 1", "Accept: t", "New: 1", "New: 2")),
        (["--json", "{}"], ("X-A: 1", "Content-Type: application/json", "Accept: application/json")),
    ],
)
def test_headers_by_curls_rules(words: list[str], headers: tuple[str, ...]) -> None:
    found = after(transfer(headers=("X-A: 1", "Accept: t")), *words)
    assert sorted(found.headers) == sorted(headers)


@pytest.mark.parametrize(
    ("words", "method", "head", "content"),
    [
        (["-X", "PATCH"], "PATCH", False, Data(content=b"old")),
        (["-d", "a=1", "-d", "b=2"], "PUT", False, Data(content=b"a=1&b=2")),
        (["-d", ""], "PUT", False, Data(content=b"")),
        (["-I"], "", True, None),
        (["-F", "f=1"], "PUT", False, Form(parts=(Part(name="f", content=b"1"),))),
        (["-d", "@file"], "PUT", False, Data(content=b"from a file")),
    ],
)
def test_method_and_body(tmp_path: Path, words: list[str], method: str, head: bool, content: Content | None) -> None:
    (tmp_path / "file").write_bytes(b"from a file")
    found = after(transfer(method="PUT", content=Data(content=b"old")), *words, folder=tmp_path)
    assert (found.method, found.head, found.content) == (method, head, content)


def test_what_bears_on_the_url() -> None:
    assert after(transfer(), "-G", "-d", "z=3").url == "http://h.test/a?x=1&y=2&z=3"
    assert after(transfer("http://h.test/"), "--url-query", "z=a b").url == "http://h.test/?z=a+b"
    assert after(transfer("http://h.test/d/"), "-T", "f.txt") == transfer(
        "http://h.test/d/f.txt", content=Upload(path="f.txt")
    )


def test_options_of_the_way_are_replaced_one_by_one() -> None:
    old = transfer(options={"location": True, "max-time": "5"})
    assert after(old, "--max-time", "9", "-k").options == {"location": True, "max-time": 9.0, "insecure": True}


@pytest.mark.parametrize("words", [["-u", "bob:pw"], ["-H", "Authorization: Bearer t"], ["--oauth2-bearer", "t"]])
def test_who_sends_is_replaced_as_a_whole(words: list[str]) -> None:
    old = transfer(headers=("Authorization: Bearer ***7f3a",), options={"user": "ann:***7f3a", "digest": True})
    found = after(old, *words)
    assert "***" not in repr(found)
    assert "digest" not in found.options


@pytest.mark.parametrize(
    "words",
    [
        ["http://else.test/"],
        ["--next", "http://else.test/"],
        ["-H"],
        ["--no-such-option"],
        ["-d", "@nowhere"],
        ["--help"],
    ],
)
def test_what_cannot_be_changed_is_told(words: list[str]) -> None:
    with pytest.raises(AssayError):
        after(transfer(), *words)


JSON = b'{"state": "open", "limit": 5, "address": {"city": "Ulm"}, "tags": ["a"]}'


@pytest.mark.parametrize(
    ("old", "name", "value", "new"),
    [
        (transfer(), "x", "a b&c", transfer("http://h.test/a?x=a%20b%26c&y=2")),
        (transfer("http://h.test/?a%20b=1#f"), "a b", "2", transfer("http://h.test/?a%20b=2#f")),
        (transfer("http://h.test/{{id}}?q={{id}}"), "id", "a/b", transfer("http://h.test/a%2Fb?q=a%2Fb")),
        (transfer(headers=("X: {{id}}",)), "id", "7", transfer(headers=("X: 7",))),
        (
            transfer(content=Data(content=b"a=1&b=2")),
            "b",
            "ü=",
            transfer(content=Data(content=b"a=1&b=%C3%BC%3D")),
        ),
        (
            transfer(content=Form(parts=(Part(name="f", path="x.png"), Part(name="g", content=b"1")))),
            "f",
            "2",
            transfer(content=Form(parts=(Part(name="f", content=b"2"), Part(name="g", content=b"1")))),
        ),
        (transfer(content=Data(content=JSON)), "state", 'p"aid', b'"state": "p\\"aid"'),
        (transfer(content=Data(content=JSON)), "limit", "9", b'"limit": 9,'),
        (transfer(content=Data(content=JSON)), "limit", "none", b'"limit": "none"'),
        (transfer(content=Data(content=JSON)), "/address/city", "Köln", '"city": "Köln"'.encode()),
        (transfer(content=Data(content=JSON)), "/tags/0", "b", b'"tags": ["b"]'),
        (transfer(content=Data(content=b'{"a":"{{v}}"}')), "v", '"', b'{"a":"\\""}'),
    ],
)
def test_a_name_is_given_another_value(old: Transfer, name: str, value: str, new: Transfer | bytes) -> None:
    found = with_variable(old, name, value)
    if isinstance(new, Transfer):
        assert found == new
    else:
        assert isinstance(found.content, Data)
        assert new in found.content.content


def test_the_same_value_again_is_no_error() -> None:
    assert with_variable(transfer(), "x", "1") == transfer()


@pytest.mark.parametrize("name", ["z", "/x", "/tags/7", "/address/city/deeper", ""])
def test_a_name_that_nothing_has_is_told_with_those_that_there_are(name: str) -> None:
    with pytest.raises(UsageError, match="nothing in the request is called") as problem:
        with_variable(transfer(content=Data(content=JSON)), name, "1")
    assert "x, y, state, limit" in problem.value.remedy


KNOWN = {"local": "http://127.0.0.1:8000/api", "staging": "https://s.test/v2", "root": "http://127.0.0.1:9000"}


@pytest.mark.parametrize(
    ("url", "base", "new", "origin"),
    [
        ("http://127.0.0.1:8000/api/a?b#c", "https://s.test/v2", "https://s.test/v2/a?b#c", "local"),
        ("http://127.0.0.1:8000/api", "https://s.test/v2", "https://s.test/v2", "local"),
        ("http://127.0.0.1:8000/apis/a", "https://s.test/v2", "https://s.test/apis/a", "local"),
        ("http://127.0.0.1:9000/a", "https://s.test/v2", "https://s.test/v2/a", "root"),
        ("http://ann:pw@127.0.0.1:8000/x", "https://s.test/v2", "https://s.test/x", "local"),
        ("http://unknown.test/a/b", "https://s.test/v2", "https://s.test/v2/a/b", ""),
        ("unknown.test?q", "https://s.test/v2", "https://s.test/v2?q", ""),
    ],
)
def test_a_base_url_is_swapped(url: str, base: str, new: str, origin: str) -> None:
    assert moved(transfer(url), base, KNOWN) == (transfer(new), origin)


def test_the_variables_of_an_environment_come_along() -> None:
    old = EnvironmentTable(variables={"tenant": "acme", "same": "1", "number": 1, "secret": "${X}"})
    new = EnvironmentTable(variables={"tenant": "glo bex", "same": "1", "number": 2, "secret": "${Y}"})
    found = with_variables(transfer("http://acme.test/acme/acme2?t=acme&acme=1#acme"), old, new)
    assert found.transfer.url == "http://acme.test/glo%20bex/acme2?t=glo%20bex&acme=1#acme"
    assert found.notes == ("tenant: acme became glo bex",)


NOW = datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("9:00", NOW.replace(hour=9, minute=0)),
        ("22:00", NOW.replace(day=23, hour=22, minute=0)),
        ("09:30:00", NOW),
        ("2h", NOW - timedelta(hours=2)),
        ("1.5d ago", NOW - timedelta(hours=36)),
        ("today", NOW.replace(hour=0, minute=0)),
        ("yesterday", NOW.replace(day=23, hour=0, minute=0)),
        ("2026-11-24", NOW.replace(hour=0, minute=0)),
        ("2026-11-24T08:00:00Z", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ("2026-11-24 08:00", NOW.replace(hour=8, minute=0)),
    ],
)
def test_moments(text: str, then: datetime) -> None:
    assert moment(text, NOW) == then.timestamp()


@pytest.mark.parametrize("text", ["", "25:00", "10", "soon", "2026-13-01", "999999w", "1h30m", "-2h"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(UsageError, match="is no moment"):
        moment(text, NOW)
