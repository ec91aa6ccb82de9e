"""TCP through the proxy on real sockets: each toxic as a client sees it, changed while data is on its way."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from assay.model.errors import UsageError
from assay.proxy import Proxy, proxy
from assay.proxy import handle as handles
from assay.wire.background import Background, new_loop
from tests.proxy.servers import command, connected, echo, endless, redis, resetting, said, served, whole

LOOPS: list[Callable[[], asyncio.AbstractEventLoop]] = [asyncio.new_event_loop, new_loop]


@pytest.fixture(params=LOOPS, ids=["asyncio", "fastest"])
def before_echo(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy before an echo, on each loop."""
    monkeypatch.setattr(handles, "Background", lambda: Background(request.param))
    with served(echo) as port, proxy("echo", to=f"127.0.0.1:{port}", seed=1) as made:
        yield made


def test_everything_passes_and_a_half_close_is_handed_on(before_echo: Proxy) -> None:
    assert said(before_echo.port, b"hello") == b"hellobye"
    data = bytes(range(256)) * 20_000
    assert sent_and_read(before_echo.port, data) == data + b"bye"


def test_a_client_that_sends_and_ends_before_the_dependency_is_reached_loses_nothing(before_echo: Proxy) -> None:
    for _ in range(50):
        assert said(before_echo.port, b"x") == b"xbye"


def test_bandwidth_limits_and_loses_nothing(before_echo: Proxy) -> None:
    before_echo.add("bandwidth", rate=500)
    data = bytes(range(256)) * 200
    assert sent_and_read(before_echo.port, data) == data + b"bye"


@pytest.mark.parametrize("stream", ["upstream", "downstream"])
def test_slices_are_writes_of_their_own(before_echo: Proxy, stream: str) -> None:
    before_echo.add("slicer", stream=stream, average_size=1, delay=2000)
    with connected(before_echo.port) as plug:
        plug.sendall(b"abcdef")
        pieces = [plug.recv(100) for _ in range(6)]
    assert b"".join(pieces) == b"abcdef"


@pytest.mark.parametrize("kind", ["timeout", "reset_peer", "limit_data", "down"])
@pytest.mark.parametrize("stream", ["upstream", "downstream"])
def test_toxics_that_end_a_connection_end_it_for_both(before_echo: Proxy, kind: str, stream: str) -> None:
    attributes = {"timeout": {"timeout": 50}, "reset_peer": {"timeout": 10}, "limit_data": {"bytes": 3}, "down": {}}
    before_echo.add(kind, stream=stream, **attributes[kind])
    with connected(before_echo.port) as plug:
        got = b""
        try:
            plug.sendall(b"hello")
            got = whole(plug)
            reset = False
        except ConnectionResetError:
            reset = True
    if kind == "reset_peer":
        assert reset
    else:
        assert got == (b"hel" if (kind, stream) == ("limit_data", "downstream") else b"")
    settled(before_echo)


def test_timeout_of_nothing_holds_until_it_is_taken_away_and_then_ends(before_echo: Proxy) -> None:
    before_echo.add("timeout")
    with connected(before_echo.port) as plug:
        plug.sendall(b"lost")
        plug.settimeout(0.2)
        with pytest.raises(TimeoutError):
            plug.recv(10)
        before_echo.remove("timeout_downstream")
        plug.settimeout(10)
        assert whole(plug) == b""


def test_silence_holds_and_nothing_is_lost_when_it_goes(before_echo: Proxy) -> None:
    with connected(before_echo.port) as plug:
        plug.sendall(b"a")
        assert plug.recv(10) == b"a"
        before_echo.silent()
        plug.sendall(b"b" * 300_000)
        plug.settimeout(0.2)
        with pytest.raises(TimeoutError):
            plug.recv(10)
        plug.settimeout(10)
        before_echo.add("latency", latency=20)
        before_echo.remove("silent")
        plug.shutdown(socket.SHUT_WR)
        assert whole(plug) == b"b" * 300_000 + b"bye"


