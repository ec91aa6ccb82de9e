"""Where the configuration of a project lies."""

from __future__ import annotations

from pathlib import Path

FILE = "assay.toml"


def find(start: Path) -> Path | None:
    """The nearest assay.toml, else the nearest pyproject.toml with [tool.assay], searched upwards."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder / FILE
        if "tool.assay" in safe_text(folder / "pyproject.toml"):
            return folder / "pyproject.toml"
    return None


def safe_text(path: Path) -> str:
    """The text of a file, or nothing where there is none to be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
