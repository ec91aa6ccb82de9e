"""Doubts a collection of 200 requests: `python -m benchmarks.trust_weak`. To reach: under a minute."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from assay.app.trusting.options import WeakOptions
from assay.app.trusting.weak import weak
from benchmarks.promote import answering

REQUESTS = 200
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


def collection(url: str) -> dict[str, Any]:
    """So many requests, each to an operation and with a script of its own."""
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    return {"info": {"name": "Many", "schema": schema}, "item": [_item(url, number) for number in range(REQUESTS)]}


def _item(url: str, number: int) -> dict[str, Any]:
    script = {"exec": (SCRIPT % (number, number)).split("\n")}
    word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    request = {"method": "GET", "url": f"{url}/things/{word}"}
    return {"name": f"Request {number}", "request": request, "event": [{"listen": "test", "script": script}]}


def main() -> int:
    """Print the figures; 1 where it takes too long."""
    with tempfile.TemporaryDirectory() as folder, answering() as url:
        os.chdir(folder)
        path = Path(folder) / "many.json"
        path.write_text(json.dumps(collection(url)))
        began = time.perf_counter()
        done = weak(WeakOptions(collection=str(path)))
        seconds = time.perf_counter() - began
    rate = done.verdicts / done.seconds
    sys.stdout.write(
        f"{REQUESTS} requests in {seconds:.1f} s: {done.weighed.harmful:,} changes, {done.verdicts:,} verdicts, "
        f"{rate:,.0f} a second; score {done.weighed.score:.1f} %, {done.score_after:.1f} % with "
        f"{len(done.mended):,} assertions\n"
    )
    return int(seconds > 60)


if __name__ == "__main__":
    sys.exit(main())
