"""A collection reads inside its working directory, and nowhere else unless it is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.model.command import FileFacts, FileRefused
from assay.runtime.files import Files


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("hello")
    (tmp_path / "secret.txt").write_text("s")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret.txt")
    return tmp_path / "in"


def test_inside(here: Path) -> None:
    assert Files(here).inspect("a.txt") == FileFacts(path=str(here / "a.txt"), size=5)
    assert Files(here).inspect(str(here / "a.txt")) == FileFacts(path=str(here / "a.txt"), size=5)
    assert Files(here).read(str(here / "a.txt"), 5) == b"hello"


@pytest.mark.parametrize("path", ["../secret.txt", "link", "/etc/passwd", "x/../../secret.txt"])
def test_outside_names_the_file_and_the_option(here: Path, path: str) -> None:
    refused = Files(here).inspect(path)
    assert isinstance(refused, FileRefused)
    assert path in refused.reason
    assert "--insecure-file-read" in refused.reason


def test_outside_when_allowed(here: Path) -> None:
    assert isinstance(Files(here, outside=True).inspect("../secret.txt"), FileFacts)


@pytest.mark.parametrize(
    ("path", "why"),
    [("nope", "no such file"), (".", "is not a file"), ("", "missing file source"), ("a\0b", "missing file source")],
)
def test_what_cannot_be_read(here: Path, path: str, why: str) -> None:
    refused = Files(here).inspect(path)
    assert isinstance(refused, FileRefused)
    assert why in refused.reason


def test_a_file_over_the_limit(here: Path) -> None:
    assert isinstance(Files(here).read(str(here / "a.txt"), 4), FileRefused)
