"""The number of an entry as an argument: 12, last, -1."""

from __future__ import annotations

import re
from typing import Any

import click

SETTINGS = {"ignore_unknown_options": True}
"""-1 is a number, and no option."""


class Number(click.ParamType[int]):
    """A number of the history, from the newest backwards where it is negative."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. An unknown option arrives here too, and is told as one."""
        from assay.app.history.finding import number

        del param
        text = str(value)
        if text.startswith("-") and not re.fullmatch(r"-\d+", text):
            from difflib import get_close_matches

            known = [name for one in (ctx.command.params if ctx else ()) for name in one.opts if name.startswith("--")]
            raise click.NoSuchOption(text, possibilities=get_close_matches(text, known), ctx=ctx)
        return number(text)


NUMBER = Number()
