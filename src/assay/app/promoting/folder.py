"""The folder that a suite goes to: what stands in it, which names are free, and how files are put there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from assay.model.errors import InputError, UsageError
from assay.promote.merge.manifest import NAME, Manifest, read_manifest, written
from assay.promote.merge.suite import Outcome
from assay.promote.naming import identifier

LARGEST = 4 * 1024 * 1024
MOST_ENTRIES = 20_000
ROOTS = frozenset({".git", "pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg", "setup.py"})


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a suite goes."""

    folder: Path
    manifest: Manifest
    taken: frozenset[str] = frozenset()
    """Names of test files elsewhere in the project, which pytest would take for ours."""
    notes: tuple[str, ...] = ()
    """Compromises that were made for what stands there."""


def find_place(out: str, suite: str, paths: list[str]) -> Place:
    """The folder of --out, or one below it where other people's files have our names."""
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise UsageError("it is a file, not a folder", where=f"--out {out}")
    below = folder / identifier(suite, "promoted", 40)
    for one in (folder, below):
        if (one / NAME).is_file():
            return Place(folder=one, manifest=_manifest(one), taken=_taken(one))
    theirs = [path for path in paths if (folder / path).exists()]
    if not theirs:
        return Place(folder=folder, manifest=Manifest(), taken=_taken(folder))
    note = f"{folder} holds {theirs[0]} of other people: the suite stands in {below}"
    return Place(folder=below, manifest=Manifest(), taken=_taken(below), notes=(note,))


def _manifest(folder: Path) -> Manifest:
    path = folder / NAME
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", where=str(path)) from None
    return read_manifest(data, str(path))


def _taken(folder: Path) -> frozenset[str]:
    """Test files in the rest of the project: two of one name stop pytest, unless packages tell them apart."""
    mine = folder.absolute()
    root = next((one for one in mine.parents if any((one / name).exists() for name in ROOTS)), mine.parent)
    found = set()
    for count, path in enumerate(_walk(root)):
        if count > MOST_ENTRIES:
            break
        is_test = path.name.startswith("test_") and path.suffix == ".py" and path.parent != mine
        if is_test and not (path.parent / "__init__.py").exists():
            found.add(path.name)
    return frozenset(found)


def _walk(root: Path) -> Iterator[Path]:
    for folder, names, files in os.walk(root):
        names[:] = [
            name for name in names if not name.startswith(".") and name not in ("node_modules", "__pycache__", "venv")
        ]
        yield from (Path(folder) / name for name in files)


def read_text(folder: Path, path: str) -> str | None:
    """The text of a file; None where there is none. InputError where it cannot be read as UTF-8."""
    place = folder / path
    if not place.exists():
        return None
    try:
        with place.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise InputError("this file is too large to be one of ours", where=str(place))
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputError("this file is not UTF-8", where=str(place), remedy="Save it as UTF-8.") from None
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", where=str(place)) from None


def put(place: Place, outcome: Outcome) -> list[Path]:
    """Write what is to be written, the manifest last. InputError where the disk does not take it."""
    done = []
    try:
        for path, text in outcome.write.items():
            target = place.folder / path
            if target.exists() and read_text(place.folder, path) == text:
                continue
            _write(target, text.encode("utf-8", "replace"), like=target)
            done.append(target)
        for path in outcome.remove:
            (place.folder / path).unlink(missing_ok=True)
        _write(place.folder / NAME, written(outcome.manifest), like=None)
    except OSError as problem:
        raise InputError(f"cannot be written: {problem.strerror}", where=str(place.folder)) from None
    return done


def _write(target: Path, data: bytes, like: Path | None) -> None:
    """Whole or not at all; line ends as they were."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if like is not None and like.exists() and b"\r\n" in like.read_bytes()[:LARGEST]:
        data = data.replace(b"\n", b"\r\n")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        draft.write_bytes(data)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
