"""The site keeps requests as they came, answers as its routes say, and forgets between runs."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from .server import encodings
from .server.digest import NONCE, fields
from .server.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("certificates"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def fresh(site: Site) -> None:
    site.reset()


def spoken(site: Site, request: bytes, door: str = "http") -> bytes:
    """What the site says until it closes the connection."""
    with socket.create_connection(("127.0.0.1", site.ports[door]), timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while data := connection.recv(65536):
            answer += data
        return answer


def test_headers_keep_order_case_repeats_and_bytes(site: Site) -> None:
    spoken(
        site, b"POST /echo?a=%20 HTTP/1.1\r\nX-b: 1\r\nx-B:  two \r\nX-L: \xfc\r\nContent-Length: 3\r\n\r\n\x00\xffz"
    )
    (request,) = site.state.requests
    assert request.headers == (("X-b", "1"), ("x-B", " two "), ("X-L", "\xfc"), ("Content-Length", "3"))
    assert (request.method, request.target, request.body) == ("POST", "/echo?a=%20", b"\x00\xffz")


def test_chunked_bodies_are_put_together(site: Site) -> None:
    spoken(site, b"POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n")
    assert site.state.requests[0].body == b"abc"


def test_two_requests_on_one_connection_are_two(site: Site) -> None:
    answer = spoken(site, b"GET /status/204 HTTP/1.1\r\n\r\nGET /status/418 HTTP/1.1\r\n\r\n")
    assert [request.target for request in site.state.requests] == ["/status/204", "/status/418"]
    assert answer.count(b"HTTP/1.1 ") == 2


def test_what_is_no_http_is_dropped_and_not_kept(site: Site) -> None:
    assert spoken(site, b"\x16\x03\x01\x02\x00") == b""
    assert site.state.requests == ()


def test_a_reset_forgets_and_hands_over(site: Site) -> None:
    spoken(site, b"GET /count/x HTTP/1.1\r\n\r\n")
    assert len(site.reset().requests) == 1
    assert site.state.requests == ()
    assert b'{"count": 1}' in spoken(site, b"GET /count/x HTTP/1.1\r\n\r\n")


def test_an_answer_made_to_order(site: Site) -> None:
    answer = spoken(site, b"GET /answer?status=201&reason=Made&h=X-A:1&h=X-A:2&hex=00ff HTTP/1.1\r\n\r\n")
    assert answer == b"HTTP/1.1 201 Made\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\n\x00\xff"


def test_a_dropped_connection_says_nothing_and_a_flaky_one_only_at_first(site: Site) -> None:
    assert spoken(site, b"GET /drop HTTP/1.1\r\n\r\n") == b""
    assert spoken(site, b"GET /flaky/k?fail=1 HTTP/1.1\r\n\r\n") == b""
    assert b'"attempt": 2' in spoken(site, b"GET /flaky/k?fail=1 HTTP/1.1\r\n\r\n")


def test_packed_bodies_hold_the_same_text(site: Site) -> None:
    body = spoken(site, b"GET /packed/gzip HTTP/1.1\r\n\r\n").partition(b"\r\n\r\n")[2]
    assert json.loads(gzip.decompress(body)) == json.loads(encodings.TEXT)


def test_a_digest_is_checked(site: Site) -> None:
    assert b'realm="shop"' in spoken(site, b"GET /digest?qop=auth HTTP/1.1\r\n\r\n")
    wrong = f'Authorization: Digest username="user", realm="shop", nonce="{NONCE}", uri="/digest", response="0"'
    assert b" 403 " in spoken(site, f"GET /digest HTTP/1.1\r\n{wrong}\r\n\r\n".encode())
    assert fields('a="1, 2", b=x') == {"a": "1, 2", "b": "x"}


def test_the_proxy_passes_on_loopback_only(site: Site) -> None:
    target = f"http://127.0.0.1:{site.ports['http']}/status/200"
    assert b"status 200" in spoken(site, f"GET {target} HTTP/1.1\r\nX-A: 1\r\n\r\n".encode(), "proxy")
    assert [request.listener for request in site.state.requests] == ["proxy", "http"]
    assert b" 502 " in spoken(site, b"GET http://192.0.2.1/ HTTP/1.1\r\n\r\n", "proxy")


def test_the_guarded_proxy_asks_for_a_password(site: Site) -> None:
    assert b" 407 " in spoken(site, b"GET http://127.0.0.1/ HTTP/1.1\r\n\r\n", "proxy-guarded")


def test_the_certificates_are_there(site: Site) -> None:
    names = {path.name for path in Path(site.folder).iterdir()}
    assert names >= {"ca.crt", "server.key", "client.pfx", "locked.key", "rsa.key"}
