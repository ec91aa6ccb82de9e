"""The switchboard: defects of a real team's kind that the shop can be given, one by one, to see what tests notice."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from assay.demo.defects import (
    answering,
    crashes,
    credentials,
    dependencies,
    functions,
    injections,
    inputs,
    leaks,
    lists,
    objects,
    repeats,
    states,
    wire,
)
from assay.demo.defects.defect import Defect

DEFECTS: dict[str, Defect] = {
    **answering.DEFECTS,
    **leaks.DEFECTS,
    **inputs.DEFECTS,
    **crashes.DEFECTS,
    **wire.DEFECTS,
    **lists.DEFECTS,
    **injections.DEFECTS,
    **objects.DEFECTS,
    **functions.DEFECTS,
    **credentials.DEFECTS,
    **states.DEFECTS,
    **repeats.DEFECTS,
}
"""By name: what is wrong with the shop alone."""
BEHIND: dict[str, Defect] = dependencies.DEFECTS
"""By name: what is wrong with its ways with partners; without partners they change nothing."""


class UnknownDefect(ValueError):
    """There is no such defect."""


def plant(names: Iterable[str]) -> None:
    """Give this process's shop some defects, for good. Raises UnknownDefect."""
    for name in names:
        defect = DEFECTS.get(name) or BEHIND.get(name)
        if defect is None:
            raise UnknownDefect(f"there is no defect {name!r}; there are: {', '.join((*DEFECTS, *BEHIND))}")
        defect.plant()


@contextmanager
def planted(names: Iterable[str]) -> Iterator[None]:
    """Give this process's shop some defects for as long as the block lasts. An app is made and used within it."""
    kept = [_kept(module) for name, module in list(sys.modules.items()) if name.startswith("assay.demo")]
    try:
        plant(names)
        yield
    finally:
        for module, names_in_it, tables in kept:
            _restore(module, names_in_it, tables)


def _kept(module: ModuleType) -> tuple[ModuleType, dict[str, Any], dict[str, dict[Any, Any]]]:
    """A module with all that it names, and a copy of each table among that."""
    inside = dict(vars(module))
    return module, inside, {name: dict(value) for name, value in inside.items() if _is_table(name, value)}


def _restore(module: ModuleType, inside: dict[str, Any], tables: dict[str, dict[Any, Any]]) -> None:
    vars(module).update(inside)
    for name, table in tables.items():
        inside[name].clear()
        inside[name].update(table)


def _is_table(name: str, value: object) -> bool:
    return name.isupper() and isinstance(value, dict)
