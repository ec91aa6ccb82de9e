"""The whole process tree of a run stays under 600 MB, whatever its scripts do with an answer of 60 MB."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from assay.script.limits import MEGABYTE

SIZE = 60 * MEGABYTE
MOST = 600 * MEGABYTE
ROW = b'{"id": 123456, "name": "a name of usual length", "tags": ["a", "b"], "value": 3.25},'
BODIES = {
    "/text": ("text/plain", b"x" * SIZE),
    "/utf8": ("text/plain; charset=utf-8", "é".encode() * (SIZE // 2)),
    "/binary": ("application/octet-stream", bytes(range(256)) * (SIZE // 256)),
    "/string": ("application/json", b'{"a": "' + b"x" * SIZE + b'"}'),
    "/rows": ("application/json", b"[" + ROW * (SIZE // len(ROW)) + b"1]"),
}


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        kind, body = BODIES[self.path]
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    thread.join()
    served.server_close()


def collection(url: str, script: str) -> str:
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    event = {"listen": "test", "script": {"exec": [script]}}
    item = {"name": "large", "event": [event], "request": {"method": "GET", "url": url}}
    return json.dumps({"info": {"name": "Large", "schema": schema}, "item": [item, item]})


def resident(process: psutil.Process) -> int:
    try:
        tree = [process, *process.children(recursive=True)]
    except psutil.Error:
        return 0
    total = 0
    for one in tree:
        try:
            total += one.memory_info().rss
        except psutil.Error:
            continue
    return total


def peak(folder: Path, text: str) -> tuple[int, str]:
    """The most bytes that the run's processes had together, and what it printed."""
    (folder / "large.json").write_text(text)
    printed = folder / "printed"
    command = [sys.executable, "-m", "assay", "run", "large.json"]
    with printed.open("wb") as output, subprocess.Popen(command, cwd=folder, stdout=output, stderr=output) as started:
        process = psutil.Process(started.pid)
        most = 0
        while started.poll() is None:
            most = max(most, resident(process))
            time.sleep(0.005)
    return most, printed.read_text(errors="replace")


FITTING = [
    ("/text", "pm.response.text().length > 1e7"),
    ("/utf8", "pm.response.text().length > 1e7"),
    ("/binary", "pm.response.text().length > 1e7"),
    ("/string", "pm.response.json().a.length > 1e7"),
]


@pytest.mark.proof
@pytest.mark.parametrize(("path", "fact"), FITTING)
def test_a_large_answer_is_read(server: str, tmp_path: Path, path: str, fact: str) -> None:
    most, printed = peak(
        tmp_path, collection(server + path, f"pm.test('read', () => pm.expect({fact}).to.equal(true))")
    )
    assert most < MOST
    assert printed.count("✓  read") == 2


EXCESSIVE = [
    ("/rows", "pm.response.json()"),
    ("/utf8", "pm.environment.set('body', pm.response.text())"),
    ("/text", "pm.environment.set('body', pm.response.text() + pm.environment.get('body'))"),
    ("/utf8", "const all = []; for (let i = 0; i < 9; i++) { all.push(pm.response.text() + i); }"),
]


@pytest.mark.proof
@pytest.mark.parametrize(("path", "script"), EXCESSIVE)
def test_what_is_too_much_is_told(server: str, tmp_path: Path, path: str, script: str) -> None:
    most, printed = peak(tmp_path, collection(server + path, script))
    assert most < MOST
    assert "script used more than its 200 MB of memory" in printed or "it gave back" in printed
