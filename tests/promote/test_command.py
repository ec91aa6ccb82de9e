"""What the command shows and when it ends: quiet, colour, progress, and the time that it is given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.app.promoting.watching import Watch
from assay.model.errors import Exit, IncompleteError
from tests.promote.test_bad_input import answering, promote, step

ITEMS = [step("one"), step("two")]


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    with answering() as url:
        yield url


def test_quiet_leaves_the_account_out_and_colour_is_asked_for(api: str, tmp_path: Path) -> None:
    loud = promote(ITEMS, api, tmp_path, "--no-proof").stdout
    quiet = promote(ITEMS, api, tmp_path, "--no-proof", "--quiet", "--color", "always").stdout
    assert "Assertions: 2 of 2 translated" in loud
    assert "\x1b" not in loud
    assert "Assertions:" not in quiet
    assert quiet.startswith("\x1b[1m")


def test_out_of_time_writes_nothing(api: str, tmp_path: Path) -> None:
    done = promote(ITEMS, api, tmp_path, "--max-time", "0.001s")
    assert done.returncode == Exit.INCOMPLETE
    assert done.stderr.startswith("error: --max-time 0.001: out of time while ")
    assert not done.stdout
    assert not (tmp_path / "out").exists()


def test_a_watch_tells_each_piece_until_its_time_is_over() -> None:
    now, heard = [0.0], []
    watch = Watch(lambda *told: heard.append(told), 5, lambda: now[0])
    watch("proving scripts", 0, 3)
    now[0] = 6.0
    with pytest.raises(IncompleteError, match="out of time while proving scripts, after 1 of 3"):
        watch("proving scripts", 1, 3)
    assert heard == [("proving scripts", 0, 3)]
