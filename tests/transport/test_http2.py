"""HTTP/2 is spoken where it was asked for, and only there."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from assay.testing.servers.http2 import GOAWAY, PREFACE, SETTINGS, frame, speak_http2
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from assay.transport.live import Live

from .certificates import Shop
from .sending import answered, failed, request, send, send_all, with_live


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("certificates"))


def either(wire: Wire) -> None:
    """HTTP/2 where ALPN chose it, else HTTP/1.1 that tells what ALPN said."""
    assert isinstance(wire.socket, ssl.SSLSocket)
    chosen = wire.socket.selected_alpn_protocol()
    if chosen == "h2":
        speak_http2(wire)
        return
    while wire.read_request():
        wire.answer(str(chosen).encode())


def offering(shop: Shop, *protocols: str) -> ssl.SSLContext:
    context = shop.context()
    context.set_alpn_protocols(list(protocols))
    return context


def test_in_the_clear_it_is_spoken_from_the_first_byte() -> None:
    with RawServer(speak_http2) as server:
        first, second = send_all(*[request(server.url + "/x", http_version="http2")] * 2)
        assert server.connections == 1
    response = answered(first)
    assert (response.status, response.http_version, response.reason) == (200, "2", "")
    assert response.header("x-stream") == "1"
    assert response.body == b"stream 1"
    assert answered(second).body == b"stream 3"


def test_over_tls_the_server_chooses(shop: Shop) -> None:
    with RawServer(either, tls=offering(shop, "h2", "http/1.1")) as server:
        assert answered(send(request(server.url, http_version="http2", verify=False))).http_version == "2"
    with RawServer(either, tls=offering(shop, "http/1.1")) as server:
        assert answered(send(request(server.url, http_version="http2", verify=False))).http_version == "1.1"


@pytest.mark.parametrize("version", ["auto", "http1"])
def test_it_is_not_offered_unasked(shop: Shop, version: str) -> None:
    with RawServer(either, tls=offering(shop, "h2", "http/1.1")) as server:
        response = answered(send(request(server.url, http_version=version, verify=False)))
    assert (response.http_version, response.body) == ("1.1", b"None")


def test_versions_do_not_share_a_connection(shop: Shop) -> None:
    with RawServer(either, tls=offering(shop, "h2", "http/1.1")) as server:
        exchanges = send_all(
            *(request(server.url, http_version=version, verify=False) for version in ("http2", "auto", "http2"))
        )
    assert [answered(each).http_version for each in exchanges] == ["2", "1.1", "2"]


def test_a_body_is_sent(shop: Shop) -> None:
    with RawServer(either, tls=offering(shop, "h2")) as server:
        exchange = send(request(server.url, "POST", body=b"x" * 10_000, http_version="http2", verify=False))
    assert answered(exchange).body == b"stream 1"


def test_many_at_once() -> None:
    async def use(live: Live) -> set[bytes]:
        exchanges = await asyncio.gather(*(live(request(server.url, http_version="http2")) for _ in range(20)))
        return {answered(each).body for each in exchanges}

    with RawServer(speak_http2) as server:
        assert len(with_live(use)) == 20
        assert server.connections == 1


@pytest.mark.parametrize(
    "reply", [b"HTTP/1.1 400 Bad Request\r\n\r\n", frame(SETTINGS, 0, 0) + frame(GOAWAY, 0, 0, bytes(8))]
)
def test_a_server_that_does_not_go_along(reply: bytes) -> None:
    def script(wire: Wire) -> None:
        wire.take(len(PREFACE))
        wire.send(reply)
        wire.wait_for_end()

    with RawServer(script) as server:
        outcome = failed(send(request(server.url, http_version="http2", timeout=0.5)))
    assert outcome.phase == "first byte"
