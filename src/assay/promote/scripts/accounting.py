"""Accounts for every line of a script: translated, run in the sandbox, listed, or blank."""

from __future__ import annotations

from assay.promote.scripts.javascript.tree import Node
from assay.promote.scripts.sites import Site
from assay.promote.scripts.slices import Slice
from assay.promote.scripts.translation import Block, Fallback, Fate, Line

_STRENGTH: dict[Fate, int] = {"blank": 0, "listed": 1, "sandbox": 2, "translated": 3}


class Ledger:
    """Lines as they are entered; a line that serves several blocks is told by the best of them."""

    def __init__(self, script: str) -> None:
        self._texts = script.split("\n")
        self._lines: dict[int, tuple[Fate, str]] = {}
        self._statements: set[Node] = set()

    def enter(self, site: Site, block: Block, cut: Slice | None) -> None:
        """The lines of a block and of what it needs."""
        if isinstance(block, Fallback):
            self._mark(site.statement, "sandbox", block.reason)
            return
        self._mark(site.statement, "translated", "")
        for level in site.way:
            self._ends(level.statements[level.index])
        for node in cut.kept if cut is not None else ():
            self.enter_statement(node, "translated")

    def enter_statement(self, node: Node, fate: Fate) -> None:
        """A statement that a block needs."""
        self._statements.add(node)
        self._mark(node, fate, "")

    def is_entered(self, node: Node) -> bool:
        """Whether some block needs the statement."""
        return node in self._statements

    def list(self, node: Node, why: str) -> None:
        """A statement that neither judges nor keeps."""
        self._mark(node, "listed", why)

    def _ends(self, node: Node) -> None:
        """The first and the last line of what stands around a block."""
        self._set(node.line, "translated", "")
        self._set(node.last_line, "translated", "")

    def _mark(self, node: Node, fate: Fate, why: str) -> None:
        for number in range(node.line, node.last_line + 1):
            self._set(number, fate, why)

    def _set(self, number: int, fate: Fate, why: str) -> None:
        known = self._lines.get(number)
        if known is None or _STRENGTH[fate] > _STRENGTH[known[0]]:
            self._lines[number] = (fate, why)

    def lines(self) -> tuple[Line, ...]:
        """One entry for each line."""
        return tuple(self._line(number, text) for number, text in enumerate(self._texts, 1))

    def _line(self, number: int, text: str) -> Line:
        if number in self._lines:
            fate, why = self._lines[number]
            return Line(number=number, fate=fate, why=why)
        bare = text.strip()
        if not bare or bare.startswith(("//", "/*", "*")) or not bare.strip("{}();,"):
            return Line(number=number, fate="blank")
        return Line(number=number, fate="listed", why="no test depends on it")


def all_of(script: str, why: str) -> tuple[Line, ...]:
    """Every line left to the sandbox."""
    return tuple(
        Line(number=number, fate="sandbox" if text.strip() else "blank", why=why if text.strip() else "")
        for number, text in enumerate(script.split("\n"), 1)
    )
