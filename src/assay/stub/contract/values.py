"""The value of a declared answer: its examples first, then what is made from its schema. Known once, it stays."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from assay.contract.kinds import item_schema, properties
from assay.contract.validation import Validators
from assay.formats.openapi.sampling import sample
from assay.model.contract import Contract, Media, Schema

_TRIES = 4
_STEP = 104_729
"""Between the seeds that are tried, where what comes of one is not valid."""
_KEPT = 2_000
_DEEPEST = 12
_PLENTY = (100, 10, 1)
_FROM_ZERO = re.compile(r"offset|page|skip|index|error|fail|retr|version|code|status", re.IGNORECASE)
"""Names of numbers for which nothing is as good as much."""
_GIVEN = frozenset({"const", "default", "enum", "examples"})


class Values:
    """For one contract; the same seed gives the same values."""

    def __init__(self, contract: Contract, validators: Validators, seed: int) -> None:
        self._contract = contract
        self._validators = validators
        self._seed = seed
        self._known: dict[tuple[int, bool], tuple[Media, Any]] = {}

    def of(self, media: Media, *, dynamic: bool = False) -> Any:
        """A value of one's own: it may be changed."""
        key = (id(media), dynamic)
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = media, self._found(media, dynamic)  # with the media: its id stays its own
        return copy.deepcopy(self._known[key][1])

    def _found(self, media: Media, dynamic: bool) -> Any:
        """The first candidate that the schema allows; the first of all where none is."""
        first, is_first = None, True
        for value in self._candidates(media, dynamic):
            if is_first:
                first, is_first = value, False
            if self.is_valid(media.schema, value):
                return value
        return first

    def _candidates(self, media: Media, dynamic: bool) -> Iterator[Any]:
        if not dynamic:
            yield from media.examples
        for turn in range(_TRIES):
            made = self.made(media.schema, self._seed + turn * _STEP)
            generous = self._generous(copy.deepcopy(made), media.schema)
            yield from (generous, made) if generous != made else (made,)
        yield self.made(media.schema, self._seed, optional=False)

    def made(self, schema: Schema, seed: int, *, name: str = "", optional: bool = True) -> Any:
        """A value for a schema."""
        return sample(schema, self._contract, seed=seed, direction="response", name=name, optional=optional)

    def _generous(self, value: Any, schema: Schema, depth: int = 0) -> Any:
        """With more than nothing of whatever is counted: callers stop at an empty shelf. Changed in place."""
        if depth > _DEEPEST:
            return value
        if isinstance(value, dict):
            known = properties(schema, self._contract.definitions)
            for name, inner in value.items():
                value[name] = self._more(name, inner, known.get(name, True), depth)
        elif isinstance(value, list):
            inner_schema = item_schema(schema, self._contract.definitions)
            value[:] = [self._generous(inner, inner_schema, depth + 1) for inner in value]
        return value

    def _more(self, name: str, value: Any, schema: Schema, depth: int) -> Any:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return self._generous(value, schema, depth + 1)
        if value or not isinstance(schema, dict) or _FROM_ZERO.search(name) or _GIVEN & schema.keys():
            return value
        return next((more for more in _PLENTY if self.is_valid(schema, more)), value)

    def is_valid(self, schema: Schema, value: Any) -> bool:
        """Whether the schema allows it."""
        return not self._validators.check(schema, value, "response")
