"""Requests a second that a stub answers on one core, beside WireMock where its jar is given.

python benchmarks/stub_speed.py [WIREMOCK.jar]

Each server has 50 mappings and answers JSON to 64 kept connections, one request at a time on each; the client has the
other core. `bare` is our server with a handler that routes nothing.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import cast

from assay.model.http import Header
from assay.model.stub.answer import rendered
from assay.stub.stub import Stub
from assay.wire.background import Background, new_loop
from assay.wire.server import Server

CONNECTIONS = 64
SECONDS = 5.0
WARM = 5.0
BODY = {"id": 7, "name": "a thing", "tags": ["red", "round"]}
MAPPINGS = [
    {
        "request": {"method": "GET", "urlPath": f"/things/{number}"},
        "response": {"status": 200, "jsonBody": BODY, "headers": {"Content-Type": "application/json"}},
    }
    for number in range(50)
]
REQUEST = b"GET /things/17?page=2 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: benchmark\r\n\r\n"
ANSWER = rendered(200, "", (Header("Content-Type", "application/json"),), json.dumps(BODY).encode())


class Asking(asyncio.Protocol):
    """Asks again as soon as an answer has come whole."""

    def __init__(self, counted: list[int]) -> None:
        self._counted = counted
        self._need = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._data = b""
        self._transport.write(REQUEST)

    def data_received(self, data: bytes) -> None:
        self._data += data
        if self._is_whole():
            assert self._data.startswith(b"HTTP/1.1 200"), self._data
            self._data, self._need = b"", 0
            self._counted[0] += 1
            self._transport.write(REQUEST)

    def _is_whole(self) -> bool:
        """By the length that the head tells, or by the last chunk."""
        if not self._need:
            head, end, _ = self._data.partition(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            self._need = len(head) + 4 + int(length) if end and length else 0
        return len(self._data) >= self._need if self._need else self._data.endswith(b"\r\n0\r\n\r\n")


async def _measured(port: int, seconds: float) -> float:
    counted = [0]
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: Asking(counted), "127.0.0.1", port) for _ in range(CONNECTIONS)]
    began, before = time.perf_counter(), counted[0]
    await asyncio.sleep(seconds)
    rate = (counted[0] - before) / (time.perf_counter() - began)
    for transport, _ in made:
        transport.abort()
    return rate


def measured(port: int, warm: float = 1.0) -> float:
    """Requests a second, after so many seconds of the same."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(_measured(port, warm))
        return runner.run(_measured(port, SECONDS))


def on_core(core: int) -> None:
    """Stay on one core, where the system lets us choose."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


def serve_bare(tell: Pipe) -> None:
    on_core(0)
    background = Background()
    server = Server(lambda _: ANSWER)
    background.serve(server)
    tell.send(server.port)
    tell.poll(None)


def serve_stub(tell: Pipe) -> None:
    on_core(0)
    with Stub({"mappings": MAPPINGS}) as stub:
        tell.send(int(stub.url.rpartition(":")[2]))
        tell.poll(None)


@contextmanager
def ours(target: object) -> Iterator[int]:
    """The port of a server in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=target, args=(there,), daemon=True)  # type: ignore[arg-type]
    process.start()
    yield here.recv()
    process.terminate()
    process.join()


@contextmanager
def wiremock(jar: str) -> Iterator[int]:
    """The port of WireMock on one core, with its request journal bounded as ours is."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        Path(folder, "mappings").mkdir()
        Path(folder, "mappings", "all.json").write_text(json.dumps({"mappings": MAPPINGS}))
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        options = ["--root-dir", folder, "--port", str(port), "--max-request-journal-entries", "10000"]
        pinned = ["taskset", "-c", "0"] if sys.platform == "linux" else []
        command = [*pinned, "java", "-jar", jar, *options]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _await(port)
            yield port
        finally:
            process.terminate()
            process.wait()


def _await(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("WireMock did not start")


def main() -> None:
    on_core((os.cpu_count() or 1) - 1)
    with ours(serve_bare) as port:
        print(f"bare server   {measured(port):>9,.0f} requests/s")
    with ours(serve_stub) as port:
        print(f"assay stub    {measured(port):>9,.0f} requests/s")
    if len(sys.argv) > 1:
        with wiremock(sys.argv[1]) as port:
            print(f"WireMock      {measured(port, WARM):>9,.0f} requests/s")


if __name__ == "__main__":
    main()
