"""Why a part of a script stays JavaScript."""

from __future__ import annotations

from assay.promote.scripts.javascript.tree import Node


class Untranslatable(Exception):
    """The part has no Python of the same meaning, or none that we are sure of."""

    def __init__(self, reason: str, node: Node | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.node = node
        """Where it is; None where the whole block is meant."""
