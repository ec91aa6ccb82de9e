"""Values for Python source, credentials replaced by what the process environment holds."""

from __future__ import annotations

from typing import Any

from assay.formats.code.credentials import Environment, is_credential
from assay.formats.code.python_text import Code, Pairs, quoted


class Values:
    """Makes values, and remembers which modules they need: os, sys, pathlib, digest."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.modules: set[str] = set()

    def secret(self, called: str, value: str) -> Code:
        """What reads a credential."""
        self.modules.add("os")
        return Code(f'os.environ["{self.environment.name(called, value)}"]')

    def after(self, start: str, called: str, value: str) -> Code:
        """A text and a credential behind it."""
        self.modules.add("os")
        name = self.environment.name(called, value)
        start = quoted(start.replace("{", "{{").replace("}", "}}"))
        mark = "'" if start[0] == '"' else '"'
        return Code(f"f{start[:-1]}{{os.environ[{mark}{name}{mark}]}}{start[-1]}")

    def field(self, name: str, value: str) -> str | Code:
        """The value of a field of this name."""
        return self.secret(name, value) if is_credential(name, value) else value

    def fields(self, pairs: list[tuple[str, str]]) -> Pairs | list[tuple[str, str | Code]]:
        """A dict; a list of pairs where a name is there twice."""
        told = [(name, self.field(name, value)) for name, value in pairs]
        return Pairs(told) if len({name for name, _ in told}) == len(told) else told

    def json(self, value: Any, name: str = "") -> Any:
        """A JSON value; texts under names of credentials are read from the environment."""
        if isinstance(value, dict):
            return {key: self.json(member, key) for key, member in value.items()}
        if isinstance(value, list):
            return [self.json(member, name) for member in value]
        return self.field(name, value) if isinstance(value, str) else value

    def file_bytes(self, path: str) -> Code:
        """What reads a file; `-` is standard input."""
        if path == "-":
            self.modules.add("sys")
            return Code("sys.stdin.buffer.read()")
        self.modules.add("pathlib")
        return Code(f"Path({quoted(path)}).read_bytes()")
