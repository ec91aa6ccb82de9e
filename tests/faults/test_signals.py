"""Ctrl-C, SIGTERM, SIGHUP and kill -9 at every stage: the end comes soon, reports are whole, nobody is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire
from tests.cli.command import Ran, assay, ended, started
from tests.cli.documents import PASSES, collection, request, saved
from tests.faults.site import site

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
SOON = 4.0
"""Twice what is promised, since the machine of a test is busy."""
STOPS = ["SIGINT", "SIGTERM", "SIGHUP"]


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    with site() as running:
        yield running


def first(server: RawServer) -> dict[str, Any]:
    return request(f"{server.url}/a", "first", test=PASSES)


STAGES: dict[str, Callable[[RawServer], tuple[dict[str, Any], tuple[str, ...]]]] = {
    "a request": lambda s: (collection(first(s), request(f"{s.url}/slow")), ()),
    "an endless script": lambda s: (collection(first(s), request(f"{s.url}/a", test="while (true) {}")), ()),
    "a script that waits": lambda s: (
        collection(first(s), request(f"{s.url}/a", test="setTimeout(() => {}, 9e3)")),
        (),
    ),
    "a script's request": lambda s: (
        collection(first(s), request(f"{s.url}/a", test=f"pm.sendRequest('{s.url}/slow', () => {{}})")),
        (),
    ),
    "a delay": lambda s: (collection(first(s), request(f"{s.url}/a")), ("--delay-request", "600")),
    "parallel requests": lambda s: (
        collection(first(s), request(f"{s.url}/slow")),
        ("--parallel", "3", "-n", "9"),
    ),
    "parallel scripts": lambda s: (
        collection(first(s), request(f"{s.url}/a", test="while (true) {}")),
        ("--parallel", "2", "-n", "9"),
    ),
}


def wait(true: Callable[[], Any], what: str, seconds: float = 15) -> None:
    """Until it is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def begun(log: Path) -> bool:
    """Whether the first request of the run is over."""
    return log.exists() and b'"item-ended"' in log.read_bytes()


