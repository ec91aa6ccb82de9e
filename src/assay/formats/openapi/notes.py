"""What a reader has to say about a document, each thing once, and how much of it was read."""

from __future__ import annotations

from assay.formats.openapi.node import Node
from assay.model.errors import InputError

MAX_WARNINGS = 100
MAX_PARTS = 400_000
"""Operations, parameters, answers and parts of schemas that are read from one contract."""

_LONGEST = 200


class Notes:
    """Warnings in the order in which they arose, and the count of what was read."""

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}
        self._general: set[str] = set()
        self._parts = 0

    def warn(self, node: Node, what: str) -> None:
        """Say once what is wrong at a place: `what` ends the sentence that begins with the place."""
        if len(self._sentences) < MAX_WARNINGS:
            self._sentences[f"{str(node)[:_LONGEST]}: {what}"] = None

    def once(self, node: Node, what: str) -> None:
        """Say once for the whole document what is wrong at many places, with the first of them."""
        if what not in self._general:
            self._general.add(what)
            self.warn(node, what)

    def count(self, node: Node) -> None:
        """Another part is read. InputError where they are too many."""
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise InputError(f"This contract has more than {MAX_PARTS:,} parts.", where=node.file)

    @property
    def warnings(self) -> tuple[str, ...]:
        """All sentences."""
        return tuple(self._sentences)
