"""A defect: what is wrong with the shop, of which kind, which rule of a tester should tell, and what makes it so."""

from collections.abc import Callable

import msgspec

Plant = Callable[[], None]


class Defect(msgspec.Struct, frozen=True, kw_only=True):
    """`what` is one clause in the present tense; `rule` names the kind of rule that is expected to notice."""

    kind: str
    what: str
    rule: str
    plant: Plant


def of_kind(kind: str, rows: dict[str, tuple[str, str, Plant]]) -> dict[str, Defect]:
    """The defects of one kind by name, from rows of what, rule and plant."""
    return {name: Defect(kind=kind, what=what, rule=rule, plant=plant) for name, (what, rule, plant) in rows.items()}
