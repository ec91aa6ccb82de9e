"""What signing learned from an answer may be replaced by a later answer; what the user wrote may not."""

from __future__ import annotations

from typing import Any

from assay.engine.auth.signing import Params

LEARNED = "\0learned"
"""The key under which params tell which of them were learned: names, separated by spaces."""


def learn(params: Params, values: Params) -> dict[str, Any]:
    """The params with these values, except where the user gave one that is not empty."""
    learned = learned_keys(params)
    taken = {key: value for key, value in values.items() if key in learned or params.get(key) in (None, "")}
    return {**params, **taken, LEARNED: " ".join(sorted(learned | taken.keys()))}


def learned_keys(params: Params) -> frozenset[str]:
    """The names of the params that were learned."""
    names = params.get(LEARNED)
    return frozenset(names.split(" ")) if isinstance(names, str) else frozenset()
