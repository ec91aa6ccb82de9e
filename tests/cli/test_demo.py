"""The demo as a person sees it: each stage is told, the promoted suite passes, and a defect turns it red."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import assay as assay_package
from tests.cli.command import CONTROL, Ran, assay


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of somebody whose own tests and settings would stop pytest."""
    folder = tmp_path_factory.mktemp("somebody")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (folder / "conftest.py").write_text("raise RuntimeError('not for the demo')\n")
    return folder


@pytest.fixture(scope="module")
def shown(folder: Path) -> Ran:
    return assay("demo", cwd=folder, env={"PYTEST_ADDOPTS": "--no-such-option"}, patience=180)


def test_every_stage_is_told_in_order(shown: Ran) -> None:
    assert shown.code == 0, shown.said
    places = [shown.out.index(f"\n{number}. ") for number in range(2, 8)]
    assert places == sorted(places)
    assert not CONTROL.search(shown.said)
    assert shown.err == ""


def test_the_promoted_suite_passes_on_the_shop(shown: Ran) -> None:
    passed = shown.out.partition("\n6. ")[2].partition("\n7. ")[0]
    assert " passed in " in passed
    assert "failed" not in passed


def test_a_defect_turns_it_red_and_the_plugin_shows_the_exchange(shown: Ran) -> None:
    red = shown.out.partition("\n7. ")[2]
    assert "1 failed, " in red
    assert "assert 201 == 403" in red
    assert "[1] POST http://127.0.0.1:" in red
    assert "$ curl http://127.0.0.1:" in red
    assert "Authorization: Bearer ***" in red


def test_it_writes_nothing_but_its_own_folder(shown: Ran, folder: Path) -> None:
    assert shown.code == 0
    assert {path.name for path in folder.iterdir()} == {".assay", "pytest.ini", "conftest.py"}
    assert (folder / ".assay" / "demo.html").is_file()
    assert (folder / ".assay" / "demo" / "api" / "test_orders.py").is_file()


def test_without_pytest_it_says_what_to_install(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    for one in Path(pytest.__file__).parents[1].iterdir():
        if "pytest" not in one.name:
            (site / one.name).symlink_to(one)
    env = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join((str(site), str(Path(assay_package.__file__).parents[1])))}
    command = [sys.executable, "-S", "-m", "assay", "demo"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pip install pytest httpx" in done.stdout
    assert "\n6. " not in done.stdout


def test_the_suite_ends_with_whoever_started_it(tmp_path: Path) -> None:
    (tmp_path / "test_long.py").write_text("import time\n\ndef test_long():\n    time.sleep(600)\n")
    command = [sys.executable, "-m", "assay.demo.pytest_run", "-p", "no:cacheprovider", str(tmp_path)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    with subprocess.Popen(command, cwd=tmp_path, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert b"test session starts" in child.stdout.readline()
        child.stdin.close()
        child.wait(30)
