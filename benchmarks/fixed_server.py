"""A loopback server that answers every request with the same JSON, fast enough not to be what is measured."""

from __future__ import annotations

import asyncio
from multiprocessing.connection import Connection

BODY = b'{"id": 7, "name": "a thing", "tags": ["red", "round"]}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


class Fixed(asyncio.Protocol):
    """Counts the ends of request heads; requests carry no body here."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._rest = transport, b""

    def data_received(self, data: bytes) -> None:
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        if heads:
            self._transport.write(ANSWER * len(heads))


async def _serve(tell: Connection) -> None:
    server = await asyncio.get_running_loop().create_server(Fixed, "127.0.0.1", 0)
    tell.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def serve(tell: Connection) -> None:
    """Tell the port through the pipe, then serve until terminated."""
    asyncio.run(_serve(tell))
