"""Where in a stub file each value stands: its line, by the path that leads to it."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.formats.positions import Placed, placed

Path = tuple[str, ...]
LineOf = Callable[[Path], int]
"""The line of a value, else of the nearest thing around it; 0 where that is not known."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]\n]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"([^"\n]*)"|'([^'\n]*)'""")
_LONG = re.compile(r'"""|' + "'''")


def lines_in_tree(data: bytes) -> LineOf:
    """Of YAML and JSON."""
    root = placed(data)

    def line(path: Path) -> int:
        here: Placed | None = root
        found = 0
        for key in path:
            here = here.children.get(key) if here is not None else None
            if here is None:
                break
            found = here.line
        return found

    return line


def lines_in_toml(text: str) -> LineOf:
    """Of TOML. What stands inside an inline table or a list has its key's line."""
    found = _Toml().read(text)

    def line(path: Path) -> int:
        while path and path not in found:
            path = path[:-1]
        return found.get(path, 0)

    return line


class _Toml:
    def __init__(self) -> None:
        self._found: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._table: Path = ()

    def read(self, text: str) -> dict[Path, int]:
        inside = ""  # the quotes of a text of several lines that is open
        for number, line in enumerate(text.splitlines(), 1):
            if not inside:
                self._note(line, number)
            inside = _open_after(line, inside)
        return self._found

    def _note(self, line: str, number: int) -> None:
        if header := _HEADER.match(line):
            parts = _parts(header[2])
            if header[1] == "[[":
                array = self._within((), parts)
                self._counts[array] = self._counts.get(array, 0) + 1
                self._found.setdefault(array, number)
                self._table = (*array, str(self._counts[array] - 1))
            else:
                self._table = self._within((), parts, whole=True)
            self._found.setdefault(self._table, number)
        elif key := _KEY.match(line):
            parts = _parts(key[1])
            for length in range(1, len(parts) + 1):
                self._found.setdefault((*self._table, *parts[:length]), number)

    def _within(self, start: Path, parts: Path, *, whole: bool = False) -> Path:
        """The path of a table; one within a list of tables is in the last of them."""
        path = start
        for index, part in enumerate(parts):
            path = (*path, part)
            if path in self._counts and (whole or index < len(parts) - 1):
                path = (*path, str(self._counts[path] - 1))
        return path


def _parts(text: str) -> Path:
    return tuple(match[1] or match[2] or match[0].strip("\"'") for match in _PART.finditer(text))


def _open_after(line: str, inside: str) -> str:
    """Which long quotes are open at the end of the line."""
    for match in _LONG.finditer(line):
        if not inside:
            inside = match[0]
        elif match[0] == inside:
            inside = ""
    return inside