def test_half_close_ends_the_answers_and_requests_still_get_through() -> None:
    heard = bytearray()

    async def listening(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"welcome")
        while data := await reader.read(100):
            heard.extend(data)

    with served(listening) as port, proxy("half", to=f"127.0.0.1:{port}") as made:
        made.add("half_close", bytes=4)
        with connected(made.port) as plug:
            assert whole(plug) == b"welc"
            plug.sendall(b"still here")
            plug.shutdown(socket.SHUT_WR)
        settled(made)
    assert bytes(heard) == b"still here"


def test_toxics_come_and_go_in_the_middle_of_a_stream_without_loss_or_disorder(before_echo: Proxy) -> None:
    data = b"".join(b"%08d" % number for number in range(60_000))
    got: list[bytes] = []
    with connected(before_echo.port) as plug:
        writing = threading.Thread(target=lambda: (plug.sendall(data), plug.shutdown(socket.SHUT_WR)))
        writing.start()
        reading = threading.Thread(target=lambda: got.append(whole(plug)))
        reading.start()
        for _ in range(15):
            before_echo.add("latency", stream="upstream", latency=3, jitter=2)
            before_echo.add("slicer", average_size=1000, size_variation=300)
            before_echo.add("bandwidth", rate=2000)
            before_echo.change("latency_upstream", latency=1)
            before_echo.change("bandwidth_downstream", rate=100_000)
            before_echo.remove("slicer_downstream")
            before_echo.well()
        writing.join(20)
        reading.join(20)
    assert got == [data + b"bye"]


@pytest.mark.parametrize("kind", ["slicer", "bandwidth", "silence", "latency"])
def test_a_toxic_that_is_taken_away_while_nobody_reads_loses_nothing(before_echo: Proxy, kind: str) -> None:
    attributes = {"slicer": {"average_size": 1000}, "bandwidth": {"rate": 1_000_000}, "silence": {"bytes": 1_000_001}}
    before_echo.add(kind, **attributes.get(kind, {}))
    data = b"".join(b"%08d" % number for number in range(2_000_000))
    with connected(before_echo.port) as plug:
        writing = threading.Thread(target=lambda: (plug.sendall(data), plug.shutdown(socket.SHUT_WR)))
        writing.start()
        threading.Event().wait(0.3)  # every buffer is full
        before_echo.well()
        assert whole(plug) == data + b"bye"
        writing.join(20)


def test_toxicity_is_a_share_of_the_connections(before_echo: Proxy) -> None:
    before_echo.add("down", toxicity=0.3)
    cut = sum(ended_at_once(before_echo.port) for _ in range(200))
    assert 30 <= cut <= 90
    before_echo.change("down_downstream", toxicity=0.0)
    assert said(before_echo.port, b"x") == b"xbye"


def test_a_chain_acts_in_its_order(before_echo: Proxy) -> None:
    before_echo.add("limit_data", bytes=10).add("slicer", average_size=1).add("latency", latency=30)
    assert before_echo.toxics == ["limit_data_downstream", "slicer_downstream", "latency_downstream"]
    assert said(before_echo.port, b"x" * 50) == b"x" * 10


def test_down_refuses_and_ends_and_up_listens_at_the_same_port(before_echo: Proxy) -> None:
    port = before_echo.port
    with connected(port) as plug:
        plug.sendall(b"a")
        assert plug.recv(10) == b"a"
        before_echo.down()
        assert whole(plug) == b""
        with pytest.raises(ConnectionRefusedError):
            connected(port)
    before_echo.up()
    assert said(port, b"x") == b"xbye"


def test_a_reset_of_the_dependency_reaches_the_client() -> None:
    with served(resetting) as port, proxy("resets", to=f"127.0.0.1:{port}") as made, connected(made.port) as plug:
        plug.sendall(b"x")
        with pytest.raises(ConnectionResetError):
            plug.recv(10)


def test_a_dependency_that_is_not_there_ends_the_connection() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with proxy("gone", to=f"127.0.0.1:{taken.getsockname()[1]}") as made:
            assert ended_at_once(made.port)


def test_a_client_that_reads_nothing_is_held_back_by_bounded_buffers() -> None:
    with served(endless) as port, proxy("flood", to=f"127.0.0.1:{port}") as made:
        made.add("latency", latency=1)
        with connected(made.port) as plug:
            assert plug.recv(1) == b"x"
            threading.Event().wait(0.5)
            assert made._shared.budget.held <= 5 * 1024 * 1024
        settled(made)
        assert made._shared.budget.held == 0


