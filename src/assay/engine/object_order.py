"""Names come in the order in which a JavaScript object keeps them: array indices first (ECMA-262, 10.1.11)."""

from __future__ import annotations

import re
from collections.abc import Collection

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)


def in_object_order(names: Collection[str]) -> list[str]:
    """The names in that order."""
    indices = [name for name in names if name[:1].isdigit() and _INDEX.fullmatch(name) and int(name) < 2**32 - 1]
    if not indices:
        return list(names)
    others = dict.fromkeys(names)
    for name in indices:
        del others[name]
    return [*sorted(indices, key=int), *others]
