"""Packs the details of turns into blocks that the page opens one at a time, within the room that the page has."""

from __future__ import annotations

import base64
import zlib
from typing import Any

from assay.report.html.details import LONGEST_BODY, details_of
from assay.report.strict import dumps
from assay.report.turns import Turn

TURNS = 50
"""Turns of one block: opening one must be quick, and neighbours compress well together."""
ROOM = 40_000_000
"""Characters that all blocks of a page may take together; the list takes up to a fifth of that."""
SHORTEST_BODY = 128


class Packer:
    """Shares the room among the turns that are still to come; what one leaves, the next may use."""

    def __init__(self, turns: int, room: int = ROOM) -> None:
        self._turns = max(turns, 1)
        self._room = room
        self._longest = LONGEST_BODY

    def pack(self, turns: list[Turn]) -> str:
        """One block: JSON, deflated, in base64. Bodies are shortened until it fits its share."""
        share = self._room * len(turns) // max(self._turns, len(turns))
        longest = min(self._longest * 2, LONGEST_BODY)  # what fitted before is likely to fit again
        packed = _packed(turns, longest)
        while len(packed) > share and longest > SHORTEST_BODY:
            longest //= 2
            packed = _packed(turns, longest)
        self._longest = longest
        self._room -= len(packed)
        self._turns -= len(turns)
        return packed


def _packed(turns: list[Turn], longest_body: int) -> str:
    details: list[dict[str, Any]] = [details_of(turn, longest_body) for turn in turns]
    return base64.b64encode(zlib.compress(dumps(details), 6)).decode("ascii")
