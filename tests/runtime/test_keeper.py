"""A service ends with its keeper, and the keeper with whoever started it, however that comes about."""

from __future__ import annotations

import subprocess
import sys
import time

import psutil
import pytest

SERVICE = """
import os, subprocess, sys, time
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(os.getpid(), inner.pid, flush=True)
{then}
"""


def keep(then: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "assay.runtime.keeper", sys.executable, "-c", SERVICE.format(then=then)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def pids(keeper: subprocess.Popen[str]) -> list[int]:
    assert keeper.stdout is not None
    return [int(word) for word in keeper.stdout.readline().split()]


def gone(found: list[int], patience: float = 5.0) -> bool:
    deadline = time.monotonic() + patience
    while any(alive(pid) for pid in found):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_closing_the_pipe_ends_the_whole_tree() -> None:
    with keep("time.sleep(60)") as keeper:
        found = pids(keeper)
        assert len(found) == 2
        assert keeper.stdin is not None
        keeper.stdin.close()
        assert gone(found)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt the orphans below it")
def test_a_child_that_left_its_session_and_lost_its_parent_is_ended_too() -> None:
    with keep("os._exit(3)") as keeper:
        found = pids(keeper)
        assert keeper.wait(10) == 3
        assert gone(found)


def test_a_service_that_will_not_end_is_made_to() -> None:
    with keep("import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)") as keeper:
        found = pids(keeper)
        assert keeper.stdin is not None
        keeper.stdin.close()
        assert gone(found, 10)


def test_a_command_that_is_not_there() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assay.runtime.keeper", "no-such-program-here"],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 127
    assert "cannot start no-such-program-here" in done.stderr
    assert "Traceback" not in done.stderr
