"""A folder of YAML files read whole into memory, without following a link out of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from assay.model.errors import InputError

MAX_FILES = 20_000
MAX_BYTES = 64 * 1024 * 1024
MAX_ENTRIES = 200_000
MAX_DEPTH = 100

_NAMES = (".yaml", ".yml")
_PASSED_OVER = frozenset({"node_modules", "__pycache__", "venv"})
_HIDDEN_BUT_READ = ".resources"
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_tree(directory: str | os.PathLike[str], names: tuple[str, ...] = _NAMES) -> dict[str, bytes]:
    """The YAML files below a directory, or those that end with one of `names`, by their paths from it, with slashes.

    Of a repository with `postman/collections`, only `postman/` is read; hidden directories but `.resources` are passed
    over. Raises InputError for links, for what cannot be read, and beyond MAX_FILES files or MAX_BYTES bytes.
    """
    top = Path(directory)
    start = "postman" if (top / "postman" / "collections").is_dir() else ""
    tree: dict[str, bytes] = {}
    size = 0
    for path in _files(top, start, names):
        tree[_as_text(path)] = data = _read(top / path, MAX_BYTES - size)
        size += len(data)
        if len(tree) > MAX_FILES:
            raise InputError(f"This folder holds more than {MAX_FILES:,} files.", where=str(top))
    return tree


def _files(top: Path, start: str, names: tuple[str, ...]) -> Iterator[str]:
    """Relative paths of files that end with one of the names, directory by directory."""
    pending, seen = [(start, 0)], 0
    while pending:
        inner, depth = pending.pop()
        for entry in _entries(top / inner):
            seen += 1
            path = f"{inner}/{entry.name}" if inner else entry.name
            is_file = entry.name.endswith(names)
            if entry.is_symlink():
                _check_link(entry, path, top, is_file)
            elif entry.is_dir(follow_symlinks=False):
                pending += [(path, depth + 1)] if _is_entered(entry.name) else []
            elif is_file:
                yield path
        if seen > MAX_ENTRIES or depth > MAX_DEPTH:
            raise InputError("This folder is too large or too deep to be a collection.", where=str(top))


def _entries(directory: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(directory, error) from None


def _is_entered(name: str) -> bool:
    return name == _HIDDEN_BUT_READ or not (name.startswith(".") or name in _PASSED_OVER)


def _check_link(entry: os.DirEntry[str], path: str, top: Path, is_file: bool) -> None:
    """A link that would hold requests is refused, for leaving it out in silence would leave out tests."""
    if is_file or (_is_entered(entry.name) and _leads_to_directory(entry)):
        what = "This is a link, and links are not followed in a collection's folder."
        raise InputError(what, where=str(top / path), remedy="Put the file itself there.")


def _leads_to_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a circle of links
        return False


def _read(path: Path, left: int) -> bytes:
    """The bytes of a plain file. Opening follows no link, should one have taken its place; a pipe does not block."""
    try:
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            data = file.read(left + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if data is None or len(data) > left:
        raise InputError(f"This folder holds more than {MAX_BYTES // 1024 // 1024} MB of YAML.", where=str(path))
    return data


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(f"This cannot be read: {error.strerror or error}.", where=str(path))


def _as_text(path: str) -> str:
    """The path as text that can be written; bytes of a name that are no UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace").replace(os.sep, "/")
