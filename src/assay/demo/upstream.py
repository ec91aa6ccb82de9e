"""Calls a partner of the shop over HTTP: one call in a budget of time and bytes, and an answer that was checked."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httptools
import msgspec

PATIENCE = 1.0
"""Seconds that one call has, from the first byte sent to the last one read."""
JSON = frozenset({"application/json", "application/problem+json"})
LONGEST = 65_536
"""Bytes of an answer that are read."""


class Unreachable(Exception):
    """Nobody answers at the partner's address, or the connection broke before an answer had begun."""


class Late(Exception):
    """The partner did not answer in time."""


class Nonsense(Exception):
    """What the partner answered is no answer: no HTTP, no JSON, cut off, too long."""


class Upstream:
    """A partner at a base URL such as `http://127.0.0.1:9001`."""

    def __init__(self, base_url: str, *, patience: float = PATIENCE) -> None:
        parts = urlsplit(base_url)
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or 80
        self._prefix = parts.path.rstrip("/")
        self.patience = patience

    async def send(
        self, method: str, path: str, content: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """Status and parsed JSON (None for an empty body). Raises Unreachable, Late or Nonsense."""
        try:
            async with asyncio.timeout(self.patience):
                return await self.exchanged(method, path, content, headers or {})
        except TimeoutError:
            raise Late from None

    async def exchanged(self, method: str, path: str, content: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
        """One call without a limit of time."""
        try:
            reader, writer = await asyncio.open_connection(self._host, self._port)
        except OSError:
            raise Unreachable from None
        try:
            writer.write(self._encoded(method, path, content, headers))
            await writer.drain()
            answer = await _read(reader)
        except OSError:
            raise Unreachable from None
        finally:
            writer.close()
        return answer.status, _content(answer)

    def _encoded(self, method: str, path: str, content: Any, headers: Mapping[str, str]) -> bytes:
        body = b"" if content is None else msgspec.json.encode(content)
        lines = {
            "Host": f"{self._host}:{self._port}",
            "Accept": "application/json",
            "Connection": "close",
            "Content-Length": str(len(body)),
            **({} if content is None else {"Content-Type": "application/json"}),
            **headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{method} {self._prefix}{path} HTTP/1.1\r\n{head}\r\n".encode() + body


class _Answer:
    """What httptools tells of one answer."""

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.status = 0
        self.media_type = ""
        self.encoded = False
        self.body = bytearray()
        self.is_whole = False

    def on_status(self, _: bytes) -> None:
        self.status = self.parser.get_status_code()

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self.media_type = value.decode("latin-1").partition(";")[0].strip().lower()
        self.encoded = self.encoded or name.lower() == b"content-encoding"

    def on_body(self, data: bytes) -> None:
        self.body += data
        if len(self.body) > LONGEST:
            raise Nonsense

    def on_message_complete(self) -> None:
        self.status = self.parser.get_status_code()
        self.is_whole = self.status >= 200


async def _read(reader: asyncio.StreamReader) -> _Answer:
    answer, size = _Answer(), 0
    while not answer.is_whole:
        data = await reader.read(LONGEST)
        if not data:
            raise Nonsense if size else Unreachable
        size += len(data)
        if size > 2 * LONGEST:
            raise Nonsense
        try:
            answer.parser.feed_data(data)
        except httptools.HttpParserError:
            raise Nonsense from None
    return answer


def _content(answer: _Answer) -> Any:
    if not answer.body:
        return None
    if answer.encoded or answer.media_type not in JSON:
        raise Nonsense
    try:
        return msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Nonsense from None
