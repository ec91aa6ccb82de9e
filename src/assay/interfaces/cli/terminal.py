"""How to write on the stream at hand: its colours, its letters, its width, and sentences beside the results."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TextIO

from assay.interfaces.cli.streams import Output
from assay.report.clean import block
from assay.report.style import Style


def colored(wish: str, out: TextIO) -> bool:
    """Whether to use colour: as wished, else on a terminal that does not object (NO_COLOR)."""
    if wish in ("on", "always"):
        return True
    return wish == "auto" and out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def style(wish: str, out: TextIO) -> Style:
    """The style of a stream."""
    return Style(color=colored(wish, out), unicode="utf" in (out.encoding or "").lower())


def width(out: TextIO) -> int | None:
    """Columns of a terminal; None where nothing has to be cut."""
    return max(40, shutil.get_terminal_size().columns) if out.isatty() else None


def tell(sentences: Iterable[str]) -> None:
    """Sentences beside the results, if anybody is there to read them."""
    err = Output(sys.stderr)
    for sentence in sentences:
        err.write(block(sentence) + "\n")


def json_text(value: object) -> str:
    """Strict JSON, a value on each line."""
    import msgspec

    from assay.report.strict import text

    return msgspec.json.format(text(value), indent=2)
