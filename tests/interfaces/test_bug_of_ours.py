"""Exit 70: one line, and a file that tells where it happened, without a word of what was being worked on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assay.interfaces.cli.guard import ours

SECRET = "a-token-in-the-message"


def burst() -> Exception:
    """An error with a cause, as one is caught: both messages hold what nobody may see."""
    try:
        try:
            json.loads(SECRET)
        except ValueError as problem:
            raise KeyError(SECRET) from problem
    except KeyError as problem:
        return problem


def test_the_file_names_places_and_no_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ours(burst()) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    (file,) = (tmp_path / ".assay").iterdir()
    assert file.name in err
    text = file.read_text(encoding="utf-8")
    assert text.index("KeyError") < text.index("JSONDecodeError")
    assert "in burst" in text
    assert SECRET not in text + err


def test_where_no_file_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".assay").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone" / "away"))
    assert ours(burst()) == 70
    assert capsys.readouterr().err == "error: a bug in assay: KeyError; no file to attach could be written\n"
