"""Environments of Insomnia, whose values may be nested, as variables with dots in their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.formats.insomnia.node import Json, mapping, objects, text
from assay.formats.insomnia.tags import Texts
from assay.formats.postman.ids import stable_id
from assay.model.errors import InputError
from assay.model.names import is_secret
from assay.model.variable import Environment, Variable

MAX_VARIABLES = 20_000


def to_environment(told: Json, texts: Texts, used: set[str]) -> Environment:
    """An environment. `used` are the names that templates ask for: an object is a variable only where one is asked for.

    Raises InputError where it holds too many values.
    """
    name = text(told.get("name"))
    variables: dict[str, Variable] = {}
    secret = {text(one.get("name")) for one in objects(told.get("kvPairData")) if one.get("type") == "secret"}
    for key, value in leaves(mapping(told.get("data")), "", used):
        variables[key] = _variable(key, value, texts, hidden=key in secret)
        if len(variables) > MAX_VARIABLES:
            raise InputError(f"The environment {name[:80]!r} has more than {MAX_VARIABLES:,} values.")
    return Environment(id=stable_id("insomnia", name), name=name, variables=tuple(variables.values()))


def leaves(value: Json | list[Any], path: str, used: set[str]) -> Iterator[tuple[str, Any]]:
    """Names and values, those inside of objects and lists with dots in their names."""
    pairs = value.items() if isinstance(value, dict) else ((str(index), one) for index, one in enumerate(value))
    for name, member in pairs:
        key = f"{path}.{name}" if path else str(name)
        nested = isinstance(member, dict | list)
        if not nested or not member or key in used or (not path and isinstance(member, list)):
            yield key, member
        if nested:
            yield from leaves(member, key, used)


def _variable(key: str, value: Any, texts: Texts, *, hidden: bool) -> Variable:
    told = texts.text(value) if isinstance(value, str) else value
    secret = hidden or (is_secret(key.rpartition(".")[2]) and isinstance(told, str) and "{{" not in told and bool(told))
    return Variable(key=key, value=told, type="secret" if secret else "any", secret=secret)
