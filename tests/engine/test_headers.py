"""System headers: what is added, what the user's own word prevents, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from assay import __version__
from assay.engine.unsendable import ResolveError
from assay.model.http import Header, Request

from .recorded import build


def built(**request: Any) -> Request:
    settings = request.pop("settings", {})
    return build({"url": "http://h.test:8080/x", **request}, settings, {}, {})[0]


def lines(request: Request) -> list[tuple[str, str]]:
    return [(name, "T" if name == "Postman-Token" else value) for name, value in request.headers]


AGENT = ("User-Agent", f"assay/{__version__}")
SYSTEM = [
    AGENT,
    ("Accept", "*/*"),
    ("Cache-Control", "no-cache"),
    ("Postman-Token", "T"),
    ("Host", "h.test:8080"),
    ("Accept-Encoding", "gzip, deflate, br"),
    ("Connection", "keep-alive"),
]


def row(name: str, value: Any = "v", **more: Any) -> dict[str, Any]:
    return {"key": name, "value": value, **more}


def test_a_plain_get() -> None:
    assert lines(built()) == SYSTEM


def test_the_users_headers_come_first_and_win() -> None:
    request = built(header=[row("X-B"), row("ACCEPT", "text/x"), row("x-b"), row("Off", disabled=True), row("")])
    rest = [line for line in SYSTEM if line[0] != "Accept"]
    assert lines(request) == [("x-b", "v"), ("ACCEPT", "text/x"), *rest]


def test_each_value_of_a_header_that_is_written_twice_is_sent() -> None:
    request = built(header=[row("X", "1"), row("Y", "2"), row("X", "3"), row("Cookie", "a=1"), row("Cookie", "b=2")])
    assert lines(request)[:4] == [("X", "1"), ("X", "3"), ("Y", "2"), ("Cookie", "a=1; b=2")]


def test_names_that_are_numbers_come_first() -> None:
    assert [name for name, _ in built(header=[row("b"), row("10"), row("2")]).headers][:3] == ["2", "10", "b"]


@pytest.mark.parametrize(
    ("body", "settings", "extra"),
    [
        ({"mode": "raw", "raw": "é"}, {}, [("Content-Type", "text/plain"), *SYSTEM, ("Content-Length", "2")]),
        (
            {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "b"}]},
            {},
            [*SYSTEM, ("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "3")],
        ),
        (None, {}, [*SYSTEM, ("Content-Length", "0")]),
        (
            {"mode": "raw", "raw": "x"},
            {"disabledSystemHeaders": {"content-type": True}},
            [*SYSTEM, ("Content-Length", "1")],
        ),
    ],
)
def test_what_a_body_adds(body: Any, settings: Any, extra: Any) -> None:
    assert lines(built(method="POST", body=body, settings=settings)) == extra


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS"])
def test_methods_that_say_nothing_of_a_body_that_is_not_there(method: str) -> None:
    assert built(method=method).header("content-length") is None


def test_a_form_corrects_the_users_type_in_its_place() -> None:
    body = {"mode": "urlencoded", "urlencoded": [{"key": "a", "value": "b"}]}
    given = [row("content-type", "application/json"), row("X")]
    assert lines(built(method="POST", header=given, body=body))[:2] == [
        ("content-type", "application/x-www-form-urlencoded"),
        ("X", "v"),
    ]
    kept = built(method="POST", header=given, body=body, settings={"disabledSystemHeaders": {"content-type": True}})
    assert lines(kept)[0] == ("content-type", "application/json")


def test_what_is_switched_off_is_not_added_by_the_client_either() -> None:
    off = {"host": True, "user-agent": True, "content-length": True, "accept": True, "Connection": True}
    request = built(method="POST", header=[row("accept", "a/b")], settings={"disabledSystemHeaders": off})
    assert [name for name, _ in request.headers] == [
        "accept",
        "Cache-Control",
        "Postman-Token",
        "Accept-Encoding",
        "Connection",
    ]
    assert request.delivery.omit == {"host", "user-agent", "content-length", "transfer-encoding"}
    assert built().delivery.omit == frozenset()


def test_userinfo_becomes_basic_auth() -> None:
    assert built(url="http://us%C3%A9r:p%40ss:w@h/").header("authorization") == "Basic dXPDqXI6cEBzczp3"
    assert built(url="http://u:p@h/", header=[row("authorization", "own")]).header("authorization") == "own"


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"header": [row("a b")]}, 'Header name must be a valid HTTP token ["a b"]'),
        ({"header": [row("a\r\nb")]}, 'Header name must be a valid HTTP token ["a\r\nb"]'),
        ({"header": [row("é")]}, 'Header name must be a valid HTTP token ["é"]'),
        ({"header": [row("X", "a\r\nInjected: 1")]}, 'Invalid character in header content ["X"]'),
        ({"header": [row("X", "a\0")]}, 'Invalid character in header content ["X"]'),
        ({"header": [row("X", "日")]}, 'Invalid character in header content ["X"]'),
        ({"method": "GET / HTTP/1.1\r\nX:"}, "Method must be a valid HTTP token"),
        (
            {"header": [row("Host", "a"), row("Host", "b")]},
            'The "options.headers.host" property must be of type string',
        ),
    ],
)
def test_what_would_split_a_message_is_refused(request_: Any, message: str) -> None:
    with pytest.raises(ResolveError) as refused:
        built(**request_)
    assert refused.value.what.startswith(message)
    assert refused.value.node.startswith("ERR_")


def test_values_above_ascii_go_out_in_latin_1_or_with_a_text_body_in_utf_8() -> None:
    assert Header("X", "é") in built(header=[row("X", "é")]).headers
    assert Header("X", "Ã©") in built(method="POST", header=[row("X", "é")], body={"mode": "raw", "raw": "x"}).headers
