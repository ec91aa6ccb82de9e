"""curl's exit number as one of ours (cli.md); curl's own stands in the JSON report."""

from __future__ import annotations

from assay.model.errors import Exit

FAILED = 22
"""-f, and the server answered 400 or more."""
USAGE = frozenset({1, 2, 3, 4, 26, 41, 43, 48, 49, 58, 59, 66, 77, 82, 83})
"""What the command asks for is wrong or not there: scheme, URL, option, file to read, certificate, engine, cipher."""


def exit_for(code: int) -> Exit:
    """Clean, findings, usage, or incomplete for whatever the network did."""
    if code == 0:
        return Exit.CLEAN
    if code == FAILED:
        return Exit.FINDINGS
    return Exit.USAGE if code in USAGE else Exit.INCOMPLETE
