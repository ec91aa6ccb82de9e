"""Start-up of `assay curl` beside curl and HTTPie: CPU and wall time of one GET from a loopback server.

    .venv/bin/python benchmarks/curl_start.py [--rounds 40] [--pipe]

Every tool gets one round unmeasured, then all take turns; the medians are printed, and assay's part of HTTPie's CPU
(the aim is a quarter). CPU is user and system time of the process and its children, from wait4. Standard output is a
terminal of its own, where assay and HTTPie format and colour the answer, or with --pipe a pipe. Each tool keeps its
defaults: assay writes its log and history into a temporary folder.

HTTPie is the `http` on the PATH; where there is none, pip installs the current one into a virtual environment in a
temporary folder, gone afterwards, never into assay's own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import pty
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.fixed_server import serve  # noqa: E402

AIM = 0.25


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one start took, in seconds."""

    wall: float
    cpu: float


def httpie(folder: Path) -> str:
    """The path of `http`."""
    found = shutil.which("http")
    if found:
        return found
    venv.create(folder / "httpie", with_pip=True)
    programs = folder / "httpie" / "bin"
    subprocess.run([programs / "python", "-m", "pip", "install", "-qqq", "httpie"], check=True)
    return str(programs / "http")


def tools(folder: Path, url: str) -> dict[str, list[str]]:
    """Each tool's command line."""
    assay = str(Path(sys.executable).with_name("assay"))
    return {
        "curl": ["curl", "-sS", url],
        "assay curl": [assay, "curl", "-sS", url],
        "http": [httpie(folder), "--ignore-stdin", url],
    }


def environment(folder: Path) -> dict[str, str]:
    own = {"HOME": str(folder), "ASSAY_HOME": str(folder / "kept"), "TERM": "xterm-256color", "PAGER": "cat"}
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | own


def drained(end: int) -> threading.Thread:
    """Reads all that comes, so that nobody waits for a reader."""

    def read() -> None:
        try:
            while os.read(end, 65536):
                pass
        except OSError:  # a terminal whose other side has closed
            pass

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread


def measure(command: list[str], folder: Path, *, terminal: bool) -> Cost:
    """One run to its end; an exit code other than 0 is an error, since it would not have been the same work."""
    ours, theirs = pty.openpty() if terminal else os.pipe()
    reader = drained(ours)
    start = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=folder, env=environment(folder), stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE
    )
    os.close(theirs)
    said = child.stderr.read() if child.stderr else b""
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    os.close(ours)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} exited with {child.returncode}: {said[-500:]!r}")
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime)


def rounds(commands: dict[str, list[str]], folder: Path, count: int, *, terminal: bool) -> dict[str, Cost]:
    """The medians, the tools in turn in every round."""
    taken: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(count + 1):
        for name, command in commands.items():
            cost = measure(command, folder, terminal=terminal)
            if number:  # the first one fills caches
                taken[name].append(cost)
    return {name: median(costs) for name, costs in taken.items()}


def median(costs: list[Cost]) -> Cost:
    wall = statistics.median(one.wall for one in costs)
    return Cost(wall=wall, cpu=statistics.median(one.cpu for one in costs))


def told(result: dict[str, Cost]) -> None:
    """The table, and assay's part of HTTPie's CPU."""
    print(f"{'':<12}{'CPU ms':>8}{'wall ms':>9}")
    for name, cost in result.items():
        print(f"{name:<12}{cost.cpu * 1000:>8.0f}{cost.wall * 1000:>9.0f}")
    part = result["assay curl"].cpu / result["http"].cpu
    print(f"assay curl takes {part:.2f} of HTTPie's CPU (aim: {AIM}), {result['assay curl'].cpu * 1000:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description="start-up of assay curl beside curl and HTTPie")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--pipe", action="store_true")
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        commands = tools(folder, f"http://127.0.0.1:{ours.recv()}/things/7")
        told(rounds(commands, folder, options.rounds, terminal=not options.pipe))
    server.terminate()


if __name__ == "__main__":
    main()
