"""JSON that tells which of its fields are looked at: dicts and lists as any others, but for that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from assay.interfaces.pytest_plugin.conformance.coverage import escaped

DEEPEST = 60
MOST = 20_000
"""Values of one answer that are traced; a larger answer is left as it is."""


class Sink(Protocol):
    """Where reads are told."""

    def asserting(self) -> bool:
        """Whether somebody reads for an assertion now."""
        ...

    def field(self, pointer: str) -> None:
        """A field was looked at."""
        ...


def traced(value: Any, sink: Sink) -> Any:
    """The value with its objects and arrays replaced by such as tell; the same value where it is too large."""
    return _traced(value, sink, "", 0) if _count(value, 0) <= MOST else value


def _count(value: Any, depth: int) -> int:
    if depth > DEEPEST:
        return MOST + 1
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    total = 1
    for one in inner:
        total += _count(one, depth + 1)
        if total > MOST:
            break
    return total


def _traced(value: Any, sink: Sink, at: str, depth: int) -> Any:
    if type(value) is dict:
        return TracedDict(
            {key: _traced(one, sink, f"{at}/{escaped(key)}", depth + 1) for key, one in value.items()}, at, sink
        )
    if type(value) is list:
        return TracedList([_traced(one, sink, f"{at}/*", depth + 1) for one in value], at, sink)
    return value


def _pointers(value: Any, at: str) -> Iterator[str]:
    """Every field below a place."""
    if isinstance(value, dict):
        for key, one in dict.items(value):
            yield f"{at}/{escaped(key)}"
            yield from _pointers(one, f"{at}/{escaped(key)}")
    elif isinstance(value, list):
        for one in list.__iter__(value):
            yield from _pointers(one, f"{at}/*")


class TracedDict(dict[str, Any]):
    """An object of an answer."""

    __slots__ = ("_at", "_sink")
    __hash__ = None

    def __init__(self, value: dict[str, Any], at: str, sink: Sink) -> None:
        super().__init__(value)
        self._at = at
        self._sink = sink

    def _look(self, key: Any) -> None:
        if isinstance(key, str) and self._sink.asserting():
            self._sink.field(f"{self._at}/{escaped(key)}")

    def _look_at_all(self) -> None:
        if self._sink.asserting():
            for pointer in _pointers(self, self._at):
                self._sink.field(pointer)

    def __getitem__(self, key: str) -> Any:
        self._look(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._look(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self._look(key)
        return super().__contains__(key)

    def __eq__(self, other: object) -> bool:
        self._look_at_all()
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        self._look_at_all()
        return super().__ne__(other)

    def items(self) -> Any:
        self._look_at_all()
        return super().items()

    def values(self) -> Any:
        self._look_at_all()
        return super().values()

    def __reduce__(self) -> Any:
        return dict, (dict(self),)

    def copy(self) -> dict[str, Any]:
        return TracedDict(self, self._at, self._sink)


class TracedList(list[Any]):
    """An array of an answer."""

    __slots__ = ("_at", "_sink")
    __hash__ = None

    def __init__(self, value: list[Any], at: str, sink: Sink) -> None:
        super().__init__(value)
        self._at = at
        self._sink = sink

    def _look_at_all(self) -> None:
        if self._sink.asserting():
            for pointer in _pointers(self, self._at):
                self._sink.field(pointer)

    def __eq__(self, other: object) -> bool:
        self._look_at_all()
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        self._look_at_all()
        return super().__ne__(other)

    def __reduce__(self) -> Any:
        return list, (list(self),)
