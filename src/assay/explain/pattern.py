"""A regular expression that is compiled when it is first used: most rules are loaded to say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import AnyStr, Generic


class Pattern(Generic[AnyStr]):
    """As re.compile() gives it, later."""

    __slots__ = ("_compiled", "flags", "source")

    def __init__(self, source: AnyStr, flags: int = 0) -> None:
        self.source: AnyStr = source
        self.flags = flags
        self._compiled: re.Pattern[AnyStr] | None = None

    @property
    def compiled(self) -> re.Pattern[AnyStr]:
        """The expression itself."""
        if self._compiled is None:
            self._compiled = re.compile(self.source, self.flags)
        return self._compiled

    def search(self, text: AnyStr) -> re.Match[AnyStr] | None:
        """Anywhere in the text."""
        return self.compiled.search(text)

    def match(self, text: AnyStr, at: int = 0) -> re.Match[AnyStr] | None:
        """At the text's beginning, or at `at`."""
        return self.compiled.match(text, at)

    def fullmatch(self, text: AnyStr) -> re.Match[AnyStr] | None:
        """The whole text."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: AnyStr) -> Iterator[re.Match[AnyStr]]:
        """All of them, one after another."""
        return self.compiled.finditer(text)

    def sub(self, replacement: AnyStr, text: AnyStr) -> AnyStr:
        """The text with each of them replaced."""
        return self.compiled.sub(replacement, text)
