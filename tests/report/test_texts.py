"""Small texts that reports are made of: literals, differences, measures, curl."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.shell import quoted
from assay.model.exchange import Exchange, Unanswered
from assay.model.http import BytesPart, ClientCertificate, Delivery, FilePart, Header, Proxy, Request
from assay.report.curl import curl
from assay.report.difference import difference
from assay.report.literal import literal
from assay.report.measure import duration, instant, size


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a", "'a'"),
        ("it's", '"it\'s"'),
        ("a\nb\\", "'a\\nb\\\\'"),
        (None, "null"),
        (True, "true"),
        (1.0, "1"),
        (1.5, "1.5"),
        ([], "[]"),
        ({}, "{}"),
        ([1, [2, {"a": "b"}]], "[ 1, [ 2, { a: 'b' } ] ]"),
        ({"a-b": 1}, "{ 'a-b': 1 }"),
        (list(range(40)), None),
        (["x" * 80], f"[\n  '{'x' * 80}'\n]"),
        (10**400, "[a very large number]"),
    ],
)
def test_literals(value: Any, shown: str | None) -> None:
    assert shown is None or literal(value) == shown


def test_literals_are_bounded() -> None:
    deep: Any = "x"
    for _ in range(90):
        deep = [deep]
    assert "[Array]" in literal(deep)
    assert "... 900 more items" in literal([0] * 1000)
    assert len(literal("x" * 100_000)) < 11_000


@pytest.mark.parametrize(
    ("message", "expected", "actual"),
    [
        ("expected 'wörld' to deeply equal 'world'", "'world'", "'wörld'"),
        ("expected 200 to equal 201", "201", "200"),
        ("status: expected 200 to eql 201", "201", "200"),
        ("expected response to have status code 200 but got 404", "have status code 200", "404"),
        ("expected response to have status reason 'OK' but got 'NOT FOUND'", "have status reason 'OK'", "'NOT FOUND'"),
        ("expected [ 1, 2 ] to include 3", "include 3", "[ 1, 2 ]"),
        ("expected { a: 1 } to have property 'b'", "have property 'b'", "{ a: 1 }"),
        ("expected 5 to be below 3", "be below 3", "5"),
        ("expected 'x' to be a number", "be a number", "'x'"),
        ("expected 'go to be there' to equal 'a'", "'a'", "'go to be there'"),
        ("expected 'a' to equal 'go to be there'", "'go to be there'", "'a'"),
        ("expected { errno: -111, …(4) } to deeply equal null", "null", "{ errno: -111, …(4) }"),
    ],
)
def test_differences(message: str, expected: str, actual: str) -> None:
    assert difference(message) == (expected, actual)


@pytest.mark.parametrize("message", ["", "x is not defined", "expected", "expected response to be json", "a to be b"])
def test_no_differences(message: str) -> None:
    assert difference(message) is None


@pytest.mark.parametrize(
    "message", ["expected " * 5000, " to equal " * 5000, "expected 'a' to be " * 5000, "'" * 50_000]
)
def test_a_long_message_takes_no_time(message: str) -> None:
    difference("expected " + message)


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [
        (0, "0µs"),
        (0.5, "500µs"),
        (15.9, "15ms"),
        (1997, "1997ms"),
        (2000, "2s"),
        (61_500, "1m 1s"),
        (7_325_000, "2h 2m 5s"),
    ],
)
def test_durations(milliseconds: float, shown: str) -> None:
    assert duration(milliseconds) == shown


@pytest.mark.parametrize(("count", "shown"), [(0, "0B"), (303, "303B"), (1230, "1.23kB"), (64_000_000, "64MB")])
def test_sizes(count: int, shown: str) -> None:
    assert size(count) == shown


def test_instants() -> None:
    assert instant(0.25) == "1970-01-01T00:00:00.250Z"
    assert instant(1e20).startswith("9999")


def asked(body: tuple[Any, ...] = (), url: str = "http://shop.test/a", **fields: Any) -> Exchange:
    fields = {"method": "POST" if body else "GET"} | fields
    request = Request(id="q", url=url, body=body, **fields)
    return Exchange(id="x", request=request, outcome=Unanswered(reason="", code="", phase=""))


def words(command: str) -> list[str]:
    """The words of a command as a shell takes them apart."""
    listed = subprocess.run(["bash", "-c", f"printf '%s\\0' {command}"], capture_output=True, check=True)
    return listed.stdout.decode().split("\0")[:-1]


def test_curl_is_short_where_it_can_be() -> None:
    headers = (Header("Host", "shop.test"), Header("Accept-Encoding", "gzip"), Header("Connection", "keep-alive"))
    assert curl(asked(headers=headers)) == "curl http://shop.test/a --compressed"


@pytest.mark.parametrize(
    ("exchange", "wanted"),
    [
        (asked(method="DELETE"), ["-X", "DELETE"]),
        (asked(method="HEAD"), ["--head"]),
        (asked(headers=(Header("X", "it's"),)), ["-H", "X: it's"]),
        (asked(headers=(Header("X", ""),)), ["-H", "X;"]),
        (asked((BytesPart(data=b'{"a":1}\n'),)), ["--data-raw", '{"a":1}\n']),
        (asked((BytesPart(data=b"@x"),)), ["--data-raw", "@x"]),
        (asked((BytesPart(data=b"\xff\x00"),)), ["--data-binary", "@-"]),
        (asked((FilePart(path="/tmp/a b", size=1),)), ["--data-binary", "@/tmp/a b"]),
        (asked((BytesPart(data=b"x"), FilePart(path="y", size=1))), ["--data-binary", "@-"]),
        (asked((BytesPart(data=b"x"),), method="GET"), ["-X", "GET"]),
        (asked(url="http://shop.test/?a[]=1&b={2}"), ["--globoff"]),
        (asked(url="http://shop.test/a/../b"), ["--path-as-is"]),
        (asked(delivery=Delivery(verify=False)), ["--insecure"]),
        (asked(delivery=Delivery(proxy=Proxy(host="p", port=1, password="x"))), ["--proxy", "http://p:1"]),
        (
            asked(delivery=Delivery(certificate=ClientCertificate(certificate="c", key="k"))),
            ["--cert", "c", "--key", "k"],
        ),
        (asked(delivery=Delivery(http_version="http2")), ["--http2"]),
    ],
)
def test_curl_options(exchange: Exchange, wanted: list[str]) -> None:
    for command in (curl(exchange), curl(exchange, multiline=True)):
        found = words(command)
        assert any(found[at : at + len(wanted)] == wanted for at in range(len(found)))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30))
def test_a_word_is_one_word_for_the_shell(text: str) -> None:
    command = ["bash", "-c", f"printf %s {quoted(text)}"]
    result = subprocess.run(command, capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"})
    assert result.stdout.decode() == text
    assert not any(ord(character) < 32 for character in quoted(text))
