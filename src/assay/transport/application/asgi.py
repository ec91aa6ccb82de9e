"""Requests answered by an ASGI application in our own process and event loop (ASGI 3.0)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote_to_bytes

from assay.model.errors import IncompleteError
from assay.model.exchange import Exchange
from assay.model.http import Request
from assay.transport.application.answering import Answering, Stopwatch
from assay.transport.application.arrival import Arrival, arrival
from assay.transport.refusal import Refusal

Message = MutableMapping[str, Any]
App = Callable[
    [dict[str, Any], Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]
PATIENCE = 30.0
"""Seconds that an application has to start up."""
GRACE = 1.0
"""Seconds that it has to shut down, and that what it still does has to end."""


class Asgi:
    """An application in the place of a server. `start` and `close` are its lifespan."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._tasks: set[asyncio.Task[None]] = set()
        self._lifespan: _Lifespan | None = None

    async def start(self) -> None:
        """Let it start up. Raises IncompleteError where it cannot; one that knows of no lifespan need not."""
        lifespan = _Lifespan(self._app)
        self._lifespan = lifespan if await lifespan.start() else None

    async def __call__(self, request: Request) -> Exchange:
        """Never raises for what the application does. What it goes on to do after its answer, it may."""
        watch = Stopwatch()
        try:
            arrived = arrival(request)
        except Refusal as refusal:
            return watch.exchange(request, refusal.outcome)
        answering = Answering(request)
        over = asyncio.Event()
        task = asyncio.create_task(_carry(self._app, self._scope(arrived), arrived.body, answering, over))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        seconds = request.delivery.timeout
        try:
            async with asyncio.timeout(seconds):
                await over.wait()
        except TimeoutError:
            task.cancel()
            return watch.exchange(request, answering.outcome(seconds))
        except asyncio.CancelledError:
            task.cancel()
            raise
        if answering.enough:
            task.cancel()
        return watch.exchange(request, answering.outcome())

    async def close(self) -> None:
        """End what it still does, and let it shut down."""
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE)
        if self._lifespan is not None:
            await self._lifespan.stop()

    def _scope(self, arrived: Arrival) -> dict[str, Any]:
        state = self._lifespan.state if self._lifespan else {}
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": arrived.method,
            "scheme": arrived.scheme,
            "path": unquote_to_bytes(arrived.path).decode("utf-8", "replace"),
            "raw_path": arrived.path,
            "query_string": arrived.query,
            "root_path": "",
            "headers": list(arrived.headers),
            "client": ("127.0.0.1", 0),
            "server": (arrived.host, arrived.port),
            "state": dict(state),
        }


async def _carry(app: App, scope: dict[str, Any], body: bytes, answering: Answering, over: asyncio.Event) -> None:
    """Call the application; `over` is set once its answer is complete, or will never be."""
    given = False

    async def receive() -> Message:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        await asyncio.sleep(0)  # an endless body must leave room for time limits
        if message["type"] == "http.response.start":
            headers = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
            answering.begin(int(message["status"]), "", headers)
        elif message["type"] == "http.response.body":
            answering.add(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                answering.end()
        if answering.complete or answering.enough:
            over.set()

    try:
        await app(scope, receive, send)
    except Exception:  # noqa: BLE001 - an application may raise anything, and a server lives on
        if not answering.begun:
            answering.fail()
    finally:
        over.set()


class _Lifespan:
    def __init__(self, app: App) -> None:
        self._app = app
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._outbox: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self.state: dict[str, Any] = {}

    async def start(self) -> bool:
        """Whether the application takes part in it."""
        self._task = asyncio.create_task(self._carry())
        said = await self._told({"type": "lifespan.startup"}, PATIENCE)
        if said is None and not self._task.done():
            self._task.cancel()
            raise IncompleteError(f"the application did not start up within {PATIENCE:g} s", where="--app")
        if said is not None and said["type"] == "lifespan.startup.failed":
            reason = str(said.get("message", "")).strip().splitlines()
            raise IncompleteError(
                "the application could not start up", where="--app", remedy=reason[-1][:300] if reason else ""
            )
        return said is not None

    async def stop(self) -> None:
        """Let it shut down."""
        await self._told({"type": "lifespan.shutdown"}, GRACE)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=GRACE)

    async def _told(self, message: Message, seconds: float) -> Message | None:
        """The application's reply; None where it ends without one, or takes too long."""
        assert self._task is not None
        await self._inbox.put(message)
        reply = asyncio.create_task(self._outbox.get())
        try:
            await asyncio.wait([reply, self._task], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            return reply.result() if reply.done() else None
        finally:
            reply.cancel()

    async def _carry(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        with contextlib.suppress(Exception):  # it knows of no lifespan: servers go on then
            await self._app(scope, self._inbox.get, self._outbox.put)
