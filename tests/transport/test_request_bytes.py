"""What leaves is the request, and nothing that nobody wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.model.http import BytesPart
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

from .sending import answered, request, send, send_all


class Recorder:
    """A server that keeps what it was sent and says ok."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.server = RawServer(self.script)

    def script(self, wire: Wire) -> None:
        while seen := wire.read_request():
            self.seen.append(seen)
            wire.answer(b"" if seen.startswith(b"HEAD ") else b"ok")

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.port}"


@pytest.fixture
def target() -> Iterator[Recorder]:
    recorder = Recorder()
    with recorder.server:
        yield recorder


ODD_TARGETS = (
    '/a|b"c{d}^`?q=a|b"\'{}<>&z=%C3%A9/../x/./y//z%7e',
    "/../../etc/./passwd",
    "//other.example/x",
    "/\\..\\x",
    "/[x]*~!$&'()+,;=:@%zz",
    "/?a=b?c",
)


@pytest.mark.parametrize("target_form", ODD_TARGETS)
def test_the_target_is_sent_as_it_is_spelled(target: Recorder, target_form: str) -> None:
    answered(send(request(target.url + target_form + "#fragment")))
    assert target.seen == [f"GET {target_form} HTTP/1.1\r\nHost: {target.host}\r\n\r\n".encode()]


def test_a_target_beyond_ascii_leaves_as_latin_1(target: Recorder) -> None:
    answered(send(request(target.url + "/ü")))
    assert target.seen[0].startswith(b"GET /\xfc HTTP/1.1")


@pytest.mark.parametrize(("rest", "sent"), [("", "/"), ("?q", "/?q"), ("#x", "/"), ("/#/x?y", "/")])
def test_a_target_without_a_path_gets_one(target: Recorder, rest: str, sent: str) -> None:
    answered(send(request(target.url + rest)))
    assert target.seen[0].startswith(f"GET {sent} HTTP/1.1\r\n".encode())


def test_headers_keep_case_order_repeats_and_odd_values(target: Recorder) -> None:
    headers = (
        ("x-lower", "1"),
        ("X-Empty", ""),
        ("X-Blank", "  "),
        ("X-Spaces", "  a  "),
        ("X-Tab", "a\tb"),
        ("x-dup", "1"),
        ("X-Dup", "2"),
        ("x-latin", "caf\xe9"),
    )
    answered(send(request(target.url + "/", headers=headers)))
    lines = target.seen[0].split(b"\r\n")[2:-2]
    assert lines == [
        b"x-lower: 1",
        b"X-Empty:",
        b"X-Blank:",
        b"X-Spaces:   a  ",
        b"X-Tab: a\tb",
        b"x-dup: 1",
        b"X-Dup: 2",
        b"x-latin: caf\xe9",
    ]


def test_headers_that_libcurl_knows_are_the_callers(target: Recorder) -> None:
    headers = (
        ("Accept", "a/b"),
        ("Accept", "c/d"),
        ("User-Agent", "me"),
        ("Cookie", "a=b"),
        ("Authorization", "Basic x"),
        ("Range", "bytes=0-1"),
        ("Referer", "r"),
        ("Accept-Encoding", "br"),
    )
    answered(send(request(target.url + "/", headers=headers)))
    expected = "".join(f"{name}: {value}\r\n" for name, value in headers)
    assert target.seen == [f"GET / HTTP/1.1\r\nHost: {target.host}\r\n{expected}\r\n".encode()]


def test_the_callers_host_wins(target: Recorder) -> None:
    answered(send(request(target.url + "/", headers=(("host", "shop.example:1"),))))
    assert b"\r\nHost: shop.example:1\r\n" in target.seen[0]
    assert target.seen[0].lower().count(b"host:") == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "PURGE", "foo"])
def test_an_empty_body_is_announced_where_one_is_expected(target: Recorder, method: str) -> None:
    answered(send(request(target.url + "/", method)))
    expected = f"{method} / HTTP/1.1\r\nHost: {target.host}\r\nContent-Length: 0\r\n\r\n"
    assert target.seen == [expected.encode()]


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"])
def test_an_empty_body_is_not_announced_where_none_is(target: Recorder, method: str) -> None:
    answered(send(request(target.url + "/", method)))
    assert target.seen == [f"{method} / HTTP/1.1\r\nHost: {target.host}\r\n\r\n".encode()]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "foo", "HEAD", "TRACE"])
