"""What the pytest plugin costs: a suite of 1,000 tests with one loopback call each, with --assay and without.

    .venv/bin/python benchmarks/plugin_overhead.py [--rounds 10] [--tests 1000] [--client NAME] [--off | --calls]

Both suites take turns, after a round that is not counted. Wall time and CPU time (user and system, of the process that
runs pytest) are printed, and the median of the ratios of two runs that followed each other, which other work on the
machine disturbs least. The aim is a ratio below 1.03. `requests` sends with
requests.get, as most suites do; `session` and `httpx` share one client among all tests, which makes each as short as
it can be. With --off the plugin is compared with its absence (`-p no:assay`) instead. --calls counts function calls
instead of time, for a machine that is never quiet.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.fixed_server import serve  # noqa: E402

AIM = 1.03
CALLS = {
    "requests": "import requests\nget = requests.get\n",
    "httpx": "import httpx\nget = httpx.Client().get\n",
    "session": "import requests\nget = requests.Session().get\n",
}
BLOCKED = ("randomly", "xdist", "rerunfailures", "pytest_httpx", "requests_mock", "html", "metadata", "respx", "faker",
           "hypothesispytest", "anyio", "cacheprovider")  # fmt: skip
"""Other plugins: they are not what is measured."""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one run took, in seconds."""

    wall: float
    cpu: float


def write_suite(folder: Path, url: str, client: str, tests: int) -> None:
    """The suite, in files of 100 tests."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    for number in range(tests // 100):
        lines = [CALLS[client]]
        lines += [
            f'def test_{each}():\n    assert get("{url}/things/{each}").json()["id"] == 7\n' for each in range(100)
        ]
        (folder / f"test_{number}.py").write_text("\n".join(lines), encoding="utf-8")


def run(folder: Path, options: list[str]) -> Cost:
    """One run of the suite; it must pass."""
    blocked = [word for name in BLOCKED for word in ("-p", f"no:{name}")]
    command = [sys.executable, "-m", "pytest", "-q", *blocked, *options]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    told = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        sys.exit(told)
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime)


def calls(folder: Path, options: list[str]) -> int:
    """How many functions are called in a run, of Python and of C: the same each time, however busy the machine is."""
    blocked = [word for name in BLOCKED for word in ("-p", f"no:{name}")]
    file = folder / "calls"
    command = [sys.executable, "-m", "cProfile", "-o", str(file), "-m", "pytest", "-q", *blocked, *options]
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)
    return int(vars(pstats.Stats(str(file)))["total_calls"])


def compare_calls(folder: Path) -> bool:
    """Print how many calls the plugin adds."""
    plain, on = calls(folder, []), calls(folder, ["--assay"])
    print(f"calls without --assay {plain:,}, with --assay {on:,}, ratio {on / plain:.3f}")
    return on / plain < AIM


def compare(folder: Path, rounds: int, off: bool) -> bool:
    """Print both medians and their ratio; whether the aim is met in CPU time."""
    sides = (
        {"without": ["-p", "no:assay"], "with, off": []}
        if off
        else {"without --assay": [], "with --assay": ["--assay"]}
    )
    costs: dict[str, list[Cost]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, options in list(sides.items())[:: -1 if number % 2 else 1]:
            cost = run(folder, options)
            if number:
                costs[name].append(cost)
    for measure, of in (("median", statistics.median), ("least", min)):
        for name, cost in costs.items():
            wall, cpu = of([one.wall for one in cost]), of([one.cpu for one in cost])
            print(f"{measure:<8} {name:<16} {wall:7.3f} s wall {cpu:7.3f} s CPU")
    pairs = list(zip(*costs.values(), strict=True))
    wall = statistics.median(on.wall / plain.wall for plain, on in pairs)
    cpu = statistics.median(on.cpu / plain.cpu for plain, on in pairs)
    print(f"{'ratio':<8} {'of neighbours':<16} {wall:7.3f}        {cpu:7.3f}        (the aim is below {AIM})")
    return cpu < AIM


def main() -> None:
    """Serve, write the suite, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--tests", type=int, default=1000)
    parser.add_argument("--client", choices=sorted(CALLS), default="requests")
    parser.add_argument("--off", action="store_true")
    parser.add_argument("--calls", action="store_true")
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        write_suite(Path(folder), f"http://127.0.0.1:{ours.recv()}", options.client, options.tests)
        here = Path(folder)
        met = compare_calls(here) if options.calls else compare(here, options.rounds, options.off)
    server.terminate()
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
