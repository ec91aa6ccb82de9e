"""What `assay proxy` costs: bytes a second, and latency added to a small exchange, beside a plain asyncio relay.

`python benchmarks/proxy_speed.py`: both run in processes of their own, on the same loop; the echo in a third.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from assay.wire.background import new_loop

SIZE = 512 * 1024 * 1024
EXCHANGES = 10_000
MANY = 1_000
CHUNK = 64 * 1024


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Gives one byte back for each; `s` has it send SIZE."""
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            if data == b"s":
                for _ in range(SIZE // CHUNK):
                    writer.write(b"x" * CHUNK)
                    await writer.drain()
            else:
                writer.write(data)
    writer.close()


def run_echo(port: int) -> None:
    """The dependency."""

    async def serve() -> None:
        server = await asyncio.start_server(echo, "127.0.0.1", port)
        await server.serve_forever()

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(serve())


def run_relay(port: int, upstream: int) -> None:
    """What a relay costs that does nothing else: asyncio's streams, two tasks a connection."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(CHUNK):
                writer.write(data)
                await writer.drain()
            writer.write_eof()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", upstream)
        await asyncio.gather(pump(reader, up_writer), pump(up_reader, writer))
        writer.close()
        up_writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(relay, "127.0.0.1", port)
        await server.serve_forever()

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(serve())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def connected(port: int) -> socket.socket:
    """A connection, once somebody listens."""
    for _ in range(200):
        with contextlib.suppress(ConnectionRefusedError):
            plug = socket.create_connection(("127.0.0.1", port), 60)
            plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return plug
        time.sleep(0.05)
    raise SystemExit(f"nobody listens at {port}")


def throughput(port: int) -> float:
    """MB a second downstream."""
    buffer = bytearray(1024 * 1024)
    with connected(port) as plug:
        began = time.perf_counter()
        plug.sendall(b"s")
        left = SIZE
        while left:
            left -= plug.recv_into(buffer)
        return SIZE / 1e6 / (time.perf_counter() - began)


def latency(port: int) -> float:
    """Microseconds of one exchange of a byte, the median."""
    with connected(port) as plug:
        took = []
        for _ in range(EXCHANGES):
            began = time.perf_counter_ns()
            plug.sendall(b"x")
            plug.recv(1)
            took.append(time.perf_counter_ns() - began)
        return statistics.median(took) / 1000


def many(port: int) -> float:
    """Connections a second: opened, one exchange on each, all open at once."""
    began = time.perf_counter()
    plugs = [connected(port) for _ in range(MANY)]
    for plug in plugs:
        plug.sendall(b"x")
    for plug in plugs:
        plug.recv(1)
    took = time.perf_counter() - began
    for plug in plugs:
        plug.close()
    return MANY / took


@contextlib.contextmanager
def assay_proxy(port: int, upstream: int, *toxics: str) -> Iterator[None]:
    command = [
        str(Path(sys.executable).with_name("assay")),
        "proxy",
        "--to",
        f"127.0.0.1:{upstream}",
        "--port",
        str(port),
    ]
    for toxic in toxics:
        command += ["--toxic", toxic]
    with subprocess.Popen([*command, "--quiet"]) as process:
        try:
            yield
        finally:
            process.terminate()


def main() -> None:
    upstream, relay = free_port(), free_port()
    processes = [
        multiprocessing.Process(target=run_echo, args=(upstream,), daemon=True),
        multiprocessing.Process(target=run_relay, args=(relay, upstream), daemon=True),
    ]
    for process in processes:
        process.start()
    print(f"{'':34}{'MB/s':>8}{'µs/exchange':>13}{'connections/s':>15}")

    def row(name: str, port: int) -> None:
        connected(port).close()
        print(f"{name:34}{throughput(port):8.0f}{latency(port):13.1f}{many(port):15.0f}")

    row("no proxy", upstream)
    row("plain asyncio relay", relay)
    port = free_port()
    with assay_proxy(port, upstream):
        row("assay proxy", port)
    port = free_port()
    with assay_proxy(port, upstream, "latency", "latency:stream=upstream"):
        row("assay proxy, a latency of 0", port)
    for process in processes:
        process.terminate()


if __name__ == "__main__":
    main()
