"""A value of a document together with the place where it stands, so that whatever is said of it can name the place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple


class Node(NamedTuple):
    """A JSON value, the file that holds it, and its JSON Pointer there (RFC 6901)."""

    value: Any
    file: str
    pointer: str = ""

    def __str__(self) -> str:
        return f"{self.file}#{self.pointer}"

    @property
    def place(self) -> tuple[str, str]:
        """What tells this node from all others."""
        return self.file, self.pointer

    @property
    def fields(self) -> dict[str, Any]:
        """The value, where it is an object; else none."""
        return self.value if isinstance(self.value, dict) else {}

    def child(self, key: str | int) -> Node:
        """The member or item by that name or number; its value is None where there is none."""
        if isinstance(key, int):
            items = self.value if isinstance(self.value, list) else []
            return self._at(items[key] if key < len(items) else None, str(key))
        return self._at(self.fields.get(key), key)

    def members(self) -> Iterator[tuple[str, Node]]:
        """The members of an object, by name."""
        for key, value in self.fields.items():
            yield key, self._at(value, key)

    def items(self) -> Iterator[Node]:
        """The items of a list."""
        for index, value in enumerate(self.value if isinstance(self.value, list) else ()):
            yield self._at(value, str(index))

    def text(self, key: str) -> str:
        """A member that is text; empty elsewhere."""
        value = self.fields.get(key)
        return value if isinstance(value, str) else ""

    def flag(self, key: str) -> bool:
        """Whether a member is true, or the word for it."""
        return self.fields.get(key) in (True, "true")

    def _at(self, value: Any, key: str) -> Node:
        return Node(value, self.file, f"{self.pointer}/{escaped(key)}")


def escaped(key: str) -> str:
    """A key as a token of a JSON Pointer (RFC 6901, 3)."""
    return key.replace("~", "~0").replace("/", "~1")


def unescaped(token: str) -> str:
    """The key that a token of a JSON Pointer stands for."""
    return token.replace("~1", "/").replace("~0", "~")
