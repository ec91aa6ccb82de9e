"""What one line of work carries from item to item: its variables, its cookies, the data row it is on."""

from __future__ import annotations

from assay.engine.cookies import Jar
from assay.engine.plan import Plan
from assay.engine.scopes import Scopes
from assay.model.event import Cursor, ItemRef
from assay.model.world import World


class Lane:
    """The only mutable state of a run. Work that goes on side by side has a lane each, so nothing is shared."""

    __slots__ = ("jar", "plan", "scopes", "world")

    def __init__(self, *, plan: Plan, world: World, scopes: Scopes, jar: Jar) -> None:
        self.plan = plan
        self.world = world
        self.scopes = scopes
        self.jar = jar


class Turn:
    """One item's turn: where it stands, for events."""

    __slots__ = ("cursor", "item")

    def __init__(self, cursor: Cursor, item: ItemRef) -> None:
        self.cursor = cursor
        self.item = item
