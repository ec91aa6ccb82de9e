"""The value of a declared answer: its examples first, then what is made from its schema. Known once, it stays."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from assay.contract.validation import Validators
from assay.formats.openapi.sampling import sample
from assay.model.contract import Contract, Media, Schema

_TRIES = 4
_STEP = 104_729
"""Between the seeds that are tried, where what comes of one is not valid."""
_KEPT = 2_000


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
            yield self.made(media.schema, self._seed + turn * _STEP)
        yield self.made(media.schema, self._seed, optional=False)

    def made(self, schema: Schema, seed: int, *, name: str = "", optional: bool = True) -> Any:
        """A value for a schema."""
        return sample(schema, self._contract, seed=seed, direction="response", name=name, optional=optional)

    def is_valid(self, schema: Schema, value: Any) -> bool:
        """Whether the schema allows it."""
        return not self._validators.check(schema, value, "response")
