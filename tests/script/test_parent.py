"""No sandbox outlives the process that started it by a second, not even one that never looks up."""

from __future__ import annotations

import subprocess
import sys
import time

import psutil
import pytest

PARENT = """
import asyncio, sys
from assay.script import Sandbox
from tests.script.stage import Host, Stage

async def main():
    sandbox = await Sandbox.start()
    stage = Stage.__new__(Stage)
    stage._ids = iter(range(9))
    await sandbox.execute(stage.script("1", "test", 9, {}), Host())
    print(sandbox._starting.result()._process.pid, flush=True)
    await sandbox.execute(stage.script(sys.argv[1], "test", 60, {}), Host())

asyncio.run(main())
"""


def ended(process: psutil.Process, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere an endless loop does not notice its parent's end")
@pytest.mark.parametrize("source", ["for (;;);", "await new Promise(() => {})", "for (;;) console.log(1)"])
def test_the_child_dies_with_its_parent(source: str) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, source], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        time.sleep(0.2)
        assert child.is_running()
        parent.kill()
        assert ended(child, 5)
