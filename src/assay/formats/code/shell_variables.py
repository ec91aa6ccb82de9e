"""Text with {{variables}} as one word of the shell."""

from __future__ import annotations

import re

from assay.formats.shell import quoted

VARIABLE = re.compile(r"\{\{([^{}]+)\}\}")
_COMMANDS = {
    "$guid": "$(uuidgen)",
    "$randomUUID": "$(uuidgen)",
    "$timestamp": "$(date +%s)",
    "$isoTimestamp": "$(date -u +%Y-%m-%dT%H:%M:%SZ)",
}
_RESERVED = frozenset({"PATH", "IFS", "HOME", "ENV", "PS1", "PS2", "PS4", "PWD", "OPTIND", "SHELL", "LD_PRELOAD"})


class Names:
    """The shell's name for each variable: no two get the same one."""

    def __init__(self) -> None:
        self.used: dict[str, str] = {}

    def name(self, variable: str) -> str:
        """The name, made fit for a shell."""
        if variable not in self.used:
            wanted = re.sub(r"[^A-Za-z0-9_]", "_", variable)
            wanted = f"_{wanted}" if wanted[:1].isdigit() or wanted in _RESERVED else wanted
            while wanted in self.used.values():
                wanted += "_"
            self.used[variable] = wanted
        return self.used[variable]

    def word(self, text: str, losses: list[str]) -> str:
        """The text, quoted, with its variables. Of dynamic variables, times and ids are made by commands."""
        pieces, position = [], 0
        for match in VARIABLE.finditer(text):
            literal = text[position : match.start()]
            pieces += [quoted(literal)] if literal else []
            pieces.append(self._value(match[1].strip(), match[0], losses))
            position = match.end()
        rest = text[position:]
        return "".join([*pieces, quoted(rest) if rest or not pieces else ""])

    def _value(self, name: str, written: str, losses: list[str]) -> str:
        if not name.startswith("$"):
            return f'"${{{self.name(name)}}}"'
        if name not in _COMMANDS:
            losses.append(f"the dynamic variable {written}")
            return quoted(written)
        return f'"{_COMMANDS[name]}"'
