"""What a folder asserts of each of its requests stands in the first test of each, not in a test of its own."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import msgspec

from assay.promote.scripts.translation import Fallback, Test
from assay.promote.source import Script

MOST_LINES = 4


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """An assertion of a request, and the script that it stands in."""

    script: Script
    block: Test | Fallback


def gathered(checks: Sequence[Check]) -> list[Check]:
    """The checks, with short inherited ones inside the first that is the request's own."""
    first = next((at for at, one in enumerate(checks) if one.script.level == "step" and _open(one.block)), None)
    if first is None:
        return list(checks)
    inherited = [one.block for one in checks if one.script.level != "step" and _short(one.block)]
    own = checks[first]
    assert isinstance(own.block, Test)
    block = own.block
    for one in reversed([one for one in inherited if isinstance(one, Test)]):
        block = msgspec.structs.replace(
            block,
            lines=(f"# {one.name}", *one.lines, *block.lines),
            imports=tuple(dict.fromkeys((*one.imports, *block.imports))),
        )
    kept = [one for at, one in enumerate(checks) if at == first or one.block not in inherited]
    return [msgspec.structs.replace(own, block=block) if one is own else one for one in kept]


def _open(block: Test | Fallback) -> bool:
    return isinstance(block, Test) and not block.skipped


def _short(block: Test | Fallback) -> bool:
    """Whether it is a few plain asserts that need nothing."""
    if not isinstance(block, Test) or block.skipped or block.uses or block.helpers or block.schemas:
        return False
    plain = all(isinstance(one, ast.Assert) for one in ast.parse("\n".join(block.lines)).body)
    return plain and len(block.lines) <= MOST_LINES and block.name.isprintable() and 0 < len(block.name) <= 80
