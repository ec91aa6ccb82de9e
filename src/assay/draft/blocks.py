"""A drafted test: one idea, its reason in a comment, its name, and the lines that assert it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assay.draft.javascript import comment, literal


class Block(NamedTuple):
    """A `pm.test`."""

    why: str
    name: str
    lines: Sequence[str]
    before: Sequence[str] = ()
    """Lines that stand before the test, such as the schema."""

    def text(self) -> str:
        """As JavaScript."""
        body = [f"    {line}" for line in self.lines]
        return "\n".join(
            [comment(self.why), *self.before, f"pm.test({literal(self.name)}, function () {{", *body, "});"]
        )


def script(blocks: Iterable[str]) -> str:
    """Blocks with an empty line between them."""
    return "\n\n".join(blocks)