def test_a_thousand_connections_at_once_are_served_and_those_over_the_limit_closed() -> None:
    with served(echo) as port, proxy("many", to=f"127.0.0.1:{port}") as made:
        made._shared.most = 300
        plugs = [connected(made.port) for _ in range(350)]
        try:
            answered = 0
            for plug in plugs:
                try:
                    plug.sendall(b"x")
                    answered += plug.recv(1) == b"x"
                except ConnectionError:
                    pass
            assert answered == 300
        finally:
            for plug in plugs:
                plug.close()
        settled(made)


def test_redis_is_slow_then_down_then_well_again() -> None:
    with served(redis()) as port, proxy("redis", to=f"redis://127.0.0.1:{port}/0") as made:
        with connected(made.port) as plug:
            plug.sendall(command(b"SET", b"k", b"v") + command(b"GET", b"k"))
            made.slow(0.05, jitter=0.01)
            plug.sendall(command(b"PING"))
            got = b""
            while not got.endswith(b"+PONG\r\n"):
                got += plug.recv(100)
            assert got == b"+OK\r\n$1\r\nv\r\n+PONG\r\n"
        made.well()
        assert made.toxics == []


def test_a_proxy_serves_async_code() -> None:
    async def use(port: int) -> bytes:
        async with proxy("echo", to=f"127.0.0.1:{port}") as made:
            reader, writer = await asyncio.open_connection(*made.address)
            made.add("slicer", average_size=1)
            writer.write(b"abc")
            got = await reader.readexactly(3)
            writer.close()
            await writer.wait_closed()
            return got

    with served(echo) as port:
        assert asyncio.run(use(port)) == b"abc"


def test_what_is_asked_for_before_the_start_is_done_at_it() -> None:
    with served(echo) as port, proxy("echo", to=f"127.0.0.1:{port}").slow(0.01) as made:
        assert made.toxics == ["slow"]


def test_what_cannot_be_is_told_in_one_sentence() -> None:
    with served(echo) as port, proxy("echo", to=f"127.0.0.1:{port}") as made:
        with pytest.raises(UsageError, match="invalid toxic type: latnecy"):
            made.add("latnecy")
        with pytest.raises(UsageError, match="toxic not found"):
            made.remove("nothing")
        made.slow(1)
        with pytest.raises(UsageError, match="toxic already exists"):
            made.slow(1)
        with pytest.raises(UsageError, match="address already in use"):
            proxy("second", to="127.0.0.1:1", port=made.port).start()


def sent_and_read(port: int, data: bytes) -> bytes:
    """What comes back, read while it is sent."""
    with connected(port) as plug:
        writing = threading.Thread(target=lambda: (plug.sendall(data), plug.shutdown(socket.SHUT_WR)))
        writing.start()
        got = whole(plug)
        writing.join(10)
        return got


def ended_at_once(port: int) -> bool:
    """Whether a connection ends without a byte."""
    try:
        return said(port, b"x") == b""
    except OSError:  # reset while it was still sending
        return True


def settled(made: Proxy) -> None:
    """Wait until no connection is open any more."""
    for _ in range(200):
        if not made.connections:
            return
        threading.Event().wait(0.02)
    raise AssertionError(f"{made.connections} connections are still open")


def test_down_and_up_many_times_keep_the_port(before_echo: Proxy) -> None:
    port = before_echo.port
    for _ in range(20):
        before_echo.down().down()
        with pytest.raises(ConnectionRefusedError):
            connected(port)
        assert said(before_echo.up().up().port, b"x") == b"xbye"
    assert before_echo.port == port


def test_a_toxic_that_is_added_while_a_connection_is_being_made_is_on_it_once(before_echo: Proxy) -> None:
    for _ in range(20):
        with connected(before_echo.port) as plug:
            before_echo.add("limit_data", bytes=4)
            plug.sendall(b"abcdef")
            assert whole(plug) == b"abcd"
        before_echo.well()
