"""Where in a TOML file each setting stands: tomllib gives values, and no lines."""

from __future__ import annotations

import re

HEADER = re.compile(r"\s*\[\[?\s*([^\]\n]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'))*)\s*="""
)
PART = re.compile(r"""[A-Za-z0-9_-]+|"([^"\n]*)"|'([^'\n]*)'""")
LONG = re.compile(r'"""|' + "'''")


def lines_of(text: str) -> dict[tuple[str, ...], int]:
    """The line, from 1, of each table and key by its path. What stands inside an inline table has its key's line."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    inside = ""  # the quotes of a text of several lines that is open
    for number, line in enumerate(text.splitlines(), 1):
        if not inside:
            table = _note(line, number, table, found)
        inside = _open_after(line, inside)
    return found


def line_of(lines: dict[tuple[str, ...], int], path: tuple[str, ...]) -> int | None:
    """The line of a setting, else of the nearest thing around it."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _note(line: str, number: int, table: tuple[str, ...], found: dict[tuple[str, ...], int]) -> tuple[str, ...]:
    if header := HEADER.match(line):
        table = _path(header[1])
        found.setdefault(table, number)
    elif key := KEY.match(line):
        path = (*table, *_path(key[1]))
        for length in range(len(table) + 1, len(path) + 1):
            found.setdefault(path[:length], number)
    return table


def _path(text: str) -> tuple[str, ...]:
    return tuple(match[1] or match[2] or match[0].strip("\"'") for match in PART.finditer(text))


def _open_after(line: str, inside: str) -> str:
    """Which long quotes are open at the end of the line."""
    for match in LONG.finditer(line):
        if not inside:
            inside = match[0]
        elif match[0] == inside:
            inside = ""
    return inside
