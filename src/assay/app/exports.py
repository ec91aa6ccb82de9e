"""Writes the files that a person asked for after a run: final environment, globals, collection, cookies, reports."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from assay.app.preparing import Prepared
from assay.app.run import Finished
from assay.engine.scopes import Scope
from assay.formats.postman import collection_json, environment_json
from assay.model.errors import AssayError, InputError
from assay.version import __version__

FOLDER = Path("newman")
"""Where Newman puts what has no path of its own."""
AGENT = f"assay/{__version__}"


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


def export_all(prepared: Prepared, finished: Finished) -> list[str]:
    """Write every file that the options ask for: the final environment, globals, collection and cookies.

    Returns why some could not be written; one that fails keeps no other from being written.
    """
    options, now = prepared.options, time.time()
    paths = {
        "environment": options.export_environment,
        "globals": options.export_globals,
        "collection": options.export_collection,
        "cookie-jar": options.export_cookie_jar,
    }

    def export(name: str, path: str) -> None:
        text = json.dumps(document(name, prepared, finished), indent=2, ensure_ascii=False)
        write(target(path, f"newman-{name}.json", now=now), [text])

    return attempt(partial(export, name, path) for name, path in paths.items() if path is not None)


def attempt(writings: Iterable[Callable[[], None]]) -> list[str]:
    """Do each of them; returns what the failed ones complain about."""
    problems = []
    for writing in writings:
        try:
            writing()
        except AssayError as problem:
            problems.append(str(problem))
    return problems


def document(name: str, prepared: Prepared, finished: Finished) -> dict[str, Any]:
    """What one export holds."""
    if name == "collection":
        return collection_document(prepared)
    if name == "cookie-jar":
        return finished.run.finals.jar.dump()
    return scope_document(finished.run.finals.scope(name), name)


def collection_document(prepared: Prepared) -> dict[str, Any]:
    """The collection with the marks that Newman puts on each of its exports."""
    marks = {"name": "collection", "_postman_variable_scope": "collection"}
    exported = {"_postman_exported_at": moment(), "_postman_exported_using": AGENT}
    return collection_json(prepared.suite) | marks | exported


def scope_document(scope: Scope, kind: str) -> dict[str, Any]:
    """A scope as Newman exports it. Secrets are in it: the file is what a person asked for by name."""
    return environment_json(scope.to_environment(), kind, exported_at=moment(), exported_using=AGENT)


def moment() -> str:
    """The time of an export, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
