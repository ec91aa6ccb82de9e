"""Texts that hold {{variables}}, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_VARIABLE = re.compile(r"\{\{([^{}]{1,200})\}\}")


class Variable(NamedTuple):
    """A place that a value goes to."""

    name: str


Piece = str | Variable


def pieces(text: str) -> Iterator[Piece]:
    """The text in order: what is fixed, and the variables."""
    at = 0
    for found in _VARIABLE.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield Variable(found[1].strip())
        at = found.end()
    if at < len(text):
        yield text[at:]


def well_formed(text: str) -> str:
    """The text, with the sign for what is no character where half of a surrogate pair stands."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def names_in(text: str) -> list[str]:
    """The variables, each once, in order."""
    return list(dict.fromkeys(piece.name for piece in pieces(text) if isinstance(piece, Variable)))


def lone(text: str) -> str | None:
    """The name where the whole text is one variable."""
    found = _VARIABLE.fullmatch(text.strip())
    return found[1].strip() if found else None
