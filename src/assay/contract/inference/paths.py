"""Path templates from paths that were asked for: what looks like an id, or was one in an answer, is a variable."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ID = re.compile(
    r"\d{1,20}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,64}|[a-z]{2,10}[_-](?=[A-Za-z0-9]*\d)[A-Za-z0-9]{4,40}"
    r"|(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{12,64}",
    re.IGNORECASE,
)
_VERSION = re.compile(r"v\d{1,3}(?:\.\d{1,3})*", re.IGNORECASE)


def templates(paths: Iterable[str], ids: frozenset[str] = frozenset()) -> dict[str, str]:
    """The template of each path. `ids` are values that answers gave as ids: they are variables wherever they stand."""
    return {path: template(path, ids) for path in dict.fromkeys(paths)}


def template(path: str, ids: frozenset[str]) -> str:
    """`/v1/orders/{order_id}/pay`: each variable is called after the segment before it."""
    shown: list[str] = []
    names: set[str] = set()
    for segment in path.split("/"):
        if segment and _is_variable(segment, ids):
            name = _name(shown[-1] if shown else "", names)
            names.add(name)
            shown.append(f"{{{name}}}")
        else:
            shown.append(segment)
    return "/".join(shown) or "/"


def _is_variable(segment: str, ids: frozenset[str]) -> bool:
    if _VERSION.fullmatch(segment):
        return False
    return segment in ids or _ID.fullmatch(segment) is not None


def _name(before: str, names: set[str]) -> str:
    word = re.sub(r"[^a-z0-9]+", "_", before.lower()).strip("_") if not before.startswith("{") else ""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if len(word) > len(ending) + 1 and word.endswith(ending) and not word.endswith(("ss", "us")):
            word = word[: -len(ending)] + instead
            break
    name = f"{word}_id" if word else "id"
    return name if name not in names else f"{name}_{len(names) + 1}"
