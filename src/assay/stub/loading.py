"""WireMock's files from disk: one mapping, many, or a folder with `mappings/` and `__files/`."""

from __future__ import annotations

import itertools
import os
import uuid
from collections.abc import Callable
from pathlib import Path

import msgspec

from assay.formats.wiremock.read import MAX_MAPPINGS, read_mappings
from assay.formats.wiremock.write import write_mapping
from assay.model.errors import InputError
from assay.model.stub.mapping import Mapping
from assay.stub.files import Files

MAX_BYTES = 32 * 1024 * 1024
"""Bytes of one file of mappings."""


def load(path: Path) -> tuple[tuple[Mapping, ...], Files]:
    """The mappings of a file or folder, in the order of their names, and where their bodies are. Raises InputError."""
    if path.is_dir():
        root = path / "mappings" if (path / "mappings").is_dir() else path
        folder = path / "__files" if (path / "__files").is_dir() or root != path else path.parent / "__files"
        found = [mapping for file in _files(root) for mapping in load_file(file)]
        return tuple(found), Files(folder)
    beside = path.parent / "__files" if path.parent.name != "mappings" else path.parent.parent / "__files"
    return load_file(path), Files(beside if beside.is_dir() else None)


def _files(root: Path) -> list[Path]:
    """JSON files below a folder; links are not followed, so that no circle is walked."""
    found: list[Path] = []
    for folder, _, names in os.walk(root, followlinks=False):
        found += [Path(folder) / name for name in names if name.lower().endswith(".json")]
        if len(found) > MAX_MAPPINGS:
            raise InputError(f"This folder holds more than {MAX_MAPPINGS:,} mappings.", where=str(root))
    return sorted(found)


def load_file(path: Path) -> tuple[Mapping, ...]:
    """The mappings of one file; one without an id has the same one each time it is read. Raises InputError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"This file holds more than {MAX_BYTES:,} bytes.", where=str(path), remedy="Split it.")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"This file cannot be read: {error.strerror}.", where=str(path)) from None
    return read_mappings(data, file=str(path), new_id=ids_for(path))


def ids_for(path: Path) -> Callable[[], str]:
    """Ids for the mappings of a file, the same ones each time."""
    numbers = itertools.count()
    return lambda: str(uuid.uuid5(uuid.NAMESPACE_URL, f"{path.name}#{next(numbers)}"))


def keep_in(folder: Path, mappings: list[Mapping]) -> None:
    """Write mappings as a file each, named by their ids. Raises InputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for mapping in mappings:
            text = msgspec.json.format(msgspec.json.encode(write_mapping(mapping)), indent=2)
            (folder / f"{mapping.id}.json").write_bytes(text + b"\n")
    except OSError as error:
        raise InputError(f"The mappings cannot be written: {error.strerror}.", where=str(folder)) from None
