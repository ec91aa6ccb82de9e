"""Values as Python source, in which some texts stand as variables, and what a run made up once is made up anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_STAND_IN = re.compile(r"\*\*\*[0-9a-f]{4}")
_NUMBERED = re.compile(r"(?<!\d)\d{6,}(?!\d)")
"""What the run made up by a pattern, and may be there only once."""
_WIDTH = 96


class Literals:
    """Writes values. `names` are variables by the text that they stand for; `run` marks texts that are used once."""

    def __init__(self, names: Mapping[str, str], run: str) -> None:
        self._names = names
        self.is_making = False
        """Whether something is made that is only needed: its numbers may be others."""
        self._unique = re.compile(rf"qz{re.escape(run)}([0-9a-z]+)") if run else None

    def of(self, value: Any, indent: int = 0) -> str:
        """An expression, on several lines where it is long."""
        short = self._flat(value)
        if len(short) + indent <= _WIDTH or not isinstance(value, dict | list) or not value:
            return short
        pad = " " * (indent + 4)
        if isinstance(value, dict):
            lines = [f"{pad}{self._flat(key)}: {self.of(one, indent + 4)},\n" for key, one in value.items()]
            return "{\n" + "".join(lines) + " " * indent + "}"
        return "[\n" + "".join(f"{pad}{self.of(one, indent + 4)},\n" for one in value) + " " * indent + "]"

    def text(self, value: str, split: str = "") -> str:
        """A text in which parts between the characters of `split` may be variables."""
        if value in self._names:
            return self._names[value]
        parts = re.split(f"([{re.escape(split)}])", value) if split else [value]
        filled = [self._part(part) for part in parts]
        if len(filled) == 1 and filled[0][1].startswith("{fresh("):
            return f"fresh({quoted(value)})"
        if all(kind == "text" for kind, _ in filled):
            return quoted(value)
        return 'f"' + "".join(_inside(text) if kind == "text" else text for kind, text in filled) + '"'

    def _part(self, text: str) -> tuple[str, str]:
        if self.is_making and text not in self._names and _NUMBERED.search(text) and quoted(text)[0] == '"':
            return "code", "{" + f"fresh('{text}')" + "}"
        if text in self._names:
            return "code", "{" + self._names[text] + "}"
        if self._unique and self._unique.search(text):
            pieces = self._unique.split(text)  # between two texts stands what follows the mark
            return "code", "".join(f"{{unique}}{one}" if odd % 2 else _inside(one) for odd, one in enumerate(pieces))
        if _STAND_IN.search(text):
            return "code", "Secret-{unique}-1!".join(map(_inside, _STAND_IN.split(text)))
        return "text", text

    def _flat(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self._flat(key)}: {self._flat(one)}" for key, one in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._flat, value)) + "]"
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, int) and not isinstance(value, bool) and str(value) in self._names:
            return self._names[str(value)]
        return repr(value)


def quoted(text: str) -> str:
    """A text in double quotes where that needs no escapes."""
    return f'"{text}"' if text.isprintable() and not set(text) & {'"', "\\"} else repr(text)


def _inside(text: str) -> str:
    """Text within an f-string in double quotes."""
    shown = text.encode("unicode_escape").decode("ascii")
    return shown.replace('"', '\\"').replace("{", "{{").replace("}", "}}")


def uses_unique(source: str) -> bool:
    """Whether the source needs a text that was never used."""
    return "{unique}" in source
