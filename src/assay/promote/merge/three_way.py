"""Merges one file: nobody's edit is lost, what nobody touched follows the collection, a true conflict is marked."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import msgspec

from assay.promote.merge.blocks import MARK, Parsed, Piece, joined, parse
from assay.promote.merge.manifest import FileThen, digest
from assay.promote.writing.code import Module, import_lines, module_text

Kind = Literal["added", "updated", "removed", "kept", "conflict", "deleted by people", "not ours"]


MOST_PAIRS = 10_000
"""Pairs of functions that are compared to find which of them got another name."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one function or file."""

    path: str
    name: str = ""
    kind: Kind
    note: str = ""


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it shall be; `text` is None where it shall not be, or be left alone."""

    path: str
    text: str | None
    then: FileThen
    changes: tuple[Change, ...] = ()


def merge_module(module: Module, now: str | None, then: FileThen | None) -> Merged:
    """A module of tests."""
    today = {block.name: block.text() for block in module.blocks}
    next_then = FileThen(
        blocks={name: digest(text) for name, text in today.items()}, imports=tuple(import_lines(module.imports))
    )
    if now is None:
        if then is not None:
            gone = (_change(module.path, "", "deleted by people"),)
            return Merged(path=module.path, text=None, then=next_then, changes=gone)
        return Merged(
            path=module.path, text=module_text(module), then=next_then, changes=tuple(_added(module.path, today))
        )
    try:
        standing = parse(now)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        note = "it cannot be parsed as Python, so nothing was changed in it"
        return Merged(
            path=module.path, text=None, then=then or FileThen(), changes=(_change(module.path, "", "conflict", note),)
        )
    merge = _Merge(module, standing, then or FileThen(), today)
    pieces = merge.pieces()
    text = joined(msgspec.structs.replace(standing, pieces=tuple(merge.with_imports(pieces))))
    return Merged(path=module.path, text=text, then=merge.then(next_then), changes=tuple(merge.changes))


def merge_file(path: str, today: str | None, now: str | None, then: FileThen | None) -> Merged:
    """Any other file, as a whole; `today` is None where it would not be written any more."""
    was = then.whole if then else ""
    next_then = FileThen(whole=digest(today) if today is not None else "")
    stays = Merged(path=path, text=None, then=next_then)
    change = msgspec.structs.replace
    if now is None:
        if today is None or was:
            return change(stays, changes=(_change(path, "", "deleted by people"),) if was and today is not None else ())
        return change(stays, text=today, changes=(_change(path, "", "added"),))
    if today is None:
        return change(stays, changes=(_change(path, "", "removed" if digest(now) == was else "kept"),))
    if digest(now) == digest(today):
        return stays
    if digest(now) == was:
        return change(stays, text=today, changes=(_change(path, "", "updated"),))
    if was == digest(today):
        return stays
    note = (
        "edited here, and changed in the collection: it was left as it is"
        if was
        else "it is not ours, and was left as it is"
    )
    return change(stays, changes=(_change(path, "", "conflict" if was else "not ours", note),))


def removed_module(path: str, now: str | None, then: FileThen) -> Merged:
    """A module that would not be written any more."""
    return (
        merge_module(Module(path=path, doc=""), now, then)
        if now is not None
        else Merged(path=path, text=None, then=FileThen())
    )


def _added(path: str, names: Iterable[str]) -> Iterable[Change]:
    return (_change(path, name, "added") for name in names)


def _change(path: str, name: str, kind: Kind, note: str = "") -> Change:
    return Change(path=path, name=name, kind=kind, note=note)


class _Merge:
    """One module."""

    def __init__(self, module: Module, standing: Parsed, then: FileThen, today: Mapping[str, str]) -> None:
        self.module = module
        self.standing = standing
        self.before = then
        self.today = today
        self.changes: list[Change] = []
        self.foreign: set[str] = set()
        self.renamed = _renamed(standing, then)
        """By the name that people gave a function, the one that it was written under."""

    def pieces(self) -> list[Piece]:
        found: list[Piece] = []
        for piece in self.standing.pieces:
            merged = self._merged(piece) if piece.name else piece
            if merged is not None:
                found.append(merged)
        self._add(found)
        return found

    def then(self, next_then: FileThen) -> FileThen:
        """What counts as written from now on: not what people had there before."""
        blocks = {name: known for name, known in next_then.blocks.items() if name not in self.foreign}
        return msgspec.structs.replace(next_then, blocks=blocks)

    def _tell(self, name: str, kind: Kind, note: str = "") -> None:
        self.changes.append(_change(self.module.path, name, kind, note))

    def _merged(self, piece: Piece) -> Piece | None:
        was, today = self.before.blocks.get(piece.name), self.today.get(piece.name)
        mine = digest(piece.clean)
        if piece.name in self.renamed:
            return self._followed(piece, self.renamed[piece.name])
        if was is None:
            if today is not None and digest(today) != mine:
                self.foreign.add(piece.name)
                self._tell(piece.name, "not ours", "a function of this name stood here before; it was left as it is")
            return piece
        if today is None:
            if mine == was:
                self._tell(piece.name, "removed")
                return None
            self._tell(piece.name, "kept", "edited here, and gone from the collection")
            return piece
        if mine == digest(today):
            return msgspec.structs.replace(piece, text=piece.clean)
        if mine == was:
            self._tell(piece.name, "updated")
            return msgspec.structs.replace(piece, text=today)
        if was == digest(today):
            if MARK in piece.text:
                self._tell(piece.name, "conflict", "still marked")
            return piece
        self._tell(piece.name, "conflict", "edited here, and changed in the collection")
        return msgspec.structs.replace(piece, text=_marked(piece.clean, today))

    def _followed(self, piece: Piece, name: str) -> Piece | None:
        """What people gave another name and else left as it was: it follows under theirs."""
        today = self.today.get(name)
        if today is None:
            self._tell(piece.name, "removed")
            return None
        if digest(today) == self.before.blocks[name]:
            return piece
        self._tell(piece.name, "updated")
        return msgspec.structs.replace(piece, text=_under(today, name, piece.name))

    def _add(self, found: list[Piece]) -> None:
        """Put what is new after the function that it follows today."""
        standing = {piece.name for piece in self.standing.pieces if piece.name} | set(self.renamed.values())
        previous = ""
        for name, text in self.today.items():
            if name in standing:
                previous = name
            elif name in self.before.blocks:
                self._tell(name, "deleted by people")
            else:
                self._tell(name, "added")
                at = next((index + 1 for index, piece in enumerate(found) if previous and piece.name == previous), None)
                found.insert(
                    len(found) if at is None and previous else at or _after_imports(found), Piece(name=name, text=text)
                )
                previous = name

    def with_imports(self, pieces: list[Piece]) -> list[Piece]:
        """The imports that today's functions need, and every one that people wrote."""
        standing = [piece.text for piece in pieces if piece.is_import]
        rest = [piece for piece in pieces if not piece.is_import]
        text = "\n".join(piece.text for piece in rest)
        present = {piece.name for piece in rest} | set(self.renamed.values())
        wanted = [line for block in self.module.blocks if block.name in present for line in block.imports]
        kept = [line for line in standing if line not in self.before.imports or _is_used(line, text)]
        missing = [
            line
            for line in import_lines(wanted)
            if line and line not in kept and not _covered(line, kept) and _is_used(line, text)
        ]
        if kept == standing and not missing:
            return pieces
        if all(_is_simple(line) for line in kept):
            ordered = [line for line in import_lines([*kept, *missing]) if line]
        else:
            ordered = _with_each(kept, missing)
        rest = [msgspec.structs.replace(rest[0], gap=None), *rest[1:]] if rest and rest[0].name else rest
        return [*(Piece(name="", text=line, is_import=True) for line in ordered), *rest]


