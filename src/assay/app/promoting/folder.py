"""The folder that a suite goes to: what stands in it, which names are free, and how files are put there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from assay.app.promoting.putting import put_all
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


def check_out(out: str) -> None:
    """UsageError where no folder can stand: told before anything is sent."""
    folder = Path(out)
    for one in (folder, *folder.parents):
        try:
            standing, is_folder = one.exists(), one.is_dir()
        except OSError as problem:
            raise UsageError(f"it cannot be a folder: {problem.strerror}", where=f"--out {out}"[:200]) from None
        if standing and not is_folder:
            raise UsageError(f"{one} is a file, not a folder", where=f"--out {out}", remedy="Name a folder.")
        if standing:
            break
    if not os.access(one, os.W_OK | os.X_OK):
        raise UsageError(f"{one} cannot be written to", where=f"--out {out}", remedy="Name another folder.")


def find_place(out: str, suite: str, paths: list[str]) -> Place:
    """The folder of --out, or one below it where other people's files have our names."""
    folder = Path(out)
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
    if not place.is_file():
        raise InputError("something that is no file has the name of one of ours", where=str(place))
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
    try:
        files = {}
        for path, text in outcome.write.items():
            if read_text(place.folder, path) != text:
                files[place.folder / path] = _with_line_ends(text, place.folder / path)
        done = list(files)
        manifest, known = place.folder / NAME, written(outcome.manifest)
        if not manifest.exists() or manifest.read_bytes() != known:
            files[manifest] = known
        put_all(files, [place.folder / path for path in outcome.remove])
    except OSError as problem:
        raise InputError(
            f"cannot be written: {problem.strerror}", where=str(place.folder), remedy="Nothing was changed in it."
        ) from None
    return done


def _with_line_ends(text: str, target: Path) -> bytes:
    """The bytes of a file, with line ends as they were."""
    data = text.encode("utf-8", "replace")
    if target.exists() and b"\r\n" in target.read_bytes()[:LARGEST]:
        return data.replace(b"\n", b"\r\n")
    return data
