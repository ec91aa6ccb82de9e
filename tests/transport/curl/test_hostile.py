"""Answers without end or sense: bounded in memory, told in one sentence, readable where they can be read."""

from __future__ import annotations

import gzip
import itertools
import tracemalloc
import zlib

import pytest

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

from .carrying import Notebook, answered, carry, failed, get


def endless(wire: Wire, start: bytes, stretch: bytes) -> None:
    wire.read_request()
    wire.send(start)
    while True:
        wire.send(stretch)


@pytest.mark.parametrize(
    ("stretch", "words"),
    [
        (b"X-More: and more of it\r\n" * 50, "header lines"),
        (b"X-Long: " + b"x" * 60_000 + b"\r\n", "KB of headers"),
    ],
)
def test_headers_without_end(stretch, words):
    with RawServer(lambda wire: endless(wire, b"HTTP/1.1 200 OK\r\n", stretch)) as server:
        carried = carry(get(f"{server.url}/a"))
    assert carried.code == 100
    assert words in carried.error
    assert failed(carried.last).code == "HPE_HEADER_OVERFLOW"


def test_one_header_without_end():
    with RawServer(lambda wire: endless(wire, b"HTTP/1.1 200 OK\r\nX: ", b"x" * 60_000)) as server:
        carried = carry(get(f"{server.url}/a"))
    assert carried.code in (56, 100)
    assert carried.error


def test_interim_answers_without_end():
    with RawServer(lambda wire: endless(wire, b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")) as server:
        carried = carry(get(f"{server.url}/a"))
    assert carried.code == 100
    assert "interim answers" in carried.error


def test_headers_of_a_tunnel_without_end():
    with RawServer(lambda wire: endless(wire, b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 99)) as proxy:
        carried = carry(get("http://api.test/", proxy=proxy.url, proxytunnel=True, suppress_connect_headers=True))
    assert carried.code in (56, 100)


def test_a_body_without_end_is_passed_on_in_flat_memory():
    class Passing(Notebook):
        size = 0

        def body(self, data: bytes) -> None:
            self.size += len(data)
            if self.size > 60_000_000:
                raise EOFError

    taps = Passing()
    tracemalloc.start()
    with (
        RawServer(lambda wire: endless(wire, b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 100_000)) as server,
        pytest.raises(EOFError),
    ):
        carry(get(f"{server.url}/a"), taps=taps, keep=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taps.size > 60_000_000
    assert peak < 12_000_000


def test_what_is_kept_has_a_limit_and_says_so():
    with RawServer(lambda wire: (wire.read_request(), wire.answer(b"x" * 5000))) as server:
        response = answered(carry(get(server.url), keep=1000).last)
    assert (len(response.body), response.truncated, response.sizes.body) == (1000, True, 5000)


CODED = [("gzip", gzip.compress(b"plain words", mtime=0)), ("deflate", zlib.compress(b"plain words"))]


@pytest.mark.parametrize(("coding", "body"), CODED)
@pytest.mark.parametrize("compressed", [False, True])
def test_a_coded_body_is_read_whoever_asked_for_it(coding, body, compressed):
    taps = Notebook()
    with RawServer(lambda w: (w.read_request(), w.answer(body, headers=(f"Content-Encoding: {coding}",)))) as server:
        carried = carry(get(server.url, compressed=compressed), taps=taps)
    assert answered(carried.last).body == b"plain words"
    assert not answered(carried.last).truncated
    assert bytes(taps.received) == (b"plain words" if compressed else body)  # what is written is what curl writes
    assert answered(carried.last).sizes.body == len(body)
    accepted = carried.exchanges[0].request.header("accept-encoding")
    assert (accepted is not None) == compressed


def test_a_bomb_is_unpacked_as_far_as_it_is_kept():
    bomb = gzip.compress(bytes(50_000_000))
    tracemalloc.start()
    with RawServer(lambda w: (w.read_request(), w.answer(bomb, headers=("Content-Encoding: gzip",)))) as server:
        response = answered(carry(get(server.url), keep=1_000_000).last)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(response.body), response.truncated) == (1_000_000, True)
    assert peak < 12_000_000


@pytest.mark.parametrize("body", [b"no gzip at all", b""])
def test_a_body_that_is_not_what_it_says_is_shown_as_it_came(body):
    with RawServer(lambda w: (w.read_request(), w.answer(body, headers=("Content-Encoding: gzip",)))) as server:
        response = answered(carry(get(server.url)).last)
    assert response.body == body


def test_a_coded_body_that_breaks_off_is_shown_as_far_as_it_goes():
    body = gzip.compress(bytes(range(256)) * 40)[:300]
    with RawServer(lambda w: (w.read_request(), w.answer(body, headers=("Content-Encoding: gzip",)))) as server:
        response = answered(carry(get(server.url)).last)
    assert response.body
    assert bytes(range(256)).startswith(response.body[:200])
    assert response.truncated


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 \x1b[31mred\xff\r\nX-\x1b: \x07\r\nContent-Length: 1\r\n\r\nx",
        b"HTTP/1.1 299\r\nContent-Length: 1\r\n\r\nx",
        b"HTTP/1.1 200 OK\nContent-Length: 1\n\nx",
        b"HTTP/1.0 999 Odd\r\nSet-Cookie: \r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nTrailer: t\r\n\r\n",
    ],
)
def test_odd_heads_are_read_or_refused_and_nothing_else(head, capfd):
    with RawServer(lambda wire: (wire.read_request(), wire.send(head))) as server:
        carried = carry(get(server.url))
    assert len(carried.exchanges) == 1
    if carried.code == 0:
        assert answered(carried.last).body == b"x"
        assert answered(carried.last).status >= 200
    assert capfd.readouterr() == ("", "")


def test_chance_bytes_are_answers_to_nobody(capfd):
    numbers = itertools.count(1)
    for number in itertools.islice(numbers, 30):
        noise = bytes((number * index * 31 + index) % 256 for index in range(200))
        with RawServer(lambda wire, noise=noise: (wire.read_request(), wire.send(noise))) as server:
            carried = carry(get(server.url))
        assert carried.code in (1, 8, 52, 56)
        assert carried.exchanges
    assert capfd.readouterr() == ("", "")
