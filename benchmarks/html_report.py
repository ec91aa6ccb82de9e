"""Measures the HTML report at 10,000 exchanges: time to write, size, time to open, to filter and to open a request.

    python benchmarks/html_report.py [exchanges]

Two runs are made up: answers as APIs give them, and answers that do not compress at all. The page is opened in a
headless Chromium, which has to be installed with its driver; selenium too.
"""

from __future__ import annotations

import base64
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from assay.model.event import (
    Asserted,
    Cursor,
    Event,
    Exchanged,
    ItemEnded,
    ItemRef,
    ItemStarted,
    IterationEnded,
    IterationStarted,
    Record,
    RunEnded,
    RunStarted,
    ScriptRef,
)
from assay.model.exchange import Answered, Exchange, Timings
from assay.model.http import Header, Request, Response
from assay.model.script import ScriptError
from assay.report.html import html

ITEMS = 20
BEGAN = 1_700_000_000.0
LIMITS = {"MB": 50.0, "open s": 2.0, "filter s": 0.3}


def main(exchanges: int) -> None:
    """Print a table of both runs beside the limits."""
    print(f"{'':12}{'MB':>8}{'write s':>10}{'open s':>9}{'filter s':>10}{'details s':>11}")
    for name, body in (("typical", typical), ("noise", noise)):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder, "report.html")
            began = time.perf_counter()
            with page.open("w", encoding="utf-8") as file:
                file.writelines(html(lambda make=body: run(exchanges, make)))  # type: ignore[misc]
            written = time.perf_counter() - began
            opened, filtered, detailed = measured(page)
            size = page.stat().st_size / 1e6
        print(f"{name:12}{size:8.1f}{written:10.1f}{opened:9.2f}{filtered:10.3f}{detailed:11.3f}")
    print(f"{'limit':12}{LIMITS['MB']:8.1f}{'':10}{LIMITS['open s']:9.2f}{LIMITS['filter s']:10.3f}")


def typical(chance: random.Random) -> bytes:
    """A list of twenty things, about 2 kB."""
    things = [
        {
            "id": chance.randrange(10**9),
            "name": " ".join(chance.choices(WORDS, k=3)),
            "price": chance.randrange(10**4) / 100,
        }
        for _ in range(20)
    ]
    return json.dumps({"items": things, "total": 20}).encode()


def noise(chance: random.Random) -> bytes:
    """20 kB that nothing compresses."""
    return base64.b64encode(chance.randbytes(15_000))


WORDS = ("red", "green", "small", "large", "chair", "table", "lamp", "old", "new", "round", "oak", "steel")


def run(exchanges: int, body: Callable[[random.Random], bytes]) -> Iterator[Record]:
    """The records of a run of so many exchanges, a twentieth of them failed."""
    chance = random.Random(1)  # the same run each time
    for number, event in enumerate(events(exchanges, body, chance)):
        yield Record(at=BEGAN + number / 1000, event=event)  # type: ignore[arg-type]


def events(exchanges: int, body: Callable[[random.Random], bytes], chance: random.Random) -> Iterator[Event]:
    """Iterations of twenty items each."""
    cycles = exchanges // ITEMS
    yield RunStarted(
        run="r", command="run", name="Shop", suite={}, environment={}, globals={}, iterations=cycles, items=ITEMS,
        seed=1, version="0",
    )  # fmt: skip
    for iteration in range(cycles):
        start = Cursor(iteration=iteration, cycles=cycles)
        yield IterationStarted(cursor=start, row={"n": iteration}, row_name=f"n={iteration}")
        for position in range(ITEMS):
            ref = f"{iteration}-{position}"
            cursor = Cursor(iteration=iteration, cycles=cycles, position=position, length=ITEMS, ref=ref)
            yield from turn(cursor, body(chance), chance)
        yield IterationEnded(cursor=start)
    yield RunEnded(ending="finished", seconds=60.0)


def turn(cursor: Cursor, body: bytes, chance: random.Random) -> Iterator[Event]:
    """One exchange and two assertions."""
    item = ItemRef(
        id=f"i{cursor.position}", name=f"Request {cursor.position}", path=("Shop", f"Folder {cursor.position % 4}")
    )
    script = ScriptRef(id="s", listen="test", owner=item.name)
    yield ItemStarted(cursor=cursor, item=item)
    url = f"http://127.0.0.1:8080/items/{cursor.position}?page={cursor.iteration}"
    request = Request(id=cursor.ref, method="GET", url=url, headers=tuple(Header(f"X-{n}", "value") for n in range(8)))
    response = Response(status=200, reason="OK", headers=(Header("Content-Type", "application/json"),), body=body)
    took = chance.expovariate(1 / 40)
    exchange = Exchange(
        id=cursor.ref,
        request=request,
        outcome=Answered(response=response),
        timings=Timings(first_byte=took, total=took),
    )
    yield Exchanged(cursor=cursor, item=item, source="collection", exchange=exchange)
    yield Asserted(cursor=cursor, item=item, script=script, name="status is 200", passed=True)
    wrong = ScriptError(name="AssertionError", message=f"expected {cursor.iteration} to equal 3")
    failed = cursor.position == 7
    yield Asserted(
        cursor=cursor, item=item, script=script, name="has items", passed=not failed, error=wrong if failed else None
    )
    yield ItemEnded(cursor=cursor, item=item)


FILTER = """
const search = document.getElementById('search');
const before = performance.now();
search.value = arguments[0];
search.dispatchEvent(new Event('input'));
document.body.offsetHeight;
return performance.now() - before;
"""

CLICK = """
const done = arguments[1];
const before = performance.now();
document.querySelector(`[data-index='${arguments[0]}']`).click();
const look = () => document.getElementById('details').dataset.shown === String(arguments[0] + 1)
  ? done(performance.now() - before) : setTimeout(look, 1);
look();
"""


def measured(page: Path) -> tuple[float, float, float]:
    """Seconds to open the page until its first request is shown, for the slowest of some filters, and for a click."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1500,950"):
        options.add_argument(argument)
    window = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        window.get("about:blank")
        began = time.perf_counter()
        window.get(page.as_uri())
        while not window.execute_script("return document.getElementById('details')?.dataset.shown"):
            time.sleep(0.005)
        opened = time.perf_counter() - began
        words = ("request 7", "page=42", "expected 4", "nothing at all", "")
        filtered = max(window.execute_script(FILTER, word) for word in words) / 1000
        clicked = window.execute_async_script(CLICK, 5) / 1000
    finally:
        window.quit()
    return opened, filtered, clicked


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
