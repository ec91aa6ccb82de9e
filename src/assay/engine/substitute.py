"""{{variables}} in a text give way to their values, and those in the values again, nineteen times at most."""

from __future__ import annotations

import re

from assay.engine.dynamic import generate
from assay.engine.scopes import Scopes
from assay.engine.unsendable import ResolveError
from assay.model.world import World

ROUNDS = 19
LIMIT = 32 * 1024 * 1024
"""Characters that one request may gain from its variables."""

_TOKEN = re.compile(r"\{\{([^{}]*)\}\}")


def substitute(text: str, scopes: Scopes, world: World) -> str:
    """The text with its variables replaced; an unknown `{{name}}` stays. Raises ResolveError past LIMIT."""
    return Substitution(scopes, world).apply(text) if "{{" in text else text


class Substitution:
    """The variables of one request, and how much they may still add to it."""

    __slots__ = ("_left", "_scopes", "_world")

    def __init__(self, scopes: Scopes, world: World, limit: int = LIMIT) -> None:
        self._scopes = scopes
        self._world = world
        self._left = limit

    def apply(self, text: str) -> str:
        """One text. Raises ResolveError where the request grows past the limit."""
        for _ in range(ROUNDS):
            if "{{" not in text:
                break
            before, text = text, _TOKEN.sub(self._replacement, text)
            if text == before:
                break
        return text

    def _replacement(self, token: re.Match[str]) -> str:
        name = token.group(1)
        found = self._scopes.text(name)
        if found is None and name.startswith("$"):
            found = generate(name, self._world)
        if found is None:
            return token.group()
        self._left -= len(found)
        if self._left < 0:
            raise ResolveError(
                f"the variable {{{{{name}}}}} makes the request larger than {LIMIT >> 20} MiB",
                remedy="Look at the values of the variables: one of them holds itself again and again.",
            )
        return found
