"""Measures the history at 10,000 exchanges: the first indexing, then each command, and the size of the index.

python benchmarks/history.py [exchanges]
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assay.model.event import Cursor, Exchanged, Explored, ItemEnded, ItemRef, ItemStarted, Record, RunEnded, RunStarted
from assay.model.exchange import Answered, Exchange, Timings
from assay.model.http import Header, Request, Response
from assay.model.transfer import Transfer
from assay.record.history.keeping import begin
from assay.record.log import LogWriter

A_COMMAND = 3
"""Exchanges of one command."""
COMMANDS = (
    "history --last 20",
    "history",
    "history --status 4xx --path /v1/orders/*",
    "history --search lamp",
    "show last",
    "compare -1 -2",
)


def exchange(number: int, chance: random.Random, at: float) -> Exchange:
    """An answer of about 2 kB, as APIs give them."""
    words = ("lamp", "chair", "table", "rope", "book", "paint", "river", "glass")
    items = [{"id": chance.getrandbits(40), "name": f"{chance.choice(words)} {i}", "price": i * 7} for i in range(40)]
    response = Response(
        status=chance.choice((200, 200, 200, 201, 404)),
        headers=(Header("Content-Type", "application/json"),),
        body=json.dumps({"items": items}).encode(),
    )
    request = Request(id=f"q{number}", method="GET", url=f"http://shop.test/v1/orders/{number}?page={number % 9}")
    return Exchange(
        id=f"x{number}", request=request, outcome=Answered(response=response), started=at, timings=Timings(total=12.5)
    )


def command(home: Path, numbers: range, chance: random.Random) -> None:
    """One command with its log."""
    at = 1_795_500_000.0 + numbers.start
    place = begin(home, now=at, draw=os.urandom, most_files=10**6)
    assert place.log is not None
    writer = LogWriter(place.log)
    cursor, item = Cursor(), ItemRef(id="i", name="i")
    started = RunStarted(
        run="r",
        command="curl",
        name="",
        suite={},
        environment={},
        globals={},
        iterations=1,
        items=1,
        seed=0,
        version="",
    )
    writer.append(Record(at=at, event=started))
    for number in numbers:
        one = exchange(number, chance, at)
        explored = Explored(cursor=cursor, item=item, transfer=Transfer(url=one.request.url), exchanges=(one.id,))
        writer.append(Record(at=at, event=ItemStarted(cursor=cursor, item=item)))
        writer.append(Record(at=at, event=Exchanged(cursor=cursor, item=item, source="collection", exchange=one)))
        writer.append(Record(at=at, event=explored))
        writer.append(Record(at=at, event=ItemEnded(cursor=cursor, item=item)))
    writer.append(Record(at=at, event=RunEnded(ending="finished")))
    writer.close()


def timed(here: Path, words: str) -> tuple[float, float]:
    """Seconds of one command line, and those of them that were spent on a core."""
    program = Path(sys.executable).with_name("assay")
    began, used = time.perf_counter(), os.times()
    subprocess.run([str(program), *words.split()], cwd=here, stdout=subprocess.DEVNULL, check=False)
    now = os.times()
    core = now.children_user + now.children_system - used.children_user - used.children_system
    return time.perf_counter() - began, core


def main() -> None:
    """Make the exchanges, then time each command."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / ".assay"
        for start in range(0, count, A_COMMAND):
            command(home, range(start, min(start + A_COMMAND, count)), chance)
        logs = sum(path.stat().st_size for path in home.rglob("*.jsonl"))
        print(f"{count:,} exchanges in {logs / 1e6:.0f} MB of logs")
        print(f"first indexing: {timed(Path(folder), 'history --last 1')[0]:.2f} s")
        print(f"index: {(home / 'history.db').stat().st_size / 1e6:.0f} MB")
        for words in COMMANDS:
            best, core = min(timed(Path(folder), words) for _ in range(5))
            print(f"assay {words}: {best:.3f} s ({core:.3f} s of a core)")


if __name__ == "__main__":
    main()
