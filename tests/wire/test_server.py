"""A server's life: its address, its end, and a port that is kept while nobody listens."""

from __future__ import annotations

import asyncio
import socket

import pytest

from assay.model.errors import UsageError
from assay.model.stub.answer import rendered
from assay.wire.background import Background
from assay.wire.server import Server
from tests.wire.conftest import Serve
from tests.wire.raw import LAST_GET, connected, drained, exchanged

OK = rendered(200, "", (), b"fine")


def test_it_runs_in_a_loop_that_runs_already() -> None:
    async def whole() -> bytes:
        server = Server(lambda _: OK)
        await server.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(LAST_GET)
        data = await reader.read()
        writer.close()
        await server.stop()
        return data

    assert asyncio.run(whole()) == OK


def test_after_the_end_nobody_listens() -> None:
    with Background() as background:
        url = background.serve(Server(lambda _: OK))
        kept = connected(url)
    with kept:
        assert drained(kept).end in {"closed", "reset"}
    with pytest.raises(ConnectionRefusedError):
        connected(url)


def test_a_port_in_use_is_told(serve: Serve, background: Background) -> None:
    taken = serve(lambda _: OK)
    with pytest.raises(UsageError, match=f"port {taken.port} of 127.0.0.1 cannot be had: Address already in use"):
        background.call(Server(lambda _: OK, port=taken.port).start())


@pytest.mark.parametrize("host", ["256.1.1.1", "192.0.2.1"])
def test_an_address_of_another_machine_is_told(background: Background, host: str) -> None:
    with pytest.raises(UsageError, match=host):
        background.call(Server(lambda _: OK, host=host).start())


def test_connections_are_refused_and_taken_again_at_the_same_port(serve: Serve, background: Background) -> None:
    server = serve(lambda _: OK)
    with connected(server.url) as kept:
        for _ in range(2):
            background.call(server.refuse())
            with pytest.raises(ConnectionRefusedError):
                connected(server.url)
            background.call(server.accept())
            assert exchanged(server.url, LAST_GET).data == OK
        assert drained(kept).end in {"closed", "reset"}
    background.call(server.refuse())
    with pytest.raises(OSError, match="in use"), socket.socket() as other:
        other.bind(("127.0.0.1", server.port))
