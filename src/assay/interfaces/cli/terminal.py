"""How to write on the stream at hand: its colours, its letters, its width, and sentences beside the results."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable
from typing import TextIO

from assay.interfaces.cli.streams import Output
from assay.report.clean import block
from assay.report.style import Style

NO_ASCII = re.compile(r"[^\n\x20-\x7e]")


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


def reading_width(out: TextIO) -> int:
    """Columns for sentences: those of the terminal, as far as text is still read well."""
    return min(120, width(out) or 100)


def tell(sentences: Iterable[str]) -> None:
    """Sentences beside the results, if anybody is there to read them."""
    err = Output(sys.stderr)
    for sentence in sentences:
        err.write(block(sentence) + "\n")


def json_text(value: object) -> str:
    """Strict JSON, a value on each line, with what would harm a terminal as escapes."""
    import msgspec

    from assay.report.strict import text

    written = msgspec.json.format(text(value), indent=2)
    return written if block(written) == written else NO_ASCII.sub(_escaped, written)


def _escaped(match: re.Match[str]) -> str:
    if block(match[0]) == match[0]:
        return match[0]
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
