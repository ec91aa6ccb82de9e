"""The suites in examples/ are what the command writes today; `python -m tests.promote.test_examples` writes them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.demo.serve import serving
from tests.promote.promoting import EVERYTHING, promote_shop

EXAMPLES = Path(__file__).parents[2] / "examples"
SUITES = {"shop": (), "shop_with_contract": (*EVERYTHING, "--client", "requests")}


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.mark.parametrize("name", SUITES)
def test_an_example_is_what_the_command_writes(name: str, shop: str, tmp_path: Path) -> None:
    written = promoted(name, shop, tmp_path)
    assert tree(written) == tree(EXAMPLES / name)


def promoted(name: str, url: str, folder: Path) -> Path:
    """The suite, written anew."""
    out = folder / name / "api"
    done = promote_shop(url, out, *SUITES[name])
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def tree(folder: Path) -> dict[str, str]:
    """Every file by path; what says where the contract was is left out."""
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    told = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in files}
    return {path: text for path, text in told.items() if path != ".assay-promote.json"}


def main() -> int:
    """Write them into examples/."""
    with serving() as url, tempfile.TemporaryDirectory() as folder:
        for name in SUITES:
            written = promoted(name, url, Path(folder))
            shutil.rmtree(EXAMPLES / name, ignore_errors=True)
            shutil.copytree(
                written, EXAMPLES / name, ignore=shutil.ignore_patterns("__pycache__", ".assay-promote.json")
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
