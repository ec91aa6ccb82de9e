"""Where the exchanges of one command are kept: the folder, the project's key, a new log, and how much stays.

Nothing here raises where a place cannot be written: the history is then off, and one sentence says so.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

MOST_BYTES = 200 * 1000 * 1000
MOST_FILES = 5_000
SWEPT_EVERY = 16
"""Commands between two looks at the sizes of all logs; a large log has one of its own (`settle`)."""
LARGE = 1_000_000
"""Bytes of a log after which the sizes are looked at."""

KEY_LENGTH = 32
FOLDER = Path("log", "curl")

Draw = Callable[[int], bytes]
"""So many random bytes."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a command writes its log, and the key of its stand-ins."""

    key: bytes
    log: Path | None
    """An empty file of our own; None where nothing can be kept."""
    warning: str = ""
    """Why nothing can be kept."""


def home(directory: Path, environment: Mapping[str, str]) -> Path:
    """ASSAY_HOME, else `.assay` in the directory of the project (the working directory without one)."""
    return Path(environment.get("ASSAY_HOME") or directory / ".assay")


def begin(home: Path, *, now: float, draw: Draw, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES) -> Place:
    """A place for the log of one command, after the oldest logs have made room for it.

    `now` is in seconds since the epoch.
    """
    try:
        folder = prepared(home)
        names = logs(folder)
        log = new_log(folder, now, draw)
    except OSError as error:
        why = f"the history is off: {error.filename or home} cannot be written ({error.strerror or error})"
        return Place(key=key(home, draw), log=None, warning=why)
    if len(names) >= most_files or len(names) % SWEPT_EVERY == 0:
        prune(folder, most_bytes, most_files)
    return Place(key=key(home, draw), log=log)


def settle(log: Path) -> None:
    """Make room again where the log that was just written is large."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > LARGE:
            prune(log.parent)


def prepared(home: Path) -> Path:
    """The folder of the logs, kept out of git."""
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    ignore = home / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


def new_log(folder: Path, now: float, draw: Draw) -> Path:
    """An empty file whose name sorts behind those of earlier commands (UTC, to the microsecond)."""
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%d-%H%M%S-%f")
    path = folder / f"{stamp}-{draw(3).hex()}.jsonl"
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
    return path


def logs(folder: Path) -> list[str]:
    """The names of all logs, oldest first; none where there is no folder. Raises OSError where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return sorted(entry.name for entry in found if entry.name.endswith(".jsonl"))
    except FileNotFoundError:
        return []


def prune(folder: Path, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES) -> None:
    """Delete the oldest logs until both limits hold; the newest always stays, and so does what cannot be deleted."""
    with contextlib.suppress(OSError):
        names = logs(folder)
        sizes = {name: _size(folder / name) for name in names}
        files, total = len(names), sum(sizes.values())
        for name in names[:-1]:
            if files <= most_files and total <= most_bytes:
                return
            files, total = files - 1, total - sizes[name]
            with contextlib.suppress(OSError):
                (folder / name).unlink()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def key(home: Path, draw: Draw) -> bytes:
    """The project's key for stand-ins, made once; one for this command alone where none can be kept."""
    path = home / "key"
    known = kept_key(home)
    if known is not None:
        return known
    fresh = draw(KEY_LENGTH)
    try:
        _put(path, fresh, draw(4).hex())
    except OSError:
        return fresh
    return kept_key(home) or fresh


def kept_key(home: Path) -> bytes | None:
    """The key that earlier commands have used; None where there is none yet."""
    try:
        found = (home / "key").read_bytes()
    except OSError:
        return None
    return found if len(found) == KEY_LENGTH else None


def _put(path: Path, content: bytes, mark: str) -> None:
    """Write a file whole, readable by its owner alone; of two commands that do so at once, the first wins."""
    draft = path.with_name(f"key-{mark}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "wb") as sink:
            sink.write(content)
        _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _publish(draft: Path, path: Path) -> None:
    """Give the draft its name, unless another command was first; what has the name and is no key gives way."""
    try:
        os.link(draft, path)
    except FileExistsError:
        if kept_key(path.parent) is None:
            os.replace(draft, path)
    except OSError:  # a file system without links
        os.replace(draft, path)
