"""One connection over HTTP/2: each stream a request for the same handler, its answer told in frames (RFC 9113).

Acts mean here what they can: an answer that ends too early, a reset and a close end the whole connection, because a
peer that breaks does not send RST_STREAM; bytes that are no HTTP reset their stream.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, cast

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, Event, RequestReceived, StreamEnded, StreamReset
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes

from assay.model.http import Header
from assay.model.stub.acts import Acts
from assay.model.stub.answer import rendered
from assay.model.stub.received import Received
from assay.wire.addressed import addressed
from assay.wire.handling import Answering
from assay.wire.lingering import reset
from assay.wire.performing import perform
from assay.wire.serving import Serving
from assay.wire.telling import Telling

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_STREAMS = 100
_ABANDONED = 1_000
"""Streams that a client may give up before it is taken for an attack (CVE-2023-44487)."""
_LARGEST = 2 * 1024 * 1024
"""Bytes that may come without a whole frame: h2 looks at a frame's length only once all of it is there."""
_UNREAD = 4 * 1024 * 1024
"""Bytes of frames that wait to be read; those of answers stop long before, so that these are answers to pings."""
_AHEAD = 64 * 1024
"""Bytes of a stream that wait for the client's window before its acts go on."""


class Http2(asyncio.Protocol):
    """Reads frames, hands requests over, writes frames."""

    def __init__(self, serving: Serving, number: int, client: str, scheme: str) -> None:
        self.serving = serving
        self._number = number
        self._client = client
        self._scheme = scheme
        self._streams: dict[int, Stream] = {}
        self._abandoned = 0
        self._frame = 0
        self.ended = False
        self.room = asyncio.Event()
        self.room.set()
        self.deadline = serving.loop.time() + serving.limits.idle
        self.frames = H2Connection(H2Configuration(client_side=False, header_encoding="latin-1"))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.serving.admit(self)
        self.frames.local_settings = type(self.frames.local_settings)(
            client=False,
            initial_values={
                SettingCodes.MAX_CONCURRENT_STREAMS: _STREAMS,
                SettingCodes.MAX_HEADER_LIST_SIZE: self.serving.limits.head,
            },
        )
        self.frames.initiate_connection()
        self.write()

    def data_received(self, data: bytes) -> None:
        if self.ended:
            return
        try:
            events = self.frames.receive_data(data)
            self._unfinished(0 if events else self._frame + len(data))
            for event in events:
                self._happened(event)
        except (ProtocolError, ValueError) as failure:  # ValueError: a header block that cannot be decoded
            self._refuse("malformed", f"No HTTP/2: {failure}")
        self.write()
        for stream in tuple(self._streams.values()):
            stream.flush()
        if not self._streams:
            self.deadline = self.serving.loop.time() + self.serving.limits.idle

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self.ended = True
        self._unfinished(0)
        self.serving.release(self)
        for stream in tuple(self._streams.values()):
            self.over(stream)

    def pause_writing(self) -> None:
        self.room.clear()

    def resume_writing(self) -> None:
        self.room.set()
        for stream in tuple(self._streams.values()):
            stream.flush()

    def overdue(self) -> None:
        """The deadline is over."""
        if self._streams:
            self.serving.refuse("too-slow", "An exchange took too long.", self._client, self._number)
        self.drop()

    def drop(self) -> None:
        """End at once."""
        self.ended = True
        self.transport.abort()

    def write(self) -> None:
        """Send the frames that are due."""
        data = self.frames.data_to_send()
        if data and not self.transport.is_closing():
            self.transport.write(data)
            if self.transport.get_write_buffer_size() > _UNREAD:
                self.serving.refuse("too-slow", "Answers are not read.", self._client, self._number)
                self.drop()

    def over(self, stream: Stream) -> None:
        """A stream has ended."""
        self.serving.held -= len(stream.body)
        stream.body = bytearray()
        self._streams.pop(stream.number, None)
        if stream.task is not None and stream.task is not asyncio.current_task(self.serving.loop):
            stream.task.cancel()

    def _unfinished(self, size: int) -> None:
        """So many bytes have come of a frame or a block of headers that is not whole."""
        self.serving.held += size - self._frame
        self._frame = size
        if size > _LARGEST or self.serving.held > self.serving.limits.memory:
            self._refuse("malformed", f"A frame of more than {_LARGEST} bytes.")

    def _happened(self, event: Event) -> None:
        if isinstance(event, RequestReceived):
            stream = Stream(self, event)
            self._streams[stream.number] = stream
            self.deadline = self.serving.loop.time() + self.serving.limits.longest
            stream.begin()
        elif isinstance(event, DataReceived):
            self._more(event)
        elif isinstance(event, StreamEnded):
            known = self._streams.get(event.stream_id)
            if known is not None:
                known.complete()
        elif isinstance(event, StreamReset) and event.stream_id in self._streams:
            self.over(self._streams[event.stream_id])
            self._abandoned += 1
            if self._abandoned > _ABANDONED:
                self._refuse("too-many-resets", f"More than {_ABANDONED} streams were begun and given up.")

    def _more(self, event: DataReceived) -> None:
        """Some of a body."""
        self.frames.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        stream = self._streams.get(event.stream_id)
        if stream is None:
            return
        self.serving.held += stream.take(event.data)
        if stream.size > self.serving.limits.endless:
            self._refuse("body-too-long", f"A body of more than {self.serving.limits.endless} bytes.")
        elif self.serving.held > self.serving.limits.memory:
            self._refuse("out-of-memory", "All unfinished requests together are larger than what is kept.")

    def _refuse(self, kind: str, what: str) -> None:
        self.serving.refuse(kind, what, self._client, self._number)
        self.write()
        self.ended = True
        self.transport.close()

    def received(self, stream: Stream) -> Received:
        """A stream's request; Host stands for `:authority`, as gateways translate it."""
        pseudo = {name: value for name, value in stream.headers if name.startswith(":")}
        headers = tuple(Header(name, value) for name, value in stream.headers if not name.startswith(":"))
        authority = pseudo.get(":authority", "")
        if authority and not any(name == "host" for name, _ in headers):
            headers = (Header("host", authority), *headers)
        host, port = addressed(
            authority or next((value for name, value in headers if name == "host"), ""), self._scheme
        )
        return Received(
            id=self.serving.ids(),
            method=pseudo.get(":method", ""),
            target=pseudo.get(":path", "/"),
            headers=headers,
            body=bytes(stream.body),
            scheme=self._scheme,
            host=host,
            port=port,
            client=self._client,
            http_version="2",
            at=self.serving.clock(),
            connection=self._number,
            truncated=stream.truncated,
        )

    def failed(self, stream: Stream, failure: Exception) -> None:
        """A handler raised."""
        what = f"The answer could not be made: {type(failure).__name__}: {failure}"
        self.serving.refuse("handler-failed", what, self._client, self._number)
        if stream.telling.head is None:
            stream.send(rendered(500, "", (), f"assay: {what}\n".encode()))
        else:
            stream.reset()


