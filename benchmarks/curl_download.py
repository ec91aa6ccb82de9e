"""A large download by `assay curl` beside curl: time, and the peak memory of the whole process tree.

    .venv/bin/python benchmarks/curl_download.py [--megabytes 100] [--rounds 3]

Four ways, each tool in turn in every round, the medians printed:

- file: -o into a file;
- pipe: standard output into a pipe that is read as fast as it comes;
- gzip: --compressed into a file, the same bytes out of a small gzip body;
- small: one kilobyte into a file, which tells what the tool takes by itself.

Each way is checked: as many bytes must arrive as were asked for. Memory is flat where a tool's peak for `file` is
hardly above its peak for `small`.
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

MEGABYTE = 1_000_000
BLOCK = bytes(range(256)) * 1024
SAMPLE_EVERY = 0.01


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of wall time, and the largest resident size of the tree in bytes."""

    wall: float
    peak: int


def plain(connection: socket.socket, size: int) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % size)
    for start in range(0, size, len(BLOCK)):
        connection.sendall(BLOCK[: size - start])


def packed(connection: socket.socket, body: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    connection.sendall(head % len(body) + body)


def serve(tell: Connection, size: int) -> None:
    """Answers /file, /gzip and /small, one connection after the other, until terminated."""
    squeezed = gzip.compress((BLOCK * (size // len(BLOCK) + 1))[:size])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        tell.send(listener.getsockname()[1])
        while True:
            connection, _ = listener.accept()
            with connection:
                asked = connection.recv(65536)
                if asked.startswith(b"GET /gzip"):
                    packed(connection, squeezed)
                else:
                    plain(connection, 1000 if asked.startswith(b"GET /small") else size)


def tree_peak(root: int) -> int:
    """The largest resident sizes of a process and of all below it so far, added up, as Linux tells them (VmHWM)."""
    total, open_ids = 0, [root]
    while open_ids:
        process = Path(f"/proc/{open_ids.pop()}")
        try:
            status = (process / "status").read_text()
            for thread in (process / "task").iterdir():
                open_ids += [int(child) for child in (thread / "children").read_text().split()]
        except OSError:  # ended meanwhile
            continue
        total += sum(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))
    return total


class Sampler:
    """Watches a process tree from a thread: its largest size in memory."""

    def __init__(self, root: int) -> None:
        self.peak, self._over = tree_peak(root), threading.Event()
        self._thread = threading.Thread(target=self._watch, args=(root,), daemon=True)
        self._thread.start()

    def _watch(self, root: int) -> None:
        while not self._over.wait(SAMPLE_EVERY):
            self.peak = max(self.peak, tree_peak(root))

    def end(self) -> int:
        self._over.set()
        self._thread.join()
        return self.peak


def measure(command: list[str], folder: Path, *, piped: bool) -> tuple[Cost, int]:
    """One run, and how many bytes arrived."""
    start = time.perf_counter()
    out = subprocess.PIPE if piped else subprocess.DEVNULL
    own = {"HOME": str(folder), "ASSAY_HOME": str(folder / "kept")}
    child = subprocess.Popen(command, cwd=folder, env=os.environ | own, stdout=out)
    sampler = Sampler(child.pid)
    came = sum(map(len, iter(lambda: os.read(child.stdout.fileno(), 1 << 20), b""))) if child.stdout else 0
    child.wait()
    wall = time.perf_counter() - start
    peak = sampler.end()
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} exited with {child.returncode}")
    return Cost(wall=wall, peak=peak), came if piped else (folder / "out").stat().st_size


def ways(base: str, size: int) -> dict[str, tuple[list[str], int]]:
    """The options of each way, and how many bytes are to arrive."""
    return {
        "file": (["-s", "-o", "out", f"{base}/file"], size),
        "pipe": (["-s", f"{base}/file"], size),
        "gzip": (["-s", "--compressed", "-o", "out", f"{base}/gzip"], size),
        "small": (["-s", "-o", "out", f"{base}/small"], 1000),
    }


def bench(base: str, size: int, rounds: int, folder: Path) -> None:
    assay = str(Path(sys.executable).with_name("assay"))
    tools = {"curl": ["curl"], "assay curl": [assay, "curl"]}
    print(f"{'':<8}{'':<12}{'s':>7}{'MB peak':>9}")
    for way, (options, expected) in ways(base, size).items():
        taken: dict[str, list[Cost]] = {name: [] for name in tools}
        for _ in range(rounds):
            for name, tool in tools.items():
                cost, came = measure([*tool, *options], folder, piped=way == "pipe")
                if came != expected:
                    raise SystemExit(f"{name}, {way}: {came} bytes arrived, not {expected}")
                taken[name].append(cost)
        told(way, {name: median(costs) for name, costs in taken.items()})


def median(costs: list[Cost]) -> Cost:
    wall = statistics.median(one.wall for one in costs)
    return Cost(wall=wall, peak=int(statistics.median(one.peak for one in costs)))


def told(way: str, result: dict[str, Cost]) -> None:
    for name, cost in result.items():
        print(f"{way:<8}{name:<12}{cost.wall:>7.2f}{cost.peak / MEGABYTE:>9.0f}")
    print(f"{'':<8}{'ratio':<12}{result['assay curl'].wall / result['curl'].wall:>7.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description="a large download by assay curl beside curl")
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    size = options.megabytes * MEGABYTE
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs, size), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench(f"http://127.0.0.1:{ours.recv()}", size, options.rounds, Path(folder))
    server.terminate()


if __name__ == "__main__":
    main()
