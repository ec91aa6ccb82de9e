"""A command finds a place for its log, the project has one key, and the oldest logs make room."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from assay.record.history.keeping import FOLDER, KEY_LENGTH, Place, begin, home, kept_key, prune, settle
from tests.record.history.kept import BEGAN, draw


def place(where: Path, at: float = BEGAN, **limits: int) -> Place:
    return begin(where, now=at, draw=draw, **limits)


def named(where: Path) -> list[str]:
    return sorted(path.name for path in (where / FOLDER).iterdir())


def test_home_is_where_it_was_said_to_be(tmp_path: Path) -> None:
    assert home(tmp_path, {}) == tmp_path / ".assay"
    assert home(tmp_path, {"ASSAY_HOME": ""}) == tmp_path / ".assay"
    assert home(tmp_path, {"ASSAY_HOME": "/else"}) == Path("/else")


def test_a_log_of_its_own_for_each_command_in_the_order_of_time(tmp_path: Path) -> None:
    found = [place(tmp_path, BEGAN + step).log for step in (0, 0.000002, 0.5, 59, 3600)]
    assert [path.name for path in found if path] == named(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == "*\n"


def test_the_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    keys = {place(tmp_path, BEGAN + step).key for step in range(3)}
    assert keys == {kept_key(tmp_path)}
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitignore", "key", "log"]


def test_a_torn_key_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"half")
    key = place(tmp_path).key
    assert len(key) == KEY_LENGTH
    assert place(tmp_path, BEGAN + 1).key == key


def test_commands_that_begin_at_once_agree_on_the_key(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from assay.record.history.keeping import begin\n"
        "print(begin(Path(sys.argv[1]), now=0.0, draw=os.urandom).key.hex())"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    asked = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    assert len({process.communicate(timeout=60)[0] for process in asked}) == 1
    assert len(named(tmp_path)) == 6


@pytest.mark.parametrize("blocked", [".", "log", "log/curl"])
def test_a_place_that_takes_nothing_turns_the_history_off(tmp_path: Path, blocked: str) -> None:
    where = tmp_path / "home"
    file = where / blocked
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("a file is here")
    found = place(where)
    assert found.log is None
    assert found.warning.startswith("the history is off: ")
    assert "\n" not in found.warning
    assert len(found.key) == KEY_LENGTH


def fill(where: Path, *sizes: int) -> None:
    for number, size in enumerate(sizes):
        log = place(where, BEGAN + number).log
        assert log is not None
        log.write_bytes(b"x" * size)


def test_the_oldest_make_room(tmp_path: Path) -> None:
    fill(tmp_path, 10, 20, 30, 40)
    all_names = named(tmp_path)
    prune(tmp_path / FOLDER, most_bytes=100)
    assert named(tmp_path) == all_names
    prune(tmp_path / FOLDER, most_bytes=75)
    assert named(tmp_path) == all_names[2:]
    prune(tmp_path / FOLDER, most_files=1)
    assert named(tmp_path) == all_names[3:]
    prune(tmp_path / FOLDER, most_bytes=1)
    assert named(tmp_path) == all_names[3:], "the newest stays"


def test_a_new_command_prunes(tmp_path: Path) -> None:
    for step in range(40):
        log = place(tmp_path, BEGAN + step, most_files=20).log
        assert log is not None
    assert len(named(tmp_path)) == 20


def test_a_large_log_makes_room_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, 1_500_000, 600_000, 600_000)
    newest = tmp_path / FOLDER / named(tmp_path)[-1]
    monkeypatch.setattr("assay.record.history.keeping.prune.__defaults__", (1_300_000, 5000))
    settle(newest)
    assert len(named(tmp_path)) == 3, "a small one is no reason to look"
    newest.write_bytes(b"x" * 1_100_000)
    settle(newest)
    assert named(tmp_path) == [newest.name]


def test_pruning_never_raises(tmp_path: Path) -> None:
    prune(tmp_path / "nowhere")
    settle(tmp_path / "nowhere")
    (tmp_path / "0.jsonl").mkdir()
    (tmp_path / "1.jsonl").write_text("x")
    prune(tmp_path, most_files=0)