def test_any_method_may_have_a_body_and_nothing_describes_it_but_its_length(target: Recorder, method: str) -> None:
    answered(send(request(target.url + "/", method, body=b"\x00hi")))
    expected = f"{method} / HTTP/1.1\r\nHost: {target.host}\r\nContent-Length: 3\r\n\r\n\x00hi"
    assert target.seen == [expected.encode()]


def test_parts_of_a_body_are_sent_as_one(target: Recorder) -> None:
    answered(send(request(target.url + "/", "POST", body=(BytesPart(data=b"one,"), BytesPart(data=b"two")))))
    assert target.seen[0].endswith(b"Content-Length: 7\r\n\r\none,two")


def test_a_large_body_is_sent_without_asking_first(target: Recorder) -> None:
    answered(send(request(target.url + "/", "PUT", body=b"x" * 3_000_000)))
    assert b"Expect" not in target.seen[0][:200]
    assert target.seen[0].endswith(b"\r\n\r\n" + b"x" * 3_000_000)


def test_what_is_omitted_does_not_come_back(target: Recorder) -> None:
    omit = frozenset({"host", "content-length"})
    answered(send(request(target.url + "/", "POST", omit=omit)))
    assert target.seen == [b"POST / HTTP/1.1\r\n\r\n"]


def test_a_body_without_length_ends_its_connection() -> None:
    def script(wire: Wire) -> None:
        heads.append(wire.read_head())
        bodies.append(wire.take(2))
        wire.answer(b"ok")
        wire.wait_for_end()

    heads: list[bytes] = []
    bodies: list[bytes] = []
    with RawServer(script) as server:
        bare = request(server.url + "/", "POST", body=b"hi", omit=frozenset({"content-length", "host"}))
        exchanges = send_all(bare, bare)
    assert heads == [b"POST / HTTP/1.1\r\n\r\n"] * 2
    assert bodies == [b"hi", b"hi"]
    assert [exchange.reused for exchange in exchanges] == [False, False]


def test_a_wrong_length_is_sent_as_written_and_ends_its_connection(target: Recorder) -> None:
    lying = request(
        target.url + "/", "POST", body=b"hiGET /smuggled HTTP/1.1\r\n\r\n", headers=(("Content-Length", "2"),)
    )
    first, second = send_all(lying, request(target.url + "/next"))
    assert answered(first).body == answered(second).body == b"ok"
    assert not second.reused


def test_chunks_when_the_caller_asks_for_them(target: Recorder) -> None:
    answered(send(request(target.url + "/", "POST", body=b"hi", headers=(("Transfer-Encoding", "chunked"),))))
    assert target.seen[0].endswith(b"\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
    assert b"Content-Length" not in target.seen[0]


def test_expect_is_kept_when_the_caller_wrote_it() -> None:
    def script(wire: Wire) -> None:
        head = wire.read_head()
        wire.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        wire.answer(wire.read_body(head))

    with RawServer(script) as server:
        exchange = send(request(server.url + "/", "POST", body=b"hi", headers=(("Expect", "100-continue"),)))
    assert answered(exchange).body == b"hi"
    assert "Expect: 100-continue" in exchange.head


def test_the_head_is_told_as_it_left(target: Recorder) -> None:
    exchanges = send_all(*(request(target.url + f"/{i}", "PUT", body=b"hi") for i in range(3)))
    assert [each.head.encode() + b"hi" for each in exchanges] == target.seen
    assert exchanges[2].reused
    assert exchanges[2].remote == target.host


def test_user_information_in_the_url_is_not_sent(target: Recorder) -> None:
    answered(send(request(f"http://user:secret@{target.host}/x")))
    assert target.seen == [f"GET /x HTTP/1.1\r\nHost: {target.host}\r\n\r\n".encode()]
