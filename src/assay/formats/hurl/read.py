"""A Hurl file to a suite: each entry is a step, captures and asserts are its test script."""

from __future__ import annotations

from collections import Counter

from assay.formats.document import Document
from assay.formats.hurl.cursor import Cursor
from assay.formats.hurl.entries import entries
from assay.formats.hurl.entry import Entry
from assay.formats.hurl.step import to_step
from assay.formats.postman.ids import stable_id
from assay.formats.text import decode_text
from assay.model.errors import InputError
from assay.model.suite import Step, Suite

MAX_BYTES = 16 * 1024 * 1024


def read_hurl(data: bytes, *, name: str) -> Document:
    """The entries of a file. What is not kept is in the suite's warnings, with its line.

    Raises InputError with line and column for what is no Hurl, and for a file without a request.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"This file is larger than {MAX_BYTES // 1024 // 1024} MB.", where=name, remedy="Split it.")
    cursor = Cursor(decode_text(data).replace("\r\n", "\n"), name)
    steps = _steps(cursor, list(entries(cursor)))
    if not steps:
        remedy = "An entry begins with a method and a URL, as `GET https://api.example.com/users`."
        raise InputError("This file holds no request.", where=name, remedy=remedy)
    title = name.replace("\\", "/").rpartition("/")[2]
    return Document(
        suite=Suite(id=stable_id("hurl", title), name=title, items=tuple(steps), warnings=tuple(cursor.notes))
    )


def _steps(cursor: Cursor, found: list[Entry]) -> list[Step]:
    steps: list[Step] = []
    seen: Counter[str] = Counter()
    for number, entry in enumerate(found):
        name = f"{entry.method} {_shown(entry.url)}"
        seen[name] += 1
        title = f"{name} ({seen[name]})" if seen[name] > 1 else name
        steps.append(to_step(entry, title, f"{cursor.name}/{number}", cursor.note))
    return steps


def _shown(url: str) -> str:
    """The path of a URL, without its host and query."""
    rest = url.partition("?")[0].partition("://")
    path = (rest[2] or rest[0]).partition("/")
    return "/" + path[2] if path[1] else path[0]
