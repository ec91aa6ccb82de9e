"""The shop of the demo, its defects by name, and the voice that tells about it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from assay.model.errors import UsageError


def check_defects(names: tuple[str, ...], serve: bool) -> None:
    """List the shop's defects, or refuse one that there is not."""
    from difflib import get_close_matches

    from assay.demo.defects import BEHIND, DEFECTS

    known = {**DEFECTS, **BEHIND}
    if "list" in names:
        say("\n".join(f"{name:30} {defect.kind:12} {defect.what}" for name, defect in known.items()))
        return
    if not serve:
        raise UsageError("--defect is for --serve", where="--defect")
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]}?" if near else "`assay demo --defect list` tells all."
            raise UsageError(f"there is no defect {name!r}", where="--defect", remedy=hint)


@contextmanager
def shop(port: int, defects: tuple[str, ...] = ()) -> Iterator[str]:
    """The shop's base URL, for as long as it is up. Raises UsageError where it cannot be."""
    from assay.demo.serve import serving

    with ExitStack() as stack:
        try:
            url = stack.enter_context(serving(port, defects=defects))
        except OSError as problem:
            raise UsageError(str(problem), where="--port") from None
        yield url


def say(text: str) -> None:
    """The narrator."""
    click.echo(textwrap.dedent(text).rstrip("\n"))
