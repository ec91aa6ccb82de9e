"""What one line of work carries from item to item: its variables, its cookies, the data row it is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assay.engine.cookies import Jar
from assay.engine.plan import Plan
from assay.engine.scopes import Scopes
from assay.engine.select import Item
from assay.model.event import Cursor, ItemRef
from assay.model.world import World


class Lane:
    """The only mutable state of a run. Work that goes on side by side has a lane each, so nothing is shared."""

    __slots__ = ("items", "jar", "learned", "plan", "scopes", "world")

    def __init__(self, *, plan: Plan, world: World, scopes: Scopes, jar: Jar, items: Sequence[Item] = ()) -> None:
        self.plan = plan
        self.world = world
        self.scopes = scopes
        self.jar = jar
        self.items = items
        """What pm.execution.runRequest may ask for."""
        self.learned: dict[int, Mapping[str, Any]] = {}
        """What answers taught about an auth (a digest nonce, its count), by the identity of the auth as written."""

    def aside(self, variables: Mapping[str, Any]) -> Lane:
        """The same lane for a request on the side: these variables are set for it alone, cookies are shared."""
        other = Lane(plan=self.plan, world=self.world, scopes=self.scopes.copy(), jar=self.jar, items=self.items)
        other.learned = self.learned
        for name, value in variables.items():
            other.scopes.local.set(str(name), value)
        return other


class Turn:
    """One item's turn: where it stands, for events."""

    __slots__ = ("cursor", "item")

    def __init__(self, cursor: Cursor, item: ItemRef) -> None:
        self.cursor = cursor
        self.item = item