def tree(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def gone(children: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(children, timeout=0)
    return not [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def interrupted(
    folder: Path, name: str, *arguments: str, ready: Callable[[], Any] | None = None, pause: float = 0.2
) -> Ran:
    """A run that was sent a signal once it had done its first request."""
    log = folder / "run.jsonl"
    reports = ("--report", "json=r.json", "--report", "junit=r.xml", "--report", "html=r.html", "--log", str(log))
    with started("run", "c.json", *reports, *arguments, cwd=folder) as process:
        wait(ready or (lambda: begun(log)), "the run did not begin")
        time.sleep(pause)
        children = tree(process)
        process.send_signal(getattr(signal, name))
        ran = ended(process, 10)
        wait(lambda: gone(children), "a child outlives us", 1.0)
    return ran


def check_partial(folder: Path, requests: int = 1) -> None:
    """The reports of a run that was cut short, those of the log too, and nothing half written."""
    told = json.loads((folder / "r.json").read_text())
    assert told["verdict"] == "interrupted"
    assert told["summary"]["requests"] >= requests
    assert len(ET.parse(folder / "r.xml").findall(".//testcase")) >= requests
    assert (folder / "r.html").read_text().rstrip().endswith("</html>")
    check_log(folder, requests)
    assert not [name for name in os.listdir(folder) if name.endswith(".part")]


def check_log(folder: Path, requests: int = 1) -> None:
    later = assay("report", "run.jsonl", "--report", "json", cwd=folder)
    assert later.code == 0
    told = json.loads(later.out)
    assert told["verdict"] == "interrupted"
    assert told["summary"]["requests"] >= requests


@pytest.mark.proof
@pytest.mark.parametrize(("stage", "name"), [(stage, STOPS[n % 3]) for n, stage in enumerate(STAGES)])
def test_a_signal(server: RawServer, tmp_path: Path, stage: str, name: str) -> None:
    document, arguments = STAGES[stage](server)
    saved(tmp_path, document)
    ran = interrupted(tmp_path, name, *arguments)
    assert ran.code == 130
    assert ran.seconds < SOON
    assert ran.err == ""
    check_partial(tmp_path)


@pytest.mark.proof
@pytest.mark.parametrize("stage", ["a request", "an endless script", "parallel scripts"])
def test_kill_9(server: RawServer, tmp_path: Path, stage: str) -> None:
    document, arguments = STAGES[stage](server)
    saved(tmp_path, document)
    ran = interrupted(tmp_path, "SIGKILL", *arguments)
    assert ran.code == -9
    check_log(tmp_path)


def test_asked_twice_it_ends_at_once(server: RawServer, tmp_path: Path) -> None:
    """Also where the good order takes its time: here a service that does not want to end."""
    saved(tmp_path, collection(request(f"{server.url}/slow")))
    with started("run", "c.json", "--log", "run.jsonl", cwd=tmp_path) as process:
        wait(lambda: (tmp_path / "run.jsonl").exists(), "the run did not begin")
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        assert ended(process, 2).code == 130


@pytest.mark.proof
@pytest.mark.parametrize("delay", [0.06, 0.1, 0.15, 0.2, 0.3])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_before_anything_has_begun(server: RawServer, tmp_path: Path, name: str, delay: float) -> None:
    saved(tmp_path, collection(request(f"{server.url}/slow")))
    with started("run", "c.json", cwd=tmp_path) as process:
        time.sleep(delay)
        process.send_signal(getattr(signal, name))
        ran = ended(process, 5)
    assert ran.code in (130, -signal.SIGINT, -signal.SIGTERM), "the second where Python itself has just begun"
    assert ran.out == "" or "first" in ran.out or "one" in ran.out


def test_what_the_caller_ignores_stays_ignored(server: RawServer, tmp_path: Path) -> None:
    """`nohup assay run` survives the terminal that it was started from."""
    saved(tmp_path, collection(first(server), request(f"{server.url}/a")))
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with started("run", "c.json", "--log", "run.jsonl", "--delay-request", "300", cwd=tmp_path) as process:
            wait(lambda: begun(tmp_path / "run.jsonl"), "the run did not begin")
            process.send_signal(signal.SIGHUP)
            assert ended(process).code == 0
    finally:
        signal.signal(signal.SIGHUP, before)


SERVICE = """
import http.server, os, signal, subprocess, sys, time
mode, port, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
if mode == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", deaf], start_new_session=True)
open(os.path.join(folder, "pids"), "w").write(f"{os.getpid()} {grandchild.pid} \\n")
if mode == "slow":
    time.sleep(60)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if "slow" in self.path:
            time.sleep(30)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *args):
        print("served", *args)
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def served(folder: Path, mode: str) -> None:
    """An assay.toml with an API under test of this manner."""
    with RawServer(Wire.wait_for_end) as free:
        port = free.port
    saved(folder, SERVICE, "service.py")
    command = f"{sys.executable} service.py {mode} {port} {folder}"
    text = f'[environment.local]\nurl = "http://127.0.0.1:{port}"\nstart = "{command}"\nready = "/"\n'
    saved(folder, text, "assay.toml")
    items = (request("{{base_url}}/a", "first", test=PASSES), request("{{base_url}}/slow"))
    saved(folder, collection(*items))


def pids(folder: Path) -> list[psutil.Process]:
    found = []
    for pid in (folder / "pids").read_text().split():
        try:
            found.append(psutil.Process(int(pid)))
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
@pytest.mark.proof
@pytest.mark.parametrize("mode", ["willing", "deaf", "slow"])
def test_the_api_under_test_ends_with_us(tmp_path: Path, mode: str, name: str) -> None:
    served(tmp_path, mode)
    ready = (lambda: (tmp_path / "pids").exists() and pids(tmp_path)) if mode == "slow" else None
    ran = interrupted(tmp_path, name, "--env", "local", ready=ready)
    wait(lambda: gone(pids(tmp_path)), "the API under test outlives us", 1.0)
    if name == "SIGKILL":
        return
    assert ran.code == 130
    assert ran.seconds < SOON
    check_partial(tmp_path, requests=0 if mode == "slow" else 1)


def test_the_api_under_test_ends_with_a_run_that_is_over(tmp_path: Path) -> None:
    served(tmp_path, "deaf")
    assert assay("run", "c.json", "--env", "local", "--folder", "first", cwd=tmp_path).code == 0
    assert gone(pids(tmp_path))
