"""Values made from schemas: what a person would type into a request, or show as an answer."""

from __future__ import annotations

from typing import Any

from assay.formats.openapi.sampling.pick import Pick
from assay.formats.openapi.sampling.sampler import Direction, Sampler
from assay.model.contract import Contract, Schema

__all__ = ["Direction", "sample"]


def sample(
    schema: Schema,
    contract: Contract,
    *,
    seed: int = 0,
    direction: Direction = "request",
    optional: bool = True,
    name: str = "",
) -> Any:
    """A JSON value that the schema allows: its own examples first, then its default, then what is made for it.

    The same `seed` gives the same value; 0 the plainest one. Without `optional`, an object has only the fields that
    it must have. Fields that a client only reads are no part of a request, nor the reverse. `name` is what a text
    that nothing else determines is made of. What no value is known for (a `not`, a look-around in a pattern) may
    come out wrong: judge the value where that matters.
    """
    return Sampler(contract.definitions, direction, optional=optional).value(schema, Pick(seed, f"/{name}"))
