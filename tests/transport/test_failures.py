"""Where nobody answers, the reason is Node's own, with host and port, and the phase that was reached."""

from __future__ import annotations

import asyncio
import socket

import pytest

from assay.model.http import Delivery
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from assay.transport.live import Live

from .sending import answered, failed, request, send, send_all, with_live


def echo(wire: Wire) -> None:
    while head := wire.read_request():
        wire.answer(head.split(b" ")[1])


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("shop.localhost", "127.0.0.1"), ("[::1]", "::1")],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_refused(free_port: int, scheme: str, host: str, address: str) -> None:
    exchange = send(request(f"{scheme}://{host}:{free_port}/"))
    outcome = failed(exchange)
    assert outcome.code == "ECONNREFUSED"
    assert outcome.reason == f"connect ECONNREFUSED {address}:{free_port}"
    assert outcome.phase == "connect"
    assert exchange.remote == ""
    assert not exchange.reused


def test_no_such_host() -> None:
    outcome = failed(send(request("http://nowhere.invalid/")))
    assert (outcome.code, outcome.phase) == ("ENOTFOUND", "name")
    assert outcome.reason == "getaddrinfo ENOTFOUND nowhere.invalid"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "a.b.localhost", "127.0.0.1", "127.1"])
def test_loopback_by_every_name(host: str) -> None:
    with RawServer(echo) as server:
        exchange = send(request(f"http://{host}:{server.port}/x"))
    assert answered(exchange).body == b"/x"
    assert exchange.remote == f"127.0.0.1:{server.port}"


def test_loopback_by_six_first() -> None:
    try:
        server = RawServer(echo, host="::1")
    except OSError:
        pytest.skip("this machine has no ::1")
    with server:
        named, literal = send_all(
            request(f"http://localhost:{server.port}/x"), request(f"http://[::1]:{server.port}/x")
        )
    assert named.remote == literal.remote == f"[::1]:{server.port}"


def test_the_exchange_tells_its_request_and_start() -> None:
    async def use() -> None:
        live = Live(clock=lambda: 1234.5)
        asked = request(server.url)
        exchange = await live(asked)
        await live.close()
        assert exchange.started == 1234.5
        assert exchange.request is asked
        assert exchange.id == asked.id

    with RawServer(echo) as server:
        asyncio.run(use())


def test_the_phases_add_up() -> None:
    with RawServer(echo) as server:
        timings = send(request(server.url)).timings
    parts = timings.name + timings.connect + timings.tls + timings.first_byte + timings.download
    assert parts == pytest.approx(timings.total)


def test_a_failure_leaves_the_next_exchange_alone(free_port: int) -> None:
    async def use(live: Live) -> list[bool]:
        refused, fine = f"http://127.0.0.1:{free_port}/", server.url
        each = (refused, fine, "http://nowhere.invalid/", fine, "bad url", fine)
        return [(await live(request(url))).response is not None for url in each]

    with RawServer(echo) as server:
        assert with_live(use) == [False, True] * 3


def test_options_do_not_stick_to_a_handle() -> None:
    with RawServer(echo) as server:
        odd = request(server.url, "HEAD", max_body=1, omit=frozenset({"host"}), headers=(("X-A", "b"),))
        plain = request(f"{server.url}/plain", timeout=Delivery().timeout)
        exchange = send_all(request(server.url, "POST", body=b"x"), odd, plain)[2]
    assert answered(exchange).body == b"/plain"
    assert exchange.head == f"GET /plain HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n"
