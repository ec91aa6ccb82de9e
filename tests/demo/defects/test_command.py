"""`assay demo --defect`: the list, and a name that there is not."""

import subprocess
import sys

from assay.demo.defects import BEHIND, DEFECTS


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assay", "demo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_list_tells_name_kind_and_what() -> None:
    run = demo("--defect", "list")
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [*DEFECTS, *BEHIND]
    for line, defect in zip(lines, [*DEFECTS.values(), *BEHIND.values()], strict=True):
        assert line.split(maxsplit=2)[1:] == [defect.kind, defect.what]


def test_a_name_that_there_is_not_is_told_with_the_nearest() -> None:
    run = demo("--serve", "--defect", "order-open")
    assert run.returncode == 2
    assert "Did you mean orders-open?" in run.stderr
