"""A module of Python taken apart into its functions, with whatever people wrote between them kept to the letter."""

from __future__ import annotations

import ast
import re

import msgspec

MARK = "# assay: conflict"
_MARKED = re.compile(rf"^{MARK}.*\n(?:#.*\n)*", re.MULTILINE)


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A statement at the top of a module, its decorators and the comments above it included."""

    name: str
    """Of a function, class or constant; empty for anything else."""
    text: str
    is_import: bool = False
    gap: tuple[str, ...] | None = None
    """The lines above it as they stand; None where it is new, so that they are to be chosen."""

    @property
    def clean(self) -> str:
        """The text without the mark of a conflict."""
        return _MARKED.sub("", self.text)


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """A module in order."""

    head: str
    """The docstring and what stands above the first statement."""
    pieces: tuple[Piece, ...]
    tail: str = ""
    """Comments after the last statement."""

    @property
    def names(self) -> dict[str, Piece]:
        """The named pieces; of several with one name the last, as Python has it."""
        return {piece.name: piece for piece in self.pieces if piece.name}


def parse(text: str) -> Parsed:
    """The module. SyntaxError or ValueError where it is none."""
    tree = ast.parse(text)
    lines = text.split("\n")
    body = list(tree.body)
    at = body.pop(0).end_lineno or 0 if body and _is_text(body[0]) else 0
    head, pieces = "\n".join(lines[:at]), []
    for node in body:
        end = node.end_lineno or node.lineno
        start = max(_first_line(node) - 1, at)
        above = start
        while above > at and lines[above - 1].startswith("#"):
            above -= 1
        gap = tuple(lines[at:above])
        if any(line.strip() for line in gap):
            pieces.append(Piece(name="", text="\n".join(gap).rstrip("\n"), gap=()))
            gap = tuple(gap[len("\n".join(gap).rstrip("\n").split("\n")) :])
        pieces.append(_piece(node, "\n".join(lines[above:end]), gap))
        at = end
    return Parsed(head=head, pieces=tuple(pieces), tail="\n".join(lines[at:]))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _piece(node: ast.stmt, text: str, gap: tuple[str, ...]) -> Piece:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return Piece(name=node.name, text=text, gap=gap)
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return Piece(name=name, text=text, gap=gap)
        case ast.Import() | ast.ImportFrom():
            return Piece(name="", text=text, is_import=True, gap=gap)
    return Piece(name="", text=text, gap=gap)


def is_definition(piece: Piece) -> bool:
    """Whether two empty lines stand around it."""
    for line in piece.text.split("\n"):
        if line.startswith("#") or not line.strip():
            continue
        return line.startswith(("def ", "async def ", "class ", "@"))
    return False


def joined(parsed: Parsed) -> str:
    """The module as text again. Around what is new: two empty lines at functions, one after imports and constants."""
    lines = parsed.head.split("\n") if parsed.head else []
    before: Piece | None = None
    for piece in parsed.pieces:
        gap = list(piece.gap) if piece.gap is not None and not (before is not None and before.gap is None) else None
        if gap is None:
            gap = [""] * _empty_lines(before, piece, bool(parsed.head))
        lines += [*gap, *piece.text.strip("\n").split("\n")]
        before = piece
    text = "\n".join(lines)
    return f"{text}\n{parsed.tail}" if parsed.tail.strip() else f"{text.rstrip()}\n"


def _empty_lines(before: Piece | None, piece: Piece, has_head: bool) -> int:
    if before is None:
        return (2 if is_definition(piece) else 1) if has_head else 0
    if is_definition(piece) or is_definition(before):
        return 2
    return 0 if _beside(before, piece) else 1


def _beside(before: Piece, piece: Piece) -> bool:
    """Whether two statements stand without an empty line between them."""
    if before.is_import and piece.is_import:
        return _is_ours(before) is _is_ours(piece)
    return bool(before.name and piece.name)


def _is_ours(piece: Piece) -> bool:
    from assay.promote.writing.code import is_standard

    return is_standard(piece.text)
