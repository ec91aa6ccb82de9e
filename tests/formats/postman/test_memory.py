"""A collection of 60 MB is read within the memory that a whole run may take; a bomb of that size is not read at all."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import re
import resource
from pathlib import Path
from assay.formats.postman import read_collection
from assay.model.errors import InputError

item = b'''{"name": "r", "event": [{"listen": "test", "script": {"exec": ["pm.test('a', () => {", "  x()", "})"]}}],
 "request": {"method": "POST", "url": {"host": ["{{base}}"], "path": ["a", "b"], "query": [{"key": "x", "value": "1"}]},
 "header": [{"key": "A", "value": "b"}, {"key": "C", "value": "d"}], "body": {"mode": "raw", "raw": "{}"}},
 "response": [{"name": "ex", "code": 200, "body": "%s"}]}''' % (b"x" * 400)
start, piece, count, end = eval(input())
piece = piece or item + b","
data = start + piece * count + end
try:
    print(len(read_collection(data, name="big").items))
except InputError:
    print("refused")
# what getrusage tells on Linux goes on from the process that started us
told = Path("/proc/self/status")
high = re.search(r"VmHWM:\\s*(\\d+)", told.read_text()) if told.exists() else None
print((int(high[1]) if high else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024)
"""


COLLECTION = b'{"info": {"name": "c"}, "item": ['


def measure(start: bytes, piece: bytes, count: int, end: bytes) -> tuple[str, int]:
    """(what came of it, megabytes at the most) in a process of its own. Without a piece, it is a usual item."""
    given = repr((start, piece, count, end))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=given, capture_output=True, text=True, check=True, timeout=300
    )
    outcome, megabytes = done.stdout.split()
    return outcome, int(megabytes)


@pytest.mark.proof
def test_sixty_megabytes_are_read() -> None:
    outcome, megabytes = measure(COLLECTION, b"", 65_000, b"{}]}")
    assert outcome == "65001"
    assert megabytes < 550


@pytest.mark.proof
@pytest.mark.parametrize("piece", [b"[],", b"{},", b'{"a":1},', b'"",', b"1,", b'"ab",', b"[[[[[[]]]]]],"])
def test_sixty_megabytes_of_small_values_are_refused(piece: bytes) -> None:
    outcome, megabytes = measure(COLLECTION, piece, 60_000_000 // len(piece), b"1]}")
    assert outcome == "refused"
    assert megabytes < 600


TABLES = [
    (COLLECTION, b"{},", b"1]}"),
    (COLLECTION + b'{"item": [', b'{"item":[]},', b"1]}]}"),
    (COLLECTION + b'{"request": {"header": [', b"{},", b"1]}}]}"),
    (COLLECTION, b'{"request":{"header":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}},', b"1]}"),
    (COLLECTION + b'{"request": "h?', b"&", b'"}]}'),
    (COLLECTION, b'{"request":"?&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&"},', b"1]}"),
    (COLLECTION + b'{"request": {"header": "', b"a:b\\n", b'"}}]}'),
    (COLLECTION + b'{"event": [', b'{"listen":""},', b"1]}]}"),
    (b'{"name": "c", "requests": [{"id": "r"}], "order": [', b'"r",', b"1]}"),
    (b'{"name": "c", "requests": [], "order": [], "folders": [', b"{},", b"{}]}"),
]


@pytest.mark.proof
@pytest.mark.parametrize("table", TABLES, ids=[str(number) for number in range(len(TABLES))])
def test_small_files_that_would_grow_are_refused(table: tuple[bytes, bytes, bytes]) -> None:
    start, piece, end = table
    outcome, megabytes = measure(start, piece, 16_000_000 // len(piece), end)
    assert outcome == "refused"
    assert megabytes < 600
