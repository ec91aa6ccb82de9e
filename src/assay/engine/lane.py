"""What one line of work carries from item to item: its variables, its cookies, the data row it is on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.engine.cookies import Jar
from assay.engine.plan import Plan
from assay.engine.scopes import Scopes
from assay.model.event import Cursor, ItemRef
from assay.model.world import World


class Lane:
    """The only mutable state of a run. Work that goes on side by side has a lane each, so nothing is shared."""

    __slots__ = ("jar", "learned", "plan", "scopes", "world")

    def __init__(self, *, plan: Plan, world: World, scopes: Scopes, jar: Jar) -> None:
        self.plan = plan
        self.world = world
        self.scopes = scopes
        self.jar = jar
        self.learned: dict[int, Mapping[str, Any]] = {}
        """What answers taught about an auth (a digest nonce, its count), by the identity of the auth as written."""


class Turn:
    """One item's turn: where it stands, for events."""

    __slots__ = ("cursor", "item")

    def __init__(self, cursor: Cursor, item: ItemRef) -> None:
        self.cursor = cursor
        self.item = item
