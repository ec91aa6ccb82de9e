"""The log stays readable up to its last whole line, and never ends the run."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assay.model.errors import InputError
from assay.model.event import Logged
from assay.record.log import LogWriter, keep_newest, read

from .lines import ended, exchanged, item_ended, logged, started


def write(path: Path, *records: Any) -> LogWriter:
    log = LogWriter(path)
    for record in records:
        log.append(record)
    log.close()
    return log


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    records = [started(), exchanged(body=b"\x00\xff", answer="grüße 🎉".encode()), logged({"a": [1, None]}), ended()]
    log = write(tmp_path / "deep" / "run.jsonl", *records)
    assert log.problem is None
    assert list(read(log.path)) == records


def test_lines_are_there_when_their_item_has_ended(tmp_path: Path) -> None:
    log = LogWriter(tmp_path / "run.jsonl")
    log.append(logged("held"))
    assert list(read(log.path)) == []
    log.append(item_ended())
    assert len(list(read(log.path))) == 2
    log.close()


def test_a_long_item_does_not_pile_up(tmp_path: Path) -> None:
    log = LogWriter(tmp_path / "run.jsonl")
    for _ in range(10):
        log.append(logged("x" * 100_000))
    assert len(list(read(log.path))) >= 8
    log.close()


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_torn_last_line_is_left_out(tmp_path: Path, cut: int) -> None:
    log = write(tmp_path / "run.jsonl", started(), logged("last"))
    data = log.path.read_bytes()
    log.path.write_bytes(data[:-cut])
    whole = 2 if cut == 1 else 1  # only the line's end is missing
    assert len(list(read(log.path))) == whole


def test_a_broken_line_in_the_middle_is_told_with_its_number(tmp_path: Path) -> None:
    log = write(tmp_path / "run.jsonl", started(), logged("a"))
    lines = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(lines[0] + lines[1] + b'{"at":1,"event":{"event":"who"}}\n' + lines[2])
    with pytest.raises(InputError, match=r"run\.jsonl:3: This line of the log is no record"):
        list(read(log.path))


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"{}", b"[]\n", b"hello\n", b'{"info":{}}\n', b"\xff\xfe\n", b"[" * 100_000]
)
def test_a_file_that_is_no_log_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"x\.jsonl:1: This is no log of assay"):
        list(read(path))


def test_a_log_of_the_future_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"assay-log":99}\n')
    with pytest.raises(InputError, match="newer assay"):
        list(read(path))


def test_a_missing_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        list(read(tmp_path / "none.jsonl"))


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("half \ud83d pair", "half \ufffd pair"),
        (float("nan"), None),
        (float("inf"), None),
        (2**80, 2**80),
        ("\x00\x1b[31m\u202e", "\x00\x1b[31m\u202e"),
    ],
)
def test_a_script_cannot_write_what_cannot_be_read(tmp_path: Path, value: Any, kept: Any) -> None:
    log = write(tmp_path / "run.jsonl", logged(value), logged("after"))
    first, last = read(log.path)
    assert isinstance(first.event, Logged)
    assert first.event.values == (kept,)
    assert last == logged("after")


@pytest.mark.parametrize("depth", [150, 900, 50_000])
@pytest.mark.parametrize("kind", ["list", "dict"])
def test_depth_is_cut(tmp_path: Path, depth: int, kind: str) -> None:
    value: Any = "core"
    for _ in range(depth):
        value = [value] if kind == "list" else {"a": value}
    log = write(tmp_path / "run.jsonl", logged(value), logged("after"))
    first, last = read(log.path)
    if depth > 200:
        assert "nested too deep" in str(first)
    assert last == logged("after")


def test_a_wide_value_is_kept_whole(tmp_path: Path) -> None:
    value = [{"a": [i]} for i in range(5000)]
    log = write(tmp_path / "run.jsonl", logged(value))
    assert list(read(log.path)) == [logged(value)]


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from assay.record.log import LogWriter
from record.lines import item_ended, logged
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
log = LogWriter(Path(sys.argv[1]))
for number in range(200):
    log.append(logged("x" * 50, number))
    log.append(item_ended())
log.close()
print(log.problem)
print(len(list(log.records())))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="file size limits are POSIX")
def test_a_full_disk_ends_the_log_and_not_the_run(tmp_path: Path) -> None:
    assert resource.RLIMIT_FSIZE is not None
    path = tmp_path / "run.jsonl"
    root = str(Path(__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", FULL_DISK, path, root], capture_output=True, text=True, check=True)
    assert "The log ends here" in done.stdout
    assert "cannot be written" in done.stdout
    assert done.stdout.splitlines()[-1] == "400"
    assert path.read_bytes().endswith(b"\n")
    assert len(list(read(path))) > 10


def test_a_place_that_cannot_be_written_is_a_problem_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log = write(tmp_path / "file" / "run.jsonl", started(), ended())
    assert log.problem is not None
    assert "cannot be written" in log.problem
    assert list(log.records()) == [started(), ended()]


def test_what_a_device_took_is_given_back_all_the_same() -> None:
    log = write(Path(os.devnull), started(), ended())
    assert log.problem is None
    assert list(log.records()) == [started(), ended()]


def test_what_no_memory_should_hold_goes_to_a_file_without_a_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    many = [logged("x" * 1_000_000, number) for number in range(20)]
    log = write(tmp_path / "file" / "run.jsonl", *many)
    assert list(log.records()) == many
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_only_the_newest_logs_are_kept(tmp_path: Path) -> None:
    for number in range(6):
        log = write(tmp_path / f"{number}.jsonl", started())
        os.utime(log.path, (number, number))
    foreign = tmp_path / "data.jsonl"
    foreign.write_text('{"mine": 1}\n')
    os.utime(foreign, (0, 0))
    keep_newest(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["4.jsonl", "5.jsonl", "data.jsonl"]


def test_keeping_the_newest_of_nothing_is_fine(tmp_path: Path) -> None:
    keep_newest(tmp_path / "none", 3)
