"""Every error that assay raises on purpose, drawn as one tree.

    AssayError                what, where, remedy; exit 2 unless a branch says otherwise
    ├── UsageError            the command line or a setting is wrong                        exit 2
    ├── InputError            a file, document or value cannot be read                      exit 2
    ├── SelectionError        nothing in the collection answers to the name that was given  exit 1 (as Newman)
    ├── RefusedError          consent was withheld: a host, a method, a file                exit 2
    └── IncompleteError       not reachable, out of time or budget before the end           exit 3

Findings, failed assertions and unanswered requests are facts, and never raised.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class Exit(IntEnum):
    """What the process says to its caller."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    OURS = 70
    INTERRUPTED = 130


class AssayError(Exception):
    """One sentence that says what is wrong, where, and what to do about it.

    `where` names a file with line and column, an option or a host; `remedy` the next step. Both may be empty.
    """

    exit: ClassVar[Exit] = Exit.USAGE
    code: ClassVar[str] = "error"

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        sentence = f"{place}{self.what}".replace("\r", "\\r").replace("\n", "\\n")  # names from outside may hold them
        return f"{sentence}\n{self.remedy}" if self.remedy else sentence


class UsageError(AssayError):
    """The command line or a setting is wrong."""

    code = "usage"


class InputError(AssayError):
    """A file, document or value cannot be read."""

    code = "input"


class SelectionError(AssayError):
    """Nothing in the collection answers to the name that was given."""

    exit = Exit.FINDINGS
    code = "selection"


class RefusedError(AssayError):
    """Consent was withheld: a host, a method or a file that nobody allowed."""

    code = "refused"


class IncompleteError(AssayError):
    """The work could not be brought to its end: not reachable, out of time or out of budget."""

    exit = Exit.INCOMPLETE
    code = "incomplete"
