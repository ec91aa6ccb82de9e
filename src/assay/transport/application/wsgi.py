"""Requests answered by a WSGI application in our own process, in threads of its own (PEP 3333)."""

from __future__ import annotations

import asyncio
import io
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote_to_bytes

from assay.model.exchange import Exchange
from assay.model.http import Request
from assay.transport.application.answering import Answering, Stopwatch
from assay.transport.application.arrival import Arrival, arrival
from assay.transport.refusal import Refusal

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
THREADS = 16
"""Requests that are answered at one moment."""


class Wsgi:
    """An application in the place of a server."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="wsgi")

    async def start(self) -> None:
        """WSGI knows of no start."""

    async def __call__(self, request: Request) -> Exchange:
        """Never raises for what the application does."""
        watch = Stopwatch()
        try:
            arrived = arrival(request)
        except Refusal as refusal:
            return watch.exchange(request, refusal.outcome)
        answering = Answering(request)
        seconds = request.delivery.timeout
        deadline = None if seconds is None else time.monotonic() + seconds
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                await loop.run_in_executor(self._threads, _carry, self._app, arrived, answering, deadline)
        except TimeoutError:
            return watch.exchange(request, answering.outcome(seconds))
        return watch.exchange(request, answering.outcome())

    async def close(self) -> None:
        """Take no more; a thread that is still at work is left to its end."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _carry(app: App, arrived: Arrival, answering: Answering, deadline: float | None) -> None:
    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        del exc_info
        if not answering.begun:
            code, _, reason = status.partition(" ")
            fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            answering.begin(int(code), reason, fields)
        return answering.add

    pieces: Iterable[bytes] = ()
    try:
        pieces = app(_environ(arrived), start_response)
        for piece in pieces:
            answering.add(piece)
            if answering.enough or (deadline is not None and time.monotonic() > deadline):
                return
        answering.end()
    except Exception:  # noqa: BLE001 - an application may raise anything, and a server lives on
        if not answering.begun:
            answering.fail()
    finally:
        _close(pieces)


def _close(pieces: Iterable[bytes]) -> None:
    close = getattr(pieces, "close", None)
    if close is not None:
        try:
            close()
        except Exception:  # noqa: BLE001 - its own clearing up may raise anything
            return


def _environ(arrived: Arrival) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": arrived.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(arrived.path).decode("latin-1"),
        "RAW_URI": (arrived.path + (b"?" + arrived.query if arrived.query else b"")).decode("latin-1"),
        "QUERY_STRING": arrived.query.decode("latin-1"),
        "SERVER_NAME": arrived.host,
        "SERVER_PORT": str(arrived.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": arrived.scheme,
        "wsgi.input": io.BytesIO(arrived.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in arrived.headers:
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = value.decode("latin-1")
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{text}" if key in environ else text
    return environ
