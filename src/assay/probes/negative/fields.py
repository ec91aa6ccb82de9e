"""Every place in a body that a schema says something about, with what may not stand there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from assay.contract.kinds import properties
from assay.formats.openapi.sampling import sample
from assay.model.contract import Contract, Schema
from assay.probes.bodies import resolved
from assay.probes.negative.leniency import ignores_unknown, mends
from assay.probes.negative.values import Repeated, Wrong, wrong_root, wrong_values
from assay.probes.pointer import MISSING, joined, tokens

DEEPEST = 5
MOST = 400
"""Wrong values of one body."""
EXTRA = "assay_unknown"
"""A field that no schema names."""


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """One change that makes a good body a forbidden one."""

    pointer: str
    wrong: Wrong
    frame: tuple[str, Any] | None = None
    """The outermost field on the way, with a value that has every place inside of it; None for what is outermost."""


def breaks(schema: Schema, contract: Contract) -> Iterator[Break]:
    """Changes of a body, each of which alone breaks its schema, outermost first."""
    return islice(_framed(schema, contract), MOST)


def _framed(schema: Schema, contract: Contract) -> Iterator[Break]:
    """Each with what it stands in: a good body need not have what is not required."""
    fields = properties(resolved(schema, contract), contract.definitions)
    frames: dict[str, tuple[str, Any]] = {}
    for one in _of(schema, contract, (), 0):
        keys = tokens(one.pointer)
        name = keys[0] if len(keys) > 1 or isinstance(one.wrong.value, Repeated) else ""
        if name in fields and name not in frames:
            frames[name] = (joined(name), sample(fields[name], contract, optional=True, name=name))
        yield msgspec.structs.replace(one, frame=frames.get(name))


def _of(schema: Schema, contract: Contract, place: tuple[str | int, ...], depth: int) -> Iterator[Break]:
    one = resolved(schema, contract)
    if depth > DEEPEST or not one:
        return
    for wrong in _wrong(one, contract) if place else wrong_root(one, contract):
        yield Break(pointer=joined(*place), wrong=wrong)
    fields = properties(one, contract.definitions)
    if fields or isinstance(one.get("additionalProperties"), dict):
        yield from _fields(one, fields, contract, place, depth)
    items = one.get("items")
    if isinstance(items, dict):
        yield from _of(items, contract, (*place, 0), depth + 1)


def _wrong(one: dict[str, Any], contract: Contract) -> Iterator[Wrong]:
    """What may not stand there; of what is mended, as its description says, nothing."""
    return iter(()) if mends(one) else wrong_values(one, contract)


def _fields(
    one: dict[str, Any], fields: dict[str, Schema], contract: Contract, place: tuple[str | int, ...], depth: int
) -> Iterator[Break]:
    required = set(one.get("required", ()))
    for name, schema in fields.items():
        inner = resolved(schema, contract)
        if inner.get("readOnly") is True:
            continue
        if name in required:
            missing = Wrong(keyword="required", why="is missing", value=MISSING, weight=72)
            yield Break(pointer=joined(*place, name), wrong=missing)
        yield from _of(schema, contract, (*place, name), depth + 1)
    for name, others in one.get("dependentRequired", {}).items():
        for other in others:
            alone = Wrong(keyword="required", why=f"is missing beside {name}", value=MISSING, weight=55)
            yield Break(pointer=joined(*place, other), wrong=alone)
    free = one.get("additionalProperties")
    if isinstance(free, dict) and (values := resolved(free, contract)):
        yield from (Break(pointer=joined(*place, EXTRA), wrong=wrong) for wrong in _wrong(values, contract))
    if free is False and not ignores_unknown(contract.description):
        extra = Wrong(keyword="additionalProperties", why="is not declared", value=1, weight=58)
        yield Break(pointer=joined(*place, EXTRA), wrong=extra)
