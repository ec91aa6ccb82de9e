"""Puts the files of a suite where they belong: all of them, or on a full disk or an interruption none."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any


def put_all(files: Mapping[Path, bytes], remove: Sequence[Path]) -> None:
    """Replace all of these files, then remove the others. OSError, with nothing changed, where the disk is full."""
    made = [folder for target in files for folder in _missing(target.parent)]
    drafts = {target: target.with_name(f".{target.name}.{os.getpid()}") for target in files}
    try:
        for target, draft in drafts.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(files[target])
        with undisturbed():
            for target, draft in drafts.items():
                draft.replace(target)
            for target in remove:
                target.unlink(missing_ok=True)
    finally:
        for draft in drafts.values():
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
        for folder in sorted(set(made), reverse=True):
            with contextlib.suppress(OSError):
                folder.rmdir()  # only an empty one goes


def _missing(folder: Path) -> Iterator[Path]:
    for one in (folder, *folder.parents):
        if one.exists():
            return
        yield one


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait until the block is over: it must not stop half-way."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, frame: Any) -> None:
        del frame
        came.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for one in came[:1]:
        signal.raise_signal(one)
