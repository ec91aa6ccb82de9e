"""What the readers of all parts of one contract share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from assay.formats.openapi.files import Files, Read
from assay.formats.openapi.node import Node
from assay.formats.openapi.notes import Notes
from assay.formats.openapi.references import References
from assay.formats.openapi.schemas import Schemas
from assay.formats.openapi.versions import version_of

T = TypeVar("T")


class Reading:
    """One reading of one contract: its files, its schemas, what there is to say, and parts that were read before."""

    def __init__(self, given: Mapping[str, bytes], main: str, read: Read | None) -> None:
        self.notes = Notes()
        self.files = Files(given, main, read)
        self.root = self.files.tree(main)
        self.dialect = version_of(self.root)
        self.references = References(self.files, self.notes)
        self.schemas = Schemas(self.references, self.notes, old=self.dialect in ("2.0", "3.0"))
        self._parts: dict[tuple[str, ...], object] = {}

    @property
    def is_swagger(self) -> bool:
        """Whether the document is OpenAPI 2.0, which says many things in another way."""
        return self.dialect == "2.0"

    def part(self, node: Node, reader: Callable[[Node], T | None], *key: str) -> T | None:
        """What `reader` makes of a node or of what its $ref means; read once for each place and further key."""
        self.notes.count(node)
        target = self.references.follow(node)
        if target is None:
            return None
        name = (reader.__name__, *target.place, *key)
        if name not in self._parts:
            self._parts[name] = reader(target)
        return self._parts[name]  # type: ignore[return-value] # the reader's name stands in the key
