"""The parts of a module of Python, and how they are laid out: one function at a time, as ruff would format it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

WIDTH = 88
Kind = Literal["test", "fixture", "function", "class", "constant"]


class Parameter(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A parameter of a function: for tests and fixtures, the name of a fixture."""

    name: str
    annotation: str = "str"


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A function or a constant of a module."""

    name: str
    kind: Kind = "test"
    decorators: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    returns: str = "None"
    doc: str = ""
    body: tuple[str, ...] = ()
    """Lines without the function's indent; with `constant`, the whole text."""
    imports: tuple[str, ...] = ()
    origin: str = ""
    """The request of the collection that it came from, by folders and name."""

    def text(self) -> str:
        """Its source, without the empty lines around it."""
        if self.kind in ("constant", "class"):
            return "\n".join(self.body)
        lines = [*self.decorators, *signature(self.name, self.parameters, self.returns)]
        lines += [f'    """{docstring(self.doc)}"""'] if self.doc else []
        lines += [""] if self.doc and self.body and self.body[0].startswith("def ") else []
        lines += [f"    {line}" if line else "" for line in self.body or (() if self.doc else ("pass",))]
        return "\n".join(lines)


class Module(msgspec.Struct, frozen=True, kw_only=True):
    """A file of Python."""

    path: str
    doc: str
    blocks: tuple[Block, ...] = ()

    @property
    def imports(self) -> list[str]:
        """What its blocks need, each once."""
        return list(dict.fromkeys(line for block in self.blocks for line in block.imports))


def signature(name: str, parameters: Sequence[Parameter], returns: str) -> list[str]:
    """The def line, broken where it is too long."""
    shown = [f"{one.name}: {one.annotation}" for one in parameters]
    flat = f"def {name}({', '.join(shown)}) -> {returns}:"
    if len(flat) <= WIDTH or not shown:
        return [flat]
    inner = f"    {', '.join(shown)}"
    if len(inner) <= WIDTH and len(shown) > 1:
        return [f"def {name}(", inner, f") -> {returns}:"]
    return [f"def {name}(", *(f"    {one}," for one in shown), f") -> {returns}:"]


def docstring(text: str) -> str:
    """A sentence as it may stand between three quotes."""
    flat = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    flat = flat.replace("\\", "\\\\").replace('"""', "'''")
    if flat.startswith('"'):
        flat = f" {flat}"
    return f"{flat}." if flat.endswith('"') else flat


def shortened(text: str, most: int) -> str:
    """The text, cut between words where it is too long."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


_LIBRARY = """
    ast base64 collections copy datetime functools hashlib hmac itertools json math os pathlib random re secrets string
    tempfile time typing urllib uuid
"""
_STANDARD = frozenset(_LIBRARY.split())


def import_lines(imports: Iterable[str]) -> list[str]:
    """Imports as ruff sorts them: the standard library, then the rest; `import x` before `from x import`."""
    plain, named = set[str](), dict[str, set[str]]()
    for line in imports:
        if line.startswith("import "):
            plain.add(line.removeprefix("import "))
        else:
            module, _, names = line.removeprefix("from ").partition(" import ")
            named.setdefault(module, set()).update(name.strip() for name in names.split(","))
    groups: list[list[str]] = []
    for standard in (True, False):
        mine = [name for name in sorted(plain) if (name.split(".")[0] in _STANDARD) is standard]
        group = [f"import {name}" for name in mine]
        modules = [
            name for name in sorted(named) if (name.split(".")[0] in _STANDARD) is standard and name != "__future__"
        ]
        group += [f"from {name} import {', '.join(sorted(named[name]))}" for name in modules]
        if group:
            groups.append(group)
    return [line for index, group in enumerate(groups) for line in ([""] if index else []) + group]


def module_text(module: Module, imports: Iterable[str] | None = None) -> str:
    """The whole file."""
    head = [f'"""{docstring(module.doc)}"""', ""]
    found = import_lines(module.imports if imports is None else imports)
    first = next((at for at, block in enumerate(module.blocks) if block.kind != "constant"), len(module.blocks))
    constants = [block.text() for block in module.blocks[:first]]
    head += [*found, ""] if found else []
    head += ["\n".join(constants), ""] if constants else []
    text = "\n".join(head)
    return text + "".join(f"\n\n{block.text()}\n" for block in module.blocks[first:])


def is_bound_by(line: str, text: str) -> bool:
    """Whether a text uses something that an import line brings."""
    names = line.removeprefix("import ") if line.startswith("import ") else line.partition(" import ")[2]
    bound = [part.split(" as ")[-1].strip().split(".")[0] for part in names.split(",")]
    return any(re.search(rf"(?<![.\w]){re.escape(name)}\b", text) for name in bound if name)


def is_standard(line: str) -> bool:
    """Whether an import line names a module of the standard library."""
    parts = line.split()
    return len(parts) > 1 and parts[1].split(".")[0] in _STANDARD
