"""One thing that a server may come to answer otherwise, and how much that harms its clients."""

from __future__ import annotations

from typing import Literal

import msgspec

from assay.model.http import Response

Harm = Literal["high", "medium", "low", "none"]
HARMS: tuple[Harm, ...] = ("high", "medium", "low", "none")
"""high: clients break or see what is not theirs; medium: they are misled; low: only some would care; none: nobody."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A changed answer. Where it harms nobody (`none`), it is judged only to see whether a test looks there at all."""

    where: str
    """`status`, `header location`, `body`, `time`, or the JSON Pointer of the field with `*` for any index."""
    name: str
    """What was done: `removed`, `null`, `500`."""
    harm: Harm
    response: Response
    milliseconds: float | None = None
    """How long the answer took, where that is what was changed."""
    why: str = ""
    """Why it harms nobody."""

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same change of another answer of the same operation."""
        return self.where, self.name


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that was recorded, with what is known about it."""

    operation: str
    """`GET /v1/users/{id}`."""
    method: str
    url: str
    """As it was sent, with secrets masked."""
    sent: bytes = b""
    response: Response
    shown: Response
    """The same with secrets masked: nothing else may be written anywhere."""
    schema: bool | dict[str, object] = True
    """What every such answer satisfies: declared by the contract, or inferred from all that were seen."""
    declared: frozenset[str] = frozenset()
    """The headers, in lower case, that the contract declares for it."""
    changing: frozenset[str] = frozenset()
    """Pointers (with `*`) whose values differed between answers to the same request."""
    others: tuple[bytes, ...] = ()
    """Bodies of the same operation about other things."""
