"""Runs `assay promote` as a person does, and what it wrote as pytest does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import as_file
from pathlib import Path

from assay.demo import resources

SECRETS = {
    "SHOP_PASSWORD": "alice-secret-1",
    "SHOP_STRANGER_PASSWORD": "carol-secret-1",
    "SHOP_ADMIN_PASSWORD": "ada-secret-1",
    "SHOP_NEW_USER_PASSWORD": "newbie-secret-1",
    "SHOP_WAREHOUSE_KEY": "acme-warehouse-key-1",
}
SOURCE = str(Path(__file__).parents[2] / "src")
EVERYTHING = ("--contract", str(Path(SOURCE) / "assay" / "demo" / "openapi.yaml"), "--negative", "--permissions")


def assay(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command line of assay, in a process of its own."""
    return _run([sys.executable, "-m", "assay", *arguments], cwd)


def promote_shop(url: str, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The demo's collection promoted into a folder."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with as_file(resources.collection()) as collection, as_file(resources.environment()) as environment:
        given = ("promote", str(collection), "-e", str(environment), "--url", url, "--out", str(out))
        return assay(*given, *options, cwd=out.parent)


def run_suite(
    folder: Path, url: str, *options: str, extra: Mapping[str, str] = SECRETS
) -> subprocess.CompletedProcess[str]:
    """The tests of a folder against a server."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--tb=short",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        str(folder),
    ]
    return _run([*command, *options], folder, {"SHOP_BASE_URL": url, **extra})


def tool(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """ruff or mypy, with their default rules."""
    return _run([sys.executable, "-m", *arguments], cwd)


def _run(command: Sequence[str], cwd: Path, extra: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    env |= {"PYTHONPATH": SOURCE, **(extra or {})}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)
