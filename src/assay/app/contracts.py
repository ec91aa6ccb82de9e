"""The project's contract, read once: what was made of it is kept beside the history until one of its files changes."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec

from assay.app.project import Project
from assay.model.contract import Contract
from assay.model.errors import InputError
from assay.version import __version__

LARGEST = 96 * 1024 * 1024


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was when the contract was read."""

    path: str
    size: int
    changed: int
    """Nanoseconds since the epoch."""


SHAPE = 3
"""Of what is kept: one more whenever a contract learns to hold something new."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A contract in the cache, and the files that it was made of."""

    assay: str
    shape: int = 0
    files: tuple[Seen, ...]
    contract: Contract


def project_contract(project: Project, home: Path) -> Contract | None:
    """The contract that [project] names, or None. Raises InputError where it cannot be read."""
    named = project.project.contract
    return None if named is None else load_contract(Path(project.locate(named)), home / "cache")


def load_contract(path: Path, cache: Path | None = None) -> Contract:
    """A contract from a file, and from further ones in its folder. Raises InputError with line and column."""
    store = cache / f"contract-{_digest(str(path.absolute()))}.msgpack" if cache else None
    kept = _kept(store) if store else None
    if (
        kept is not None
        and (kept.assay, kept.shape) == (__version__, SHAPE)
        and all(_seen(Path(one.path)) == one for one in kept.files)
    ):
        return kept.contract
    reader = _Reader(path)
    contract = reader.contract()
    if store is not None:
        _keep(store, Kept(assay=__version__, shape=SHAPE, files=reader.files(), contract=contract))
    return contract


class _Reader:
    """Reads the files of one contract, none outside its folder, and notes which they were."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.resolve().parent
        self.paths: list[Path] = []

    def contract(self) -> Contract:
        """The contract."""
        from assay.formats.openapi import read_openapi  # YAML takes longer to import than all of a small command

        return read_openapi({}, str(self.path), read=self._read)

    def files(self) -> tuple[Seen, ...]:
        """What was read."""
        return tuple(seen for seen in map(_seen, self.paths) if seen is not None)

    def _read(self, name: str) -> bytes:
        path = Path(name)
        if not path.resolve().is_relative_to(self.folder):
            raise InputError("This file lies outside the folder of the contract.", where=name)
        self.paths.append(path)
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as problem:
            raise InputError(f"the contract cannot be read: {problem.strerror}", where=name) from None
        if len(data) > LARGEST:
            raise InputError(f"This contract is larger than {LARGEST // 1024**2} MB.", where=name)
        return data


def _seen(path: Path) -> Seen | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return Seen(path=str(path.absolute()), size=found.st_size, changed=found.st_mtime_ns)


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _kept(store: Path) -> Kept | None:
    try:
        return msgspec.msgpack.decode(store.read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _keep(store: Path, kept: Kept) -> None:
    """Where nothing can be kept, the next command reads it again."""
    draft = store.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError, TypeError, ValueError, OverflowError, RecursionError):
        store.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(msgspec.msgpack.encode(kept))
        draft.replace(store)
