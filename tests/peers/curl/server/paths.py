"""Which answer belongs to which path: the first segment chooses, anything else is told back."""

from __future__ import annotations

from collections.abc import Callable

from tests.peers.server.answers import Answer, text

from .request import Asked
from .visit import Memory

Reply = Callable[[Asked, Memory], Answer]
PATHS: dict[str, Reply] = {}


def path(*names: str) -> Callable[[Reply], Reply]:
    """Registers the answer of `/name/...`."""

    def register(reply: Reply) -> Reply:
        PATHS.update(dict.fromkeys(names, reply))
        return reply

    return register


def told_back(asked: Asked, _memory: Memory) -> Answer:
    return text(f"{asked.method} {asked.local}\n")


def answer_to(asked: Asked, memory: Memory) -> Answer:
    return PATHS.get(asked.pieces[0], told_back)(asked, memory)
