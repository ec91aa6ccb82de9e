"""Files that a person asked for: where each goes, and written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from assay.model.errors import AssayError, InputError

FOLDER = Path("newman")
"""Where Newman puts what has no path of its own."""


def target(path: str | None, default: str, *, now: float) -> Path:
    """The file to write. Without a path it is `newman/<default>` with the time in its name, as in Newman; a folder
    gets such a file inside."""
    name, dot, suffix = default.rpartition(".")
    stamped = f"{name}-{stamp(now)}0{dot}{suffix}"
    if path is None:
        return FOLDER / stamped
    given = Path(path)
    return given / stamped if given.is_dir() or path.endswith(("/", os.sep)) else given


def stamp(now: float) -> str:
    """A time as Newman writes it into file names: 2026-11-24-08-15-30-123-."""
    moment = datetime.fromtimestamp(now, UTC)
    return f"{moment:%Y-%m-%d-%H-%M-%S}-{moment.microsecond // 1000:03d}-"


def write(path: Path, chunks: Iterable[str | bytes], *, private: bool = False) -> None:
    """Write a file whole or not at all: under another name first, so that a failure leaves no half of it.

    A `private` one can be read by its owner alone.

    Raises InputError where it cannot be written; nothing is left behind then.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            write_through(path, chunks)  # a pipe or a device, which no other file can take the place of
            return
        if private:
            draft.touch(0o600)
        write_through(draft, chunks)
        draft.replace(path)
    except OSError as problem:
        raise InputError(
            f"cannot be written: {problem.strerror or problem}", where=str(path), remedy="Name another path."
        ) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def write_through(path: Path, chunks: Iterable[str | bytes]) -> None:
    """Chunk after chunk, text as UTF-8."""
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk.encode("utf-8", "backslashreplace") if isinstance(chunk, str) else chunk)


def attempt(writings: Iterable[Callable[[], None]]) -> list[str]:
    """Do each of them; returns what the failed ones complain about."""
    problems = []
    for writing in writings:
        try:
            writing()
        except AssayError as problem:
            problems.append(str(problem))
    return problems
