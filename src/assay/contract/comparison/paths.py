"""Places that are to be left out, followed downwards while a value is walked."""

from __future__ import annotations

from collections.abc import Iterable


class Paths:
    """Patterns as far as they still go on from here, and names that count at any depth."""

    __slots__ = ("_names", "_patterns")

    def __init__(self, patterns: tuple[tuple[str, ...], ...], names: frozenset[str]) -> None:
        self._patterns = patterns
        self._names = names

    def into(self, name: str) -> Paths | None:
        """What goes on below a field or index; None where all of it is to be left out."""
        if name in self._names:
            return None
        if not self._patterns:
            return self
        rest = tuple(pattern[1:] for pattern in self._patterns if pattern[0] in ("*", name))
        return None if () in rest else Paths(rest, self._names)


def paths(written: Iterable[str]) -> Paths:
    """Pointers such as `/items/*/id`, and bare names such as `updated_at`."""
    patterns, names = [], set()
    for text in written:
        if text.startswith("/"):
            patterns.append(tuple(unescaped(token) for token in text.split("/")[1:]))
        elif text:
            names.add(text)
    return Paths(tuple(patterns), frozenset(names))


def unescaped(token: str) -> str:
    """A token of a JSON Pointer as the name that it stands for."""
    return token.replace("~1", "/").replace("~0", "~")


def escaped(name: str) -> str:
    """A name as it stands in a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1")
