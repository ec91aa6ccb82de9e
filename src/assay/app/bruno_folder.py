"""A collection of Bruno from its folder."""

from __future__ import annotations

from pathlib import Path

from assay.app.sources import read_tree
from assay.formats.document import Document

_NAMES = (".bru", "bruno.json", ".yml", ".yaml")
MARKS = ("bruno.json", "collection.bru", "opencollection.yml", "opencollection.yaml")


def is_bruno_folder(path: Path) -> bool:
    """Whether a folder is the top of a collection."""
    return any((path / name).is_file() for name in MARKS)


def load_bruno(path: str) -> Document:
    """The collection in a folder. Raises InputError."""
    from assay.formats.bruno.read import read_bruno_folder  # it brings YAML along

    return read_bruno_folder(read_tree(path, _NAMES), name=Path(path).resolve().name)
