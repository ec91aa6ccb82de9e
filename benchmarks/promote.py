"""Promotes a collection of 500 requests with proof: `python -m benchmarks.promote`. To reach: under 20 s."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

REQUESTS = 500
SCRIPT = """
const body = pm.response.json();
pm.test("answers item %d", function () {
    pm.response.to.have.status(200);
    pm.expect(body.items).to.have.lengthOf(3);
    body.items.forEach((item) => pm.expect(item.price).to.be.above(0));
});
pm.test("names its owner", function () {
    pm.expect(body.owner).to.include({ name: "Ada", active: true });
});
pm.environment.set("id_%d", body.id);
"""
ANSWER = {
    "id": "ord_abc123456789",
    "owner": {"name": "Ada", "active": True, "tags": ["a", "b"]},
    "items": [{"sku": f"S-{number}", "price": 10 + number, "note": None} for number in range(3)],
    "total": 33,
}


class Answering(BaseHTTPRequestHandler):
    """Every request gets the same answer."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together

    def do_GET(self) -> None:
        """The answer."""
        data = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def answering() -> Iterator[str]:
    """The URL of the server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def step(number: int, url: str) -> dict[str, Any]:
    """A request that now and then uses what an earlier one gave."""
    path = f"/things/{{{{id_{number - 1}}}}}/parts" if number % 5 == 4 else f"/things/list{number}"
    script = (SCRIPT % (number, number)).strip().split("\n")
    return {
        "name": f"Thing {number}",
        "event": [{"listen": "test", "script": {"exec": script}}],
        "request": {"method": "GET", "url": url + path},
    }


def collection(url: str) -> dict[str, Any]:
    """The collection: ten folders of fifty."""
    folders = [
        {"name": f"Part {part}", "item": [step(part * 50 + number, url) for number in range(50)]}
        for part in range(REQUESTS // 50)
    ]
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    return {"info": {"name": "Things", "schema": schema}, "item": folders}


def main() -> None:
    """Print the seconds."""
    with answering() as url, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "things.json"
        path.write_text(json.dumps(collection(url)), encoding="utf-8")
        command = [sys.executable, "-m", "assay", "promote", str(path), "--out", str(Path(folder) / "api")]
        begun = time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        seconds = time.perf_counter() - begun
    told = [line for line in done.stdout.split("\n") if line.startswith(("Proven", "Assertions"))]
    print("\n".join(told))
    print(f"{REQUESTS} requests promoted with proof in {seconds:.1f} s")


if __name__ == "__main__":
    main()