class Stream:
    """One request with its answer; a pipe for acts."""

    def __init__(self, connection: Http2, event: RequestReceived) -> None:
        self._connection = connection
        self.number = event.stream_id
        self.headers = cast("list[tuple[str, str]]", event.headers)
        self.body = bytearray()
        self.size = 0
        self.truncated = False
        self.task: asyncio.Task[None] | None = None
        self._greeting: asyncio.Task[None] | None = None
        self.telling = Telling(only_head=(":method", "HEAD") in self.headers)
        self._told = False
        self._room = asyncio.Event()

    def begin(self) -> None:
        """The head is known."""
        on_head = self._connection.serving.on_head
        acts = on_head(self._connection.received(self)) if on_head is not None else None
        if acts is not None:
            self.task = self._connection.serving.loop.create_task(self._acted(acts))

    def take(self, data: bytes) -> int:
        """Some of the body; how many bytes of it are kept."""
        kept = data[: max(0, self._connection.serving.limits.body - len(self.body))]
        self.truncated = self.truncated or len(kept) < len(data)
        self.size += len(data)
        self.body += kept
        return len(kept)

    def complete(self) -> None:
        """The request is whole: answer it."""
        if self.task is not None:
            before = self.task
            self.task = self._connection.serving.loop.create_task(self._after(before))
            return
        self._answer()

    def _answer(self) -> None:
        received = self._connection.received(self)
        try:
            answer = self._connection.serving.handler(received)
        except Exception as failure:  # noqa: BLE001 - whatever a handler raises, the server stays up and tells it
            self._connection.failed(self, failure)
            return
        if type(answer) is bytes:
            self.send(answer)
        else:
            work = self._answered(cast("Acts | Awaitable[Answering]", answer))
            self.task = self._connection.serving.loop.create_task(work)

    async def _after(self, before: asyncio.Task[None]) -> None:
        await asyncio.wait([before])
        self.task = None
        if not self._connection.ended:
            self._answer()

    async def _acted(self, acts: Acts) -> None:
        try:
            await perform(acts, self)
        except Exception as failure:  # noqa: BLE001 - as for handlers
            self._connection.failed(self, failure)

    async def _answered(self, answer: Any) -> None:
        try:
            given = await answer if isinstance(answer, Awaitable) else answer
            if isinstance(given, bytes):
                self.send(given)
            else:
                await perform(given, self)
        except Exception as failure:  # noqa: BLE001 - as for handlers that answer at once
            self._connection.failed(self, failure)

    # A pipe for acts.

    def send(self, data: bytes) -> None:
        """See Pipe."""
        self.telling.feed(data)
        self.flush()

    async def taken(self) -> None:
        """See Pipe."""
        await self._connection.room.wait()
        while len(self.telling.body) > _AHEAD and not self._connection.ended:
            self._room.clear()
            await self._room.wait()

    async def flushed(self) -> None:
        """See Pipe."""
        while self._connection.transport.get_write_buffer_size() and not self._connection.ended:
            await asyncio.sleep(0.001)

    def reset(self) -> None:
        """See Pipe."""
        self._connection.ended = True
        reset(self._connection.transport)

    def close(self) -> None:
        """See Pipe: an answer without a length ends here; one that is whole leaves the connection to other streams."""
        if self.telling.head is not None and not self.telling.framed:
            self.telling.whole = True
            self.flush()
        if not self.telling.whole:
            self._connection.ended = True
            self._connection.transport.close()

    def half_close(self) -> None:
        """See Pipe: a stream knows this as its end."""
        self.telling.whole = self.telling.head is not None
        self.flush()

    def hold(self) -> None:
        """See Pipe."""

    def flush(self) -> None:
        """Write what the client's windows let through."""
        connection, telling = self._connection, self.telling
        if connection.ended:
            return
        try:
            self._written(connection.frames, telling)
        except (ProtocolError, ValueError):  # what the answer holds cannot be told in frames, or the stream is gone
            connection.over(self)
        connection.write()

    def _written(self, frames: H2Connection, telling: Telling) -> None:
        if telling.broken:
            frames.reset_stream(self.number, ErrorCodes.PROTOCOL_ERROR)
            self._connection.over(self)
            return
        if telling.head is not None and not self._told:
            self._told = True
            frames.send_headers(self.number, telling.head)
        while telling.body and self._connection.room.is_set() and (room := self._window(frames)) > 0:
            frames.send_data(self.number, bytes(telling.body[:room]))
            del telling.body[:room]
            self._connection.write()
        if len(telling.body) <= _AHEAD:
            self._room.set()
        if telling.whole and not telling.body:
            frames.end_stream(self.number)
            self._connection.over(self)

    def _window(self, frames: H2Connection) -> int:
        return min(frames.local_flow_control_window(self.number), frames.max_outbound_frame_size)
