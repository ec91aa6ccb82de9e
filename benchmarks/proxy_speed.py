"""What `assay proxy` costs: bytes a second, and latency added to a small exchange, beside a plain asyncio relay.

    .venv/bin/python benchmarks/proxy_speed.py [--rounds 5]

Echo, relay and proxy run in processes of their own, on the same loop (uvloop where it is there). Each round measures
all of them in turn; the best of the rounds is printed, since whatever else runs on the machine only slows. Bytes a
second: 512 MB downstream over one connection. Exchange: the median of 10,000 of one byte. Connections a second: 1,000
opened, one exchange on each, all open at once. Calls a second: HTTP, one after the other on one connection.
"""

from __future__ import annotations

import argparse
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
CALLS = 5_000
CHUNK = 64 * 1024


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Gives one byte back for each; `s` has it send SIZE."""
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            if data.startswith(b"GET "):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello")
            elif data == b"s":
                for _ in range(SIZE // CHUNK):
                    writer.write(b"x" * CHUNK)
                    await writer.drain()
            else:
                writer.write(data)
    writer.close()


def run_echo(port: int) -> None:
    """The dependency."""

    async def serve() -> None:
        server = await asyncio.start_server(echo, "127.0.0.1", port, backlog=1024)
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
        writer.close()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", upstream)
        with contextlib.suppress(ConnectionError):
            await asyncio.gather(pump(reader, up_writer), pump(up_reader, writer))
        writer.close()
        up_writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(relay, "127.0.0.1", port, backlog=1024)
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


def calls(port: int) -> float:
    """Calls of HTTP a second, one after the other on one connection."""
    with connected(port) as plug:
        began = time.perf_counter()
        for _ in range(CALLS):
            plug.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
            got = b""
            while not got.endswith(b"hello"):
                got += plug.recv(1000)
        return CALLS / (time.perf_counter() - began)


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
def assay_proxy(port: int, upstream: int, *options: str, scheme: str = "tcp") -> Iterator[None]:
    command = [
        str(Path(sys.executable).with_name("assay")),
        "proxy",
        "--to",
        f"{scheme}://127.0.0.1:{upstream}",
        "--port",
        str(port),
    ]
    with subprocess.Popen([*command, *options, "--quiet"]) as process:
        try:
            yield
        finally:
            process.terminate()


def measured(port: int) -> tuple[float, float, float]:
    connected(port).close()
    return throughput(port), latency(port), many(port)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    upstream, relay, proxy, slowed, web, ruled = (free_port() for _ in range(6))
    processes = [
        multiprocessing.Process(target=run_echo, args=(upstream,), daemon=True),
        multiprocessing.Process(target=run_relay, args=(relay, upstream), daemon=True),
    ]
    for process in processes:
        process.start()
    ports = {
        "no proxy": upstream,
        "plain asyncio relay": relay,
        "assay proxy": proxy,
        "assay proxy, a latency of 0 both ways": slowed,
    }
    webs = {"no proxy": upstream, "assay proxy for HTTP": web, "assay proxy for HTTP, a rule for others": ruled}
    with (
        assay_proxy(proxy, upstream),
        assay_proxy(slowed, upstream, "--toxic", "latency", "--toxic", "latency:stream=upstream"),
        assay_proxy(web, upstream, scheme="http"),
        assay_proxy(ruled, upstream, "--fault", "timeout POST /b/{id}", scheme="http"),
    ):
        taken = [{name: measured(port) for name, port in ports.items()} for _ in range(rounds)]
        called = {name: max(calls(port) for _ in range(rounds)) for name, port in webs.items()}
    print(f"{'':40}{'MB/s':>8}{'µs/exchange':>13}{'connections/s':>15}")
    for name in ports:
        speeds, delays, opened = zip(*(one[name] for one in taken), strict=True)
        print(f"{name:40}{max(speeds):8.0f}{min(delays):13.1f}{max(opened):15.0f}")
    print(f"\n{'':40}{'calls/s':>8}")
    for name, number in called.items():
        print(f"{name:40}{number:8.0f}")
    for process in processes:
        process.terminate()


if __name__ == "__main__":
    main()
