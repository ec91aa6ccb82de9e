"""An encoded body with what headers and signatures have to know of it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from assay.formats.ecmascript import to_string
from assay.model.command import FileFacts, FileRefused
from assay.model.http import Body, BytesPart
from assay.model.suite import Entry
from assay.model.world import World

Files = Mapping[str, FileFacts | FileRefused]
"""What was found out about each path of `needed_files`."""

FORM = "application/x-www-form-urlencoded"


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """An encoded body. Without one, `parts` is empty and `mode` is None."""

    parts: Body = ()
    content_type: str | None = None
    """The type that Postman declares for it; for a body of a file that has none, None."""
    mode: str | None = None
    language: str | None = None
    boundary: str | None = None
    """What parts a multipart body."""
    form: tuple[tuple[str, str], ...] | None = None
    """The enabled fields of an urlencoded body, decoded, in their order."""
    warnings: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes to be sent."""
        return sum(len(part.data) if isinstance(part, BytesPart) else part.size for part in self.parts)


EMPTY = Content()


class Encoding(msgspec.Struct, frozen=True, kw_only=True):
    """What encoding a body takes beside the body."""

    files: Files
    world: World
    headers: tuple[Entry, ...] = ()


def content_type_of(headers: tuple[Entry, ...]) -> str | None:
    """The last enabled Content-Type that the user wrote."""
    named = (entry for entry in reversed(headers) if entry.enabled and (entry.key or "").lower() == "content-type")
    return next((to_string(entry.value) for entry in named), None)
