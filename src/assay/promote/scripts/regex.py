"""Turns a JavaScript regular expression into one of Python that matches the same, or refuses."""

from __future__ import annotations

import re
import warnings
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as sre  # type: ignore[attr-defined]
from typing import Any

MOST_CHARACTERS = 2000
MOST_UNBOUNDED = 5
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_"}
_SAME_ESCAPES = frozenset("nrtfvSsBb0123456789DW^$\\.*+?()[]{}|-")
_HEX = re.compile(r"u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})")


class Refused(Exception):
    """There is no pattern of the same meaning, or matching it could take for ever."""


def translated(pattern: str, flags: str) -> tuple[str, tuple[str, ...]]:
    """The Python pattern, and the names of its flags (IGNORECASE, …). `g` is left to the caller."""
    if len(pattern) > MOST_CHARACTERS:
        raise Refused("the regular expression is too long")
    if set(flags) - set("gimsud"):
        raise Refused(f"regular expressions with the flag {flags!r} have no twin in Python")
    writer = _Writer(pattern, "m" in flags)
    found = writer.write()
    names = [name for letter, name in (("i", "IGNORECASE"), ("m", "MULTILINE"), ("s", "DOTALL")) if letter in flags]
    names += ["ASCII"] if writer.ascii else []
    _prove(found, names)
    return found, tuple(names)


class _Writer:
    def __init__(self, pattern: str, multiline: bool) -> None:
        self._pattern = pattern
        self._multiline = multiline
        self._at = 0
        self.ascii = False

    def write(self) -> str:
        out: list[str] = []
        in_class = False
        while self._at < len(self._pattern):
            one = self._pattern[self._at]
            self._at += 1
            if one == "\\":
                out.append(self._escape(in_class))
            elif in_class:
                in_class = one != "]"
                out.append("\\[" if one == "[" else f"\\{one}" if one in "&~|" else one)
            elif one == "[":
                out.append(self._class_start())
                in_class = out[-1][-1] not in "])"
            else:
                out.append(self._outside(one))
        return "".join(out)

    def _class_start(self) -> str:
        rest = self._pattern[self._at :]
        for written, python in (("^]", "[\\s\\S]"), ("]", "(?!)")):
            if rest.startswith(written):
                self._at += len(written)
                return python
        if rest.startswith("^"):
            self._at += 1
            return "[^"
        return "["

    def _outside(self, one: str) -> str:
        if one == "$" and not self._multiline:
            return "\\Z"
        if one == "(" and re.match(r"\?<[A-Za-z_]", self._pattern[self._at :]):
            self._at += 1
            return "(?P"
        return one

    def _escape(self, in_class: bool) -> str:
        rest = self._pattern[self._at :]
        if found := _HEX.match(rest):
            self._at += found.end()
            return re.escape(chr(int(found[1] or found[2] or found[3], 16)))
        one = rest[:1]
        self._at += 1
        if one in _CLASSES and one:
            return _CLASSES[one] if in_class else f"[{_CLASSES[one]}]"
        if one in ("D", "W"):
            if in_class:
                raise Refused(f"\\{one} in a class of a regular expression has no twin in Python")
            return f"[^{_CLASSES[one.lower()]}]"
        if one in ("b", "B") and not in_class:
            self.ascii = True
        if one in "kpPcux" or (one.isdigit() and one == "0" and rest[1:2].isdigit()):
            raise Refused(f"\\{one} in a regular expression has no twin in Python")
        if one in _SAME_ESCAPES:
            return f"\\{one}"
        return one if one in "/\"'`,:;=@#%&!~<>_ " else re.escape(one)


def _prove(pattern: str, names: list[str]) -> None:
    value = 0
    for name in names:
        value |= getattr(re, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern, value)
            tree = sre.parse(pattern, value)
    except (re.error, FutureWarning, DeprecationWarning, RecursionError, OverflowError) as error:
        raise Refused(f"the regular expression has no twin in Python: {error}") from None
    if _unbounded(tree, False) > MOST_UNBOUNDED:
        raise Refused("the regular expression repeats so much that matching it could take very long")


_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)


def _unbounded(tree: Any, repeated: bool) -> int:
    """How many parts repeat without bound; Refused where one repeats inside another, or repeats alternatives."""
    count = 0
    for code, argument in tree:
        if code in _REPEATS:
            low, high, inner = argument
            endless = high is codes.MAXREPEAT or high > 1000
            if repeated and high != low and not (low == 0 and high == 1):
                raise Refused("the regular expression repeats a repetition: matching it could take for ever")
            if endless and any(one[0] is codes.BRANCH for one in _flat(inner)):
                raise Refused("the regular expression repeats alternatives: matching it could take for ever")
            count += (1 if endless else 0) + _unbounded(inner, repeated or endless or high > 20)
        else:
            count += sum(_unbounded(inner, repeated) for inner in _inner(code, argument))
    return count


def _flat(tree: Any) -> list[Any]:
    found = list(tree)
    for code, argument in list(tree):
        for inner in _inner(code, argument):
            found += _flat(inner)
    return found


def _inner(code: Any, argument: Any) -> list[Any]:
    if code is codes.SUBPATTERN:
        return [argument[-1]]
    if code is codes.BRANCH:
        return list(argument[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [argument[1]]
    if code in _REPEATS:
        return [argument[2]]
    return []
