"""Finds where in a recorded answer a value stands, as the Python that takes it out."""

from __future__ import annotations

from collections import deque
from typing import Any

from assay.promote.scripts.python.expression import quoted
from assay.promote.source import Answer

MOST = 20_000
SHORTEST = 3


def located(value: Any, answer: Answer | None, response: str) -> str | None:
    """`response.json()["id"]`, or None: only what is long enough not to be there by chance is looked for."""
    if answer is None or value is None or isinstance(value, bool | list | dict) or len(str(value)) < SHORTEST:
        return None
    path = _path(answer.json(), str(value))
    if path is not None:
        return f"{response}.json()" + "".join(
            f"[{quoted(one)}]" if isinstance(one, str) else f"[{one}]" for one in path
        )
    names = [name for name, held in answer.headers if held == str(value)]
    return f"{response}.headers[{quoted(names[0])}]" if names else None


def _path(document: Any, wanted: str) -> list[str | int] | None:
    waiting: deque[tuple[Any, list[str | int]]] = deque([(document, [])])
    for _ in range(MOST):
        if not waiting:
            return None
        value, path = waiting.popleft()
        if isinstance(value, dict):
            waiting += [(one, [*path, name]) for name, one in value.items()]
        elif isinstance(value, list):
            waiting += [(one, [*path, at]) for at, one in enumerate(value[:50])]
        elif value is not None and not isinstance(value, bool) and str(value) == wanted and path:
            return path
    return None
