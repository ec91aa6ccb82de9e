"""Names in any spelling as one: `per_page`, `perPage` and `page[per]` are read by their words."""

from __future__ import annotations

from assay.probes.resources import words_of


def joined(name: str) -> str:
    """The words of a name without anything between: `perpage`."""
    return "".join(words_of(name))


def spaced(name: str) -> str:
    """The words of a name with an underscore between: `created_at`."""
    return "_".join(words_of(name))
