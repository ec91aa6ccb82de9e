"""A page of the documentation, taken apart into its blocks and the remarks for whoever runs them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
REMARKS = frozenset({"with", "file", "env", "run", "exit", "not run"})

_PART = re.compile(
    r"^<!--[ ]*(?P<name>[a-z ]+):[ ]*(?P<value>[^\n]*?)(?:\n(?P<text>.*?)\n|[ ]*)-->$"
    r"|^(?P<indent>[ ]*)```(?P<language>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)


class Remark(NamedTuple):
    """A comment for the tests."""

    line: int
    name: str
    value: str
    text: str


class Block(NamedTuple):
    """A fenced block; `language` is the word behind its fence."""

    line: int
    language: str
    body: str


def pages() -> list[Path]:
    """Every page that a reader may open."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page: Path) -> str:
    """The page as tests call it."""
    return page.relative_to(ROOT).as_posix()


def parts(text: str) -> Iterator[Remark | Block]:
    """Remarks and blocks in the order in which they stand."""
    for found in _PART.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found["name"] is not None:
            if found["name"] in REMARKS:
                yield Remark(line, found["name"], found["value"].strip(), found["text"] or "")
            continue
        indent = len(found["indent"])
        body = "".join(one[indent:] if one.strip() else one for one in found["body"].splitlines(keepends=True))
        yield Block(line, found["language"].strip(), body)


def prose(text: str) -> str:
    """The page without its blocks and remarks."""
    return _PART.sub("", text)
