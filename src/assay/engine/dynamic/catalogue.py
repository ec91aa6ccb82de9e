"""All dynamic variables by name; their makers are loaded when the first of them is asked for."""

from __future__ import annotations

from assay.model.world import World

NAMES: frozenset[str] = frozenset()


def generate(name: str, world: World) -> str | None:
    """A new value for `$name`; None where there is no such variable."""
    return world.uuid() if name == "$guid" else None
