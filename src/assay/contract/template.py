"""A segment of a path template: literal text, variables in braces, or a mixture such as `{name}.{format}`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

_VARIABLE = re.compile(r"\{([^{}/]*)\}")


class Segment(NamedTuple):
    """Literals with the names of the variables between them: one more literal than names."""

    literals: tuple[str, ...]
    names: tuple[str, ...] = ()

    def read(self, text: str) -> dict[str, str] | None:
        """The variables' values in one segment as it was sent, percent-encoded; None where it does not fit.

        Each value is as short as it can be, and never empty: no search, whatever the template.
        """
        if not self.names:
            return {} if unquote(text) == self.literals[0] else None
        if not text.startswith(self.literals[0]):
            return None
        start, values = len(self.literals[0]), {}
        for name, literal in zip(self.names[:-1], self.literals[1:-1], strict=True):
            end = text.find(literal, start + 1) if literal else start + 1
            if end < 0:
                return None
            values[name] = text[start:end]
            start = end + len(literal)
        last = self.literals[-1]
        end = len(text) - len(last)
        if end <= start or not text.endswith(last):
            return None
        return values | {self.names[-1]: text[start:end]}


@lru_cache(maxsize=20_000)
def segments_of(path: str) -> tuple[Segment, ...]:
    """The segments of a path template after its first slash. A query or fragment in it counts for nothing."""
    plain = re.split(r"[?#]", path, maxsplit=1)[0]
    return tuple(_segment(part) for part in plain.split("/")[1:])


def _segment(part: str) -> Segment:
    pieces = _VARIABLE.split(part)
    if len(pieces) == 1:
        return Segment((unquote(part),))
    return Segment(tuple(pieces[::2]), tuple(pieces[1::2]))
