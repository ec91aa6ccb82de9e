"""A place in the text of a Hurl file that moves forward, and tells its line and column."""

from __future__ import annotations

import re
from bisect import bisect_right

from assay.model.errors import InputError

_SPACES = re.compile(r"[ \t]*")
_LINE_END = re.compile(r"[ \t]*(?:#([^\n]*))?(?:\n|\Z)")
MAX_NOTES = 200


class Cursor:
    """Reads a text piece by piece. Line ends are \\n only."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.position = 0
        self.notes: dict[str, None] = {}
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    @property
    def line(self) -> int:
        """The number of the line, from 1."""
        return self.line_at(self.position)

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.position >= len(self.text)

    def line_at(self, position: int) -> int:
        """The number of the line of a position, from 1."""
        return bisect_right(self._starts, position)

    def place(self, position: int | None = None) -> str:
        """file:line:column of a position, or of this one."""
        at = self.position if position is None else position
        line = self.line_at(at)
        return f"{self.name}:{line}:{at - self._starts[line - 1] + 1}"

    def error(self, what: str, position: int | None = None, remedy: str = "") -> InputError:
        """An error at a position, or at this one."""
        return InputError(what, where=self.place(position), remedy=remedy)

    def note(self, what: str, line: int | None = None) -> None:
        """Tell the person of something that was passed over; each sentence once, and no more than MAX_NOTES."""
        if len(self.notes) < MAX_NOTES:
            self.notes[f"{self.name}:{line or self.line}: {what}."] = None

    def next_is(self, text: str) -> bool:
        """Whether a text comes next."""
        return self.text.startswith(text, self.position)

    def took(self, text: str) -> bool:
        """Pass over a text if it comes next."""
        found = self.next_is(text)
        self.position += len(text) if found else 0
        return found

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Pass over what a pattern matches here; None where it does not."""
        found = pattern.match(self.text, self.position)
        if found is not None:
            self.position = found.end()
        return found

    def expect(self, text: str) -> None:
        """Pass over a text. Raises InputError where another comes next."""
        if not self.took(text):
            raise self.error(f"Here should be `{text}`.")

    def spaces(self) -> bool:
        """Pass over spaces and tabs; whether there was one."""
        start = self.position
        self.match(_SPACES)
        return self.position > start

    def end_line(self) -> None:
        """Pass over the end of the line, and a comment before it. Raises InputError where something else is left."""
        if self.match(_LINE_END) is None:
            self.spaces()
            rest = self.text[self.position : self.position + 40].partition("\n")[0]
            raise self.error(f"Here should be the end of the line, and not `{rest}`.")

    def blank_lines(self) -> list[str]:
        """Pass over empty lines and comments, to the first character of the next line; the comments' texts."""
        comments = []
        while not self.ended:
            found = self.match(_LINE_END)
            if found is None:
                break
            comments += [found[1].strip()] if found[1] is not None else []
        self.spaces()
        return comments
