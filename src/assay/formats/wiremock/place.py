"""Where in a mapping something stands, and the error that says what is wrong there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from assay.model.errors import InputError


class MappingError(InputError):
    """A mapping that cannot be read. `pointer` is a JSON Pointer into the mapping, as WireMock's answers carry it."""

    code = "mapping"

    def __init__(self, what: str, *, pointer: str = "", file: str = "", remedy: str = "") -> None:
        super().__init__(what, where=f"{file}#{pointer}" if file else pointer, remedy=remedy)
        self.pointer = pointer


class Place:
    """A value in a document, with the file and JSON Pointer that lead to it."""

    def __init__(self, value: Any, *, file: str = "", pointer: str = "") -> None:
        self.value = value
        self.file = file
        self.pointer = pointer

    def at(self, key: str | int) -> Place:
        """The member of this object or list; None where there is none."""
        pointer = f"{self.pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        return Place(self._member(key), file=self.file, pointer=pointer)

    def _member(self, key: str | int) -> Any:
        if isinstance(key, int):
            return self.value[key]
        return self.value.get(key) if isinstance(self.value, dict) else None

    def wrong(self, what: str, remedy: str = "") -> MappingError:
        """The error that stands here."""
        return MappingError(what, pointer=self.pointer, file=self.file, remedy=remedy)

    def mapping(self) -> dict[str, Any]:
        """This as an object; nothing is an empty one."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.wrong(f"An object is expected here, not {_kind(self.value)}.")
        return self.value

    def members(self) -> list[tuple[str, Place]]:
        """Each member of this object, in order."""
        return [(key, self.at(key)) for key in self.mapping()]

    def items(self) -> list[Place]:
        """Each item of this list, in order; nothing is an empty one."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.wrong(f"A list is expected here, not {_kind(self.value)}.")
        return [self.at(index) for index in range(len(self.value))]

    def text(self, default: str = "") -> str:
        """This as a text; numbers and truth values are written out, as Jackson does."""
        if self.value is None:
            return default
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, str | int | float):
            return str(self.value)
        raise self.wrong(f"A text is expected here, not {_kind(self.value)}.")

    def whole(self, default: int = 0) -> int:
        """This as a whole number, which a text may hold."""
        number = self.number(default)
        if number != int(number):
            raise self.wrong(f"A whole number is expected here, not {self.value!r}.")
        return int(number)

    def number(self, default: float = 0) -> float:
        """This as a finite number, which a text may hold."""
        value = default if self.value is None else self.value
        try:
            number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
        except (ValueError, OverflowError):
            number = None
        if number is None or not abs(number) < 2**53:
            raise self.wrong(f"A number is expected here, not {_shown(self.value)}.")
        return number

    def flag(self, default: bool = False) -> bool:
        """This as true or false, which a text may hold."""
        if self.value is None:
            return default
        if isinstance(self.value, bool):
            return self.value
        if isinstance(self.value, str) and self.value.lower() in {"true", "false"}:
            return self.value.lower() == "true"
        raise self.wrong(f"true or false is expected here, not {_shown(self.value)}.")

    def only(self, known: Iterable[str]) -> None:
        """Refuse the first member that is not one of those, with the nearest that is."""
        names = sorted(known)
        for key in self.mapping():
            if key not in names:
                raise self.at(key).wrong(f'Unrecognized field "{_cut(key)}"', nearest(key, names))


def nearest(name: str, known: Iterable[str]) -> str:
    """`Did you mean "x"?`, or what there is."""
    names = list(known)
    found = difflib.get_close_matches(name[:100].lower(), [known.lower() for known in names], 1, 0.6)
    if found:
        return f'Did you mean "{next(known for known in names if known.lower() == found[0])}"?'
    return f"Known here: {', '.join(names)}."


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number"}
    return names.get(type(value), "null")


def _shown(value: Any) -> str:
    return _cut(repr(value)) if isinstance(value, str | int | float) else _kind(value)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
