"""Writes proven assertions into a copy of the collection, each at the end of its request's test script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assay.app.outputs import write
from assay.app.saving.document import Document
from assay.app.trusting.mending import Mended
from assay.model.errors import InputError, UsageError
from assay.model.suite import Folder, Step, Suite

KEPT = ".orig"
"""What the name of the original ends with, where its place is taken."""


class Written(NamedTuple):
    """A mended collection."""

    path: Path
    kept: Path | None
    """The original, where it was written in place."""
    added: int
    skipped: int
    """Assertions whose request is not to be found in the file."""


def document_of(collection: str | None) -> Document:
    """The file to mend. Raises an AssayError where it cannot be mended: before anything is recorded."""
    path = Path(collection or "")
    if collection is None or not path.is_file():
        raise UsageError(
            "--fix needs the collection as a file", where=collection or "", remedy="Name a file of format v2.1."
        )
    return Document(path, "")


def write_fixed(document: Document, suite: Suite, mended: Sequence[Mended], out: str | None) -> Written:
    """Add the assertions. Without `out` the file itself is mended, and the original kept beside it."""
    by_item: dict[str, list[Mended]] = {}
    for one in mended:
        by_item.setdefault(one.item, []).append(one)
    added = 0
    for step, item in _matched(suite, document):
        for one in by_item.pop(step.id, ()):
            _append(item, one.block.text())
            added += 1
    target = Path(out) if out else document.path
    kept = None if out and target.absolute() != document.path.absolute() else _keep(document.path)
    write(target, (document.text(),))
    return Written(target, kept, added, sum(map(len, by_item.values())))


def _keep(path: Path) -> Path:
    names = (path.with_name(f"{path.name}{KEPT}{number or ''}") for number in range(1000))
    kept = next(one for one in names if not one.exists())
    try:
        shutil.copyfile(path, kept)
    except OSError as problem:
        raise InputError(f"cannot be written: {problem.strerror}", where=str(kept), remedy="Give --out FILE.") from None
    return kept


def _matched(suite: Suite, document: Document) -> Iterator[tuple[Step, dict[str, Any]]]:
    """Each request with its item of the file: they stand in the same order, and under the same name."""
    steps = list(_steps(suite.items))
    items = list(_items(document.content.get("item")))
    if len(steps) == len(items):
        yield from ((step, item) for step, item in zip(steps, items, strict=True) if item.get("name", "") == step.name)
        return
    names = [str(item.get("name", "")) for item in items]
    for step in steps:
        if names.count(step.name) == 1:
            yield step, items[names.index(step.name)]


def _steps(items: Sequence[Folder | Step]) -> Iterator[Step]:
    for one in items:
        if isinstance(one, Folder):
            yield from _steps(one.items)
        else:
            yield one


def _items(items: Any) -> Iterator[dict[str, Any]]:
    for one in items if isinstance(items, list) else ():
        if isinstance(one, dict) and isinstance(one.get("item"), list):
            yield from _items(one["item"])
        elif isinstance(one, dict):
            yield one


def _append(item: dict[str, Any], code: str) -> None:
    """Add lines to the end of the item's test script, which stays as it is."""
    events = item.setdefault("event", [])
    scripts = [event.get("script") for event in events if isinstance(event, dict) and event.get("listen") == "test"]
    for script in scripts:
        if isinstance(script, dict) and isinstance(script.get("exec"), list | str):
            held = script["exec"]
            lines = held if isinstance(held, list) else held.split("\n")
            script["exec"] = [*lines, *([""] if lines and lines[-1] else []), *code.split("\n")]
            return
    script = {"type": "text/javascript", "exec": code.split("\n")}
    events.append({"listen": "test", "script": script})