def _renamed(standing: Parsed, then: FileThen) -> dict[str, str]:
    """Tests to which people gave another name and that they left as they were else."""
    here = standing.names
    gone = [name for name in then.blocks if name.startswith("test_") and name not in here]
    new = [piece for name, piece in here.items() if name.startswith("test_") and name not in then.blocks]
    if len(gone) * len(new) > MOST_PAIRS:
        return {}
    found: dict[str, str] = {}
    for piece in new:
        for name in gone:
            if name not in found.values() and digest(_under(piece.clean, piece.name, name)) == then.blocks[name]:
                found[piece.name] = name
                break
    return found


def _under(text: str, old: str, new: str) -> str:
    """A function under another name."""
    return re.sub(rf"^def {re.escape(old)}\(", f"def {new}(", text, count=1, flags=re.MULTILINE)


def _after_imports(found: list[Piece]) -> int:
    return max((index + 1 for index, piece in enumerate(found) if piece.is_import), default=0)


def _is_simple(line: str) -> bool:
    return "\n" not in line and " as " not in line and "#" not in line and "(" not in line and "__future__" not in line


def _with_each(kept: list[str], missing: list[str]) -> list[str]:
    """The imports of people in their order, each missing one before the first that sorts behind it."""
    found = list(kept)
    for line in missing:
        at = next((at for at, other in enumerate(found) if _rank(other) > _rank(line)), len(found))
        found.insert(at, line)
    return found


def _rank(line: str) -> tuple[bool, bool, bool, str, str]:
    """Where a sorter of imports would put it."""
    parts = line.split()
    module = parts[1] if len(parts) > 1 else ""
    return (
        module != "__future__",
        module.split(".")[0] not in sys.stdlib_module_names,
        line.startswith("from "),
        module,
        line,
    )


def _bound(line: str) -> list[str]:
    names = line.removeprefix("import ") if line.startswith("import ") else line.partition(" import ")[2]
    return [
        part.split(" as ")[-1].strip(" ()").split(".")[0]
        for part in names.replace("\n", " ").split(",")
        if part.strip(" ()")
    ]


def _is_used(line: str, text: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in _bound(line))


def _covered(line: str, kept: list[str]) -> bool:
    """Whether all that it imports is imported by another line from the same module."""
    module = line.partition(" import ")[0]
    others = {
        name
        for one in kept
        if one.partition(" import ")[0] == module and one.startswith("from ")
        for name in _bound(one)
    }
    return line.startswith("from ") and set(_bound(line)) <= others


def _marked(mine: str, today: str) -> str:
    """What stands here, with what would be written today above it as a comment."""
    shown = "\n".join(f"#     {line}".rstrip() for line in today.split("\n"))
    return f"{MARK}: edited here, and changed in the collection, which would write:\n{shown}\n{mine.lstrip()}"


Reader = Callable[[str], str | None]
"""The text of a file of the folder, or None where there is none."""
