"""`assay run` beside Newman 6.2.2: wall time, CPU and peak memory, both in one run against one loopback server.

    .venv/bin/python benchmarks/run_vs_newman.py [--rounds 5] [--iterations 10000] [--only requests,start,iterations]

Three things are measured, the two tools in turn in every round, and the medians are printed:

- requests: 200 requests with 4 assertions each, one iteration;
- start: a collection with one request and no script, which is hardly more than starting up;
- iterations: 2 requests with one assertion each, times `--iterations`.

Wall time and CPU (user and system, of the whole process tree) come from wait4; peak memory is the largest resident
size of the whole tree, sampled every 20 ms. A last line tells how the peak grows from a tenth of the iterations to
all of them. Both run silently with the same options, on the same Node: Newman by the one that assay brings along.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.peers.installed import NODE, newman_home  # noqa: E402

from benchmarks.fixed_server import serve  # noqa: E402

SAMPLE_EVERY = 0.02
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
FOUR = """\
pm.test('status is 200', () => pm.response.to.have.status(200));
pm.test('is JSON', () => pm.response.to.be.json);
pm.test('has an id', () => pm.expect(pm.response.json().id).to.be.a('number'));
pm.test('name is right', () => pm.expect(pm.response.json().name).to.equal('a thing'));
"""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one run took: seconds of wall time and of CPU, and the largest resident size in bytes."""

    wall: float
    cpu: float
    peak: int


def collection(count: int, script: str | None, base: str) -> dict[str, Any]:
    events = [{"listen": "test", "script": {"exec": script}}] if script else []
    items = [{"name": f"request {n}", "request": f"{base}/things/{n}", "event": events} for n in range(count)]
    return {"info": {"name": "benchmark", "schema": SCHEMA}, "item": items}


def tree_size(root: int) -> int:
    """The resident bytes of a process and all below it, as Linux tells them."""
    total, open_ids = 0, [root]
    while open_ids:
        process = Path(f"/proc/{open_ids.pop()}")
        try:
            total += int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            for thread in (process / "task").iterdir():
                open_ids += [int(child) for child in (thread / "children").read_text().split()]
        except (OSError, IndexError):
            continue
    return total


def measure(command: list[str], folder: Path) -> Cost:
    """Run to the end; an exit code other than 0 is an error, since it would not have been the same work."""
    start, peak = time.perf_counter(), 0
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while True:
        ended, status, usage = os.wait4(child.pid, os.WNOHANG)
        if ended:
            break
        peak = max(peak, tree_size(child.pid))
        time.sleep(SAMPLE_EVERY)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} exited with {child.returncode}: {child.stderr.read()[-500:]!r}")
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=max(peak, usage.ru_maxrss * 1024))


def commands(home: Path) -> dict[str, list[str]]:
    newman = home / "node_modules" / "newman" / "bin" / "newman.js"
    return {
        "newman": [str(NODE), "--no-deprecation", str(newman), "run"],
        "assay": [str(Path(sys.executable).with_name("assay")), "run"],
    }


def rounds(tools: dict[str, list[str]], argv: list[str], folder: Path, count: int) -> dict[str, Cost]:
    """The medians of so many rounds, the tools in turn in each."""
    taken: dict[str, list[Cost]] = {name: [] for name in tools}
    for _ in range(count):
        for name, command in tools.items():
            taken[name].append(measure([*command, *argv, "--silent"], folder))
    return {name: median(costs) for name, costs in taken.items()}


def median(costs: list[Cost]) -> Cost:
    return Cost(
        wall=statistics.median(one.wall for one in costs),
        cpu=statistics.median(one.cpu for one in costs),
        peak=int(statistics.median(one.peak for one in costs)),
    )


def told(name: str, result: dict[str, Cost]) -> None:
    for tool, cost in result.items():
        print(f"{name:<12}{tool:<8}{cost.wall:>9.2f} s wall {cost.cpu:>8.2f} s CPU {cost.peak / 1e6:>8.0f} MB")
    newman, assay = result["newman"], result["assay"]
    ratios = (assay.wall / newman.wall, assay.cpu / newman.cpu, assay.peak / newman.peak)
    print(f"{name:<12}{'ratio':<8}{ratios[0]:>9.2f}        {ratios[1]:>8.2f}       {ratios[2]:>8.2f}\n")


def growth(tools: dict[str, list[str]], folder: Path, few: int, whole: dict[str, Cost]) -> None:
    small = rounds(tools, ["iterations.json", "-n", str(few)], folder, 1)
    for tool in tools:
        before, after = small[tool].peak / 1e6, whole[tool].peak / 1e6
        print(f"memory      {tool:<8}{before:>9.0f} MB at a tenth of the iterations, {after:.0f} MB at all of them")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="assay run beside Newman")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--iterations", type=int, default=10_000)
    parser.add_argument("--only", default="requests,start,iterations")
    return parser.parse_args()


def bench(options: argparse.Namespace, base: str, folder: Path) -> None:
    tools, chosen = commands(newman_home()), options.only.split(",")
    one = "pm.test('status is 200', () => pm.response.to.have.status(200));"
    made = {
        "requests": collection(200, FOUR, base),
        "start": collection(1, None, base),
        "iterations": collection(2, one, base),
    }
    for name, value in made.items():
        (folder / f"{name}.json").write_text(json.dumps(value))
    for name in ("requests", "start"):
        if name in chosen:
            told(name, rounds(tools, [f"{name}.json"], folder, options.rounds))
    if "iterations" in chosen:
        whole = rounds(tools, ["iterations.json", "-n", str(options.iterations)], folder, options.rounds)
        told("iterations", whole)
        growth(tools, folder, max(1, options.iterations // 10), whole)


def main() -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench(arguments(), f"http://127.0.0.1:{ours.recv()}", Path(folder))
    server.terminate()


if __name__ == "__main__":
    main()
