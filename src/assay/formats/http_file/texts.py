"""Texts of an `.http` file with their variables as Postman writes them."""

from __future__ import annotations

from collections.abc import Callable

from assay.formats.http_file.chained import Reference, is_reference, reference
from assay.formats.http_file.dynamic import VARIABLE, Dynamic


class Texts:
    """Rewrites the variables of one request, and keeps what has to be done for them.

    `references` are the answers that it takes values from; `dynamic.lines` what a pre-request script has to set.
    """

    def __init__(self, named: frozenset[str], note: Callable[[str], None]) -> None:
        self._named = named
        self._note = note
        self.dynamic = Dynamic(note)
        self.references: list[Reference] = []

    def text(self, source: str) -> str:
        """The text with other names in its braces."""
        return VARIABLE.sub(lambda match: "{{" + self._name(match[1]) + "}}", source) if "{{" in source else source

    def _name(self, name: str) -> str:
        if name.startswith("%"):
            self._note(f"{{{{{name}}}}} is not percent-encoded")
            name = name[1:]
        if name.startswith("$"):
            return self.dynamic.replaced(name)
        if not is_reference(name) or name.partition(".")[0] not in self._named:
            return name
        found = reference(name)
        if found is None:
            self._note(f"{{{{{name}}}}} is no place in an answer that can be told, and stays as it is")
            return name
        self.references.append(found)
        return found.variable
