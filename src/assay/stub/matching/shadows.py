"""Mappings that can never answer, because another one that is tried first fits every request that they fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from assay.model.stub.mapping import Expected, Mapping
from assay.stub.matching.index import Entry


class Shadow(NamedTuple):
    """A mapping that never answers, and the one that does in its place."""

    hidden: Mapping
    before: Mapping

    def sentence(self) -> str:
        """For a person."""
        return f"{_name(self.hidden)} never answers: {_name(self.before)} fits the same requests and is tried first."


def shadows(entries: Iterable[Entry]) -> list[Shadow]:
    """What is hidden for sure: the same request, or one for everything; scenarios and limits are left alone."""
    first: dict[str, Mapping] = {}
    found, everything = [], None
    for entry in sorted(entries, key=lambda entry: entry.rank):
        mapping = entry.mapping
        key = repr(mapping.when)
        before = everything or first.get(key)
        if before is not None:
            found.append(Shadow(mapping, before))
        elif not mapping.scenario:
            first[key] = mapping
            everything = mapping if mapping.when == Expected() else everything
    return found


def _name(mapping: Mapping) -> str:
    when = mapping.when
    told = mapping.name or f"{when.method if when.method != 'ANY' else 'any method'} {when.address.text or 'any path'}"
    return f"{told} ({mapping.source})" if mapping.source else told
