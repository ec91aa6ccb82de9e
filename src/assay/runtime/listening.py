"""A listener of ours on loopback, which remembers who called it: what an API under test fetches, it fetches here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_MOST = 100
_LONGEST = 8_192
"""Bytes of a request line that are read."""
_PATIENCE = 2.0
"""Seconds that a caller has for its request line."""
_ANSWER = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Listener:
    """Who came: `targets` are those of the request lines, in order."""

    def __init__(self) -> None:
        self.url = ""
        self.targets: list[str] = []
        self._came = asyncio.Event()

    async def heard(self, seconds: float) -> bool:
        """Wait until somebody has called; whether they did in time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._came.wait(), seconds)
        return self._came.is_set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: its request line is kept, the rest is left."""
        try:
            line = await asyncio.wait_for(reader.readline(), _PATIENCE)
            words = line.decode("latin-1").split(" ")
            if len(words) == 3 and len(self.targets) < _MOST:
                self.targets.append(words[1])
                self._came.set()
            writer.write(_ANSWER)
            await writer.drain()
        except (OSError, ValueError, TimeoutError):
            pass  # who hangs up, or says no line, has asked for nothing
        finally:
            writer.close()


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """A listener at a free port of 127.0.0.1, for as long as the context lasts."""
    listener = Listener()
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0, limit=_LONGEST)
    try:
        listener.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield listener
    finally:
        server.close()
        await server.wait_closed()
