"""One connection over HTTP/1.1: requests are taken one after the other, each answered before the next is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, cast

from assay.model.http import Header
from assay.model.stub.acts import Acts
from assay.model.stub.answer import rendered
from assay.model.stub.received import Received
from assay.wire.addressed import addressed
from assay.wire.handling import Answering, Arrival
from assay.wire.http2 import PREFACE, Http2
from assay.wire.lingering import reset
from assay.wire.performing import perform
from assay.wire.reading import Head, Reader, Unacceptable
from assay.wire.serving import Serving

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_END_OF_HEAD = b"\r\n\r\n"
_PLAIN = (Header("Content-Type", "text/plain; charset=utf-8"), Header("Connection", "close"))
_LINGER = 2.0
"""Seconds that a client which was refused has to read why."""


class Connection(asyncio.Protocol):
    """Reads, hands over, writes. `greeted` says that the acts on a connection's beginning are through already."""

    def __init__(self, serving: Serving, number: int = 0, *, greeted: bool = False) -> None:
        self._serving = serving
        self._limits = serving.limits
        self._number = number
        self._greeted = greeted
        self._reader = Reader(serving.limits)
        self._head: Head | None = None
        self._announced: Received | None = None
        self._counted = 0
        self._task: asyncio.Task[None] | None = None
        self._ended = False
        self._holding = False
        self._deaf = False
        self._gone_quiet = False
        self._begun = False
        self._fresh = True
        self._thrown_away = 0
        self._room: asyncio.Event | None = None
        self.deadline = 0.0
        """When the connection has to have moved on, by the loop's clock."""

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self._client = str(peer[0]) if isinstance(peer, tuple) else ""
        self._scheme = "https" if transport.get_extra_info("ssl_object") is not None else "http"
        self._port = self._serving.port
        if not self._serving.admit(self):
            self._await(_LINGER)
            self._end_with(503, "too-many-connections", f"More than {self._serving.most} connections at once.")
            return
        self._number = self._number or self._serving.next_number()
        self._await(self._limits.idle)
        encrypted = transport.get_extra_info("ssl_object")
        if encrypted is not None and encrypted.selected_alpn_protocol() == "h2":
            self._become_http2(b"")
            return
        acts = None if self._greeted else self._greeting()
        if acts is not None:
            self._begin(self._acted(acts))

    def data_received(self, data: bytes) -> None:
        if self._ended:
            self._thrown_away += len(data)
            if self._thrown_away > self._limits.waiting:
                self.drop()
            return
        if data.startswith(PREFACE) and self._fresh:
            self._become_http2(data)
            return
        self._fresh = False
        if not self._reader.waiting and self._head is None and self._task is None:
            self._await(self._limits.arriving)
        self._reader.feed(data)
        self._advance()

    def eof_received(self) -> bool:
        """A client that sends no more may still read what it is owed."""
        self._gone_quiet = True
        if self._ended:
            self._transport.close()
            return False
        if self._task is None or self._holding:
            self._leave()
        return not self._ended and self._scheme == "http"

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._ended = True
        self._count(0)
        self._serving.release(self)
        if self._task is not None:
            self._task.cancel()

    def pause_writing(self) -> None:
        self._room = asyncio.Event()

    def resume_writing(self) -> None:
        room, self._room = self._room, None
        if room is not None:
            room.set()
        self._advance()

    # What the server calls.

    def overdue(self) -> None:
        """The deadline is over."""
        if self._ended:
            self.drop()
            return
        if self._head is None and self._task is None and not self._reader.waiting:
            self._leave()
            return
        what = "A request did not arrive whole in time." if self._task is None else "An answer took too long."
        self._serving.refuse("too-slow", what, self._client, self._number)
        if self._task is None:
            self._end_with(408, "", what)
        else:
            self.drop()

    def drop(self) -> None:
        """End at once."""
        self._ended = True
        self._transport.abort()

    def _become_http2(self, data: bytes) -> None:
        """The client speaks HTTP/2: by prior knowledge, or agreed on in the handshake."""
        self._ended = True
        self._serving.release(self)
        if self._task is not None:
            self._task.cancel()
        other = Http2(self._serving, self._number, self._client, self._scheme)
        self._transport.set_protocol(other)
        other.connection_made(self._transport)
        if data:
            other.data_received(data)

    # One request after the other.

    def _advance(self) -> None:
        """Answer what has arrived whole, as long as nothing is under way and the client takes what it is sent."""
        try:
            while self._task is None and self._room is None and not self._ended and self._step():
                pass
        except Unacceptable as refused:
            self._end_with(refused.status, refused.kind, refused.what)
            return
        if not self._ended:
            self._keep_bounds()

    def _step(self) -> bool:
        """Take one step of a request; whether there was enough for one."""
        head = self._head
        if head is None:
            head = self._reader.head()
            if head is None:
                return False
            if not self._welcomed(head):
                return True
        body = self._reader.body()
        if body is None:
            self._head = head
            return False
        self._head = None
        self._answer(head, body)
        return True

    def _welcomed(self, head: Head) -> bool:
        """What is due once a head is known; whether its body can be read now."""
        if self._serving.on_head is None:
            acts = None
        else:
            self._announced = self._received(head, b"")
            acts = self._serving.on_head(self._announced)
        if acts is not None:
            self._announced = None
            self._head = head
            self._begin(self._acted(acts))
            return False
        if head.expects and not self._reader.waiting:
            self._transport.write(_CONTINUE)
        return True

    def _answer(self, head: Head, body: bytes) -> None:
        announced, self._announced = self._announced, None
        known = announced is not None and not body and not self._reader.truncated
        received = announced if announced is not None and known else self._received(head, body)
        try:
            answer = self._serving.handler(received)
        except Exception as failure:  # noqa: BLE001 - whatever a handler raises, the server stays up and tells it
            self._failed(failure)
            return
        if type(answer) is bytes:
            self._write(head, answer)
            self._finished(head)
        else:
            self._begin(self._answered(head, cast("Acts | Awaitable[Answering]", answer)))

    def _received(self, head: Head, body: bytes) -> Received:
        host, port = addressed(head.host, self._scheme)
        return Received(
            id=self._serving.ids(),
            method=head.method,
            target=head.target,
            headers=head.headers,
            body=body,
            scheme=self._scheme,
            host=host,
            port=port,
            client=self._client,
            http_version=head.version,
            at=self._serving.clock(),
            connection=self._number,
            truncated=self._reader.truncated,
        )

    def _write(self, head: Head, data: bytes) -> None:
        """The answer; to HEAD, only its head."""
        if head.method == "HEAD":
            end = data.find(_END_OF_HEAD)
            data = data if end < 0 else data[: end + len(_END_OF_HEAD)]
        self._transport.write(data)

    def _finished(self, head: Head) -> None:
        if not head.keeps_alive or (self._gone_quiet and not self._reader.waiting):
            self._leave()
        else:
            self._await(self._limits.arriving if self._reader.waiting else self._limits.idle)

    # What takes its time.

    def _begin(self, work: Any) -> None:
        self._await(self._limits.longest)
        self._begun = False
        self._task = self._serving.loop.create_task(work)

    async def _answered(self, head: Head, answer: Acts | Awaitable[Answering]) -> None:
        """An answer that comes later, or in acts."""
        try:
            given = await answer if isinstance(answer, Awaitable) else answer
            if isinstance(given, bytes):
                self._write(head, given)
                goes_on = True
            else:
                goes_on = await perform(given, OnlyHead(self) if head.method == "HEAD" else self)
        except Exception as failure:  # noqa: BLE001 - as for handlers that answer at once
            self._failed(failure)
            return
        self._task = None
        if goes_on and not self._ended:
            self._finished(head)
        if not self._ended:
            self._advance()

    async def _acted(self, acts: Acts) -> None:
        """Acts beside an answer: at the beginning of a connection, or between a head and its body."""
        try:
            goes_on = await perform(acts, self)
        except Exception as failure:  # noqa: BLE001 - as for handlers
            self._failed(failure)
            return
        self._task = None
        if goes_on and not self._ended:
            self._await(self._limits.arriving)
            if self._head is not None and self._head.expects and not self._reader.waiting:
                self._transport.write(_CONTINUE)
            self._advance()

    # A pipe for acts.

    def send(self, data: bytes) -> None:
        """See Pipe."""
        if not self._ended:
            self._begun = True
            self._transport.write(data)

    async def taken(self) -> None:
        """See Pipe."""
        while self._room is not None and not self._ended:
            await self._room.wait()

    async def flushed(self) -> None:
        """See Pipe."""
        while not self._ended and self._transport.get_write_buffer_size():
            await asyncio.sleep(0.001)

    def reset(self) -> None:
        """See Pipe."""
        self._ended = True
        reset(self._transport)

    def close(self) -> None:
        """See Pipe."""
        self._leave()

    def half_close(self) -> None:
        """See Pipe; TLS knows no half, so there nothing is said."""
        if not self._ended and self._transport.can_write_eof():
            self._ended_writing()

    def hold(self) -> None:
        """See Pipe."""
        self._holding = True
        if self._gone_quiet:
            self._leave()

    # Bounds.

    def _greeting(self) -> Acts | None:
        if self._serving.on_connect is None:
            return None
        return self._serving.on_connect(Arrival(client=self._client, connection=self._number, at=self._serving.clock()))

    def _await(self, seconds: float) -> None:
        self.deadline = self._serving.loop.time() + seconds

    def _keep_bounds(self) -> None:
        """Count what is kept of requests that are not whole, and stop listening to who sends too far ahead."""
        held = self._reader.held
        if held != self._counted:
            self._count(held)
            if self._serving.held > self._limits.memory:
                self._end_with(503, "out-of-memory", "All unfinished requests together are larger than what is kept.")
                return
        busy = self._task is not None or self._room is not None
        deaf = busy and self._reader.waiting > self._limits.waiting
        if deaf != self._deaf:
            self._deaf = deaf
            (self._transport.pause_reading if deaf else self._transport.resume_reading)()

    def _count(self, held: int) -> None:
        self._serving.held += held - self._counted
        self._counted = held

    def _leave(self) -> None:
        """End in order: what was written is still sent, for as long as the client may take."""
        self._ended = True
        self._count(0)
        self._await(self._limits.longest)
        self._transport.close()

    def _end_with(self, status: int, kind: str, what: str) -> None:
        """Refuse, say why, and end."""
        if kind:
            self._serving.refuse(kind, what, self._client, self._number)
        body = f"assay: {what}\n".encode()
        self._transport.write(rendered(status, "", _PLAIN, body))
        self._linger()

    def _linger(self) -> None:
        """End so that the client can read what it was told, though it may be sending yet (RFC 9112, 9.6)."""
        if not self._transport.can_write_eof() or self._serving.crowded:
            self._leave()
            return
        self._ended = True
        self._count(0)
        self._await(_LINGER)
        self._ended_writing()

    def _ended_writing(self) -> None:
        try:
            self._transport.write_eof()
        except OSError:  # the client has gone already
            self.drop()

    def _failed(self, failure: Exception) -> None:
        """A handler raised: 500 where nothing was sent yet, and else an end that nobody takes for a whole answer."""
        self._task = None
        if self._ended:
            return
        what = f"The answer could not be made: {type(failure).__name__}: {failure}"
        if self._begun:
            self._serving.refuse("handler-failed", what, self._client, self._number)
            self.reset()
        else:
            self._end_with(500, "handler-failed", what)


class OnlyHead:
    """A pipe that passes on an answer's head and drops what follows: what HEAD is answered."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._seen = b""
        self._through = False
        self.taken, self.flushed = pipe.taken, pipe.flushed
        self.reset, self.close, self.half_close, self.hold = pipe.reset, pipe.close, pipe.half_close, pipe.hold

    def send(self, data: bytes) -> None:
        """See Pipe."""
        if self._through:
            return
        before, self._seen = len(self._seen), self._seen + data
        end = self._seen.find(_END_OF_HEAD)
        self._through = end >= 0
        self._pipe.send(data[: end + len(_END_OF_HEAD) - before] if self._through else data)
        self._seen = self._seen[-3:] if not self._through else b""
