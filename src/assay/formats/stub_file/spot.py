"""A value in a stub file, with the line where it stands, and the error that says what is wrong there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from assay.formats.stub_file.lines import LineOf, Path
from assay.model.errors import InputError


class StubError(InputError):
    """A stub file that cannot be read; `where` is file and line."""

    code = "stub-file"


class Spot:
    """A value, and the way to it."""

    def __init__(self, value: Any, *, file: str, lines: LineOf, path: Path = ()) -> None:
        self.value = value
        self.path = path
        self._file = file
        self._lines = lines

    @property
    def place(self) -> str:
        """File and line."""
        line = self._lines(self.path)
        return f"{self._file}:{line}" if line else self._file

    def at(self, key: str | int) -> Spot:
        """The member of this table or list; None where there is none."""
        value = self.value[key] if isinstance(key, int) else self.table().get(key)
        return Spot(value, file=self._file, lines=self._lines, path=(*self.path, str(key)))

    def having(self, value: Any) -> Spot:
        """Another value at the same place."""
        return Spot(value, file=self._file, lines=self._lines, path=self.path)

    def wrong(self, what: str, remedy: str = "") -> StubError:
        """The error that stands here."""
        return StubError(what, where=self.place, remedy=remedy)

    @property
    def name(self) -> str:
        """What it is called in a message."""
        return self.path[-1] if self.path and not self.path[-1].isdigit() else "This"

    def __bool__(self) -> bool:
        return self.value is not None

    def table(self) -> dict[str, Any]:
        """This as a table; nothing is an empty one."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.wrong(f"{self.name} is a table, not {shown(self.value)}.")
        return self.value

    def members(self) -> list[tuple[str, Spot]]:
        """Each member of this table, in order."""
        return [(key, self.at(key)) for key in self.table()]

    def items(self) -> list[Spot]:
        """Each item of this list, in order; nothing is an empty one."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.wrong(f"{self.name} is a list, not {shown(self.value)}.")
        return [self.at(index) for index in range(len(self.value))]

    def text(self, default: str = "") -> str:
        """This as a text."""
        if self.value is None:
            return default
        if not isinstance(self.value, str):
            raise self.wrong(f"{self.name} is a text, not {shown(self.value)}.", "Put it in quotes.")
        return self.value

    def scalar(self) -> str:
        """This as a text; numbers and truth values are written out."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, int | float):
            return str(self.value)
        return self.text()

    def whole(self, default: int, least: int, most: int) -> int:
        """This as a whole number within bounds."""
        if self.value is None:
            return default
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not least <= self.value <= most:
            raise self.wrong(f"{self.name} is a whole number from {least} to {most}, not {shown(self.value)}.")
        return self.value

    def number(self, default: float, least: float, most: float) -> float:
        """This as a number within bounds."""
        if self.value is None:
            return default
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if not is_number or not least <= self.value <= most:
            raise self.wrong(f"{self.name} is a number from {least:g} to {most:g}, not {shown(self.value)}.")
        return float(self.value)

    def flag(self, default: bool = False) -> bool:
        """This as true or false."""
        if self.value is None:
            return default
        if not isinstance(self.value, bool):
            raise self.wrong(f"{self.name} is true or false, not {shown(self.value)}.")
        return self.value

    def only(self, known: Iterable[str], kind: str) -> None:
        """Refuse the first member that is not one of those, with the nearest that is."""
        names = list(known)
        for key, member in self.members():
            if key not in names:
                raise member.wrong(f"{kind} has no {key[:60]!r}.", near(key, names))


def near(name: str, known: Iterable[str]) -> str:
    """`Did you mean x?`, or what there is."""
    names = list(known)
    found = difflib.get_close_matches(name[:100].lower(), names, 1, 0.55)
    return f"Did you mean {found[0]}?" if found else f"It knows: {', '.join(names)}."


def shown(value: Any) -> str:
    """A value in a message."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return repr(text if len(text) <= 60 else text[:57] + "...") if isinstance(value, str) else text[:60]
