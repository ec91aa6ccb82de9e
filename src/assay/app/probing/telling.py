"""A finding before it is told: the line of the contract that says what was not kept is put beside it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from assay.formats.openapi.declaring import Document
from assay.formats.positions import LARGEST, placed
from assay.model.finding import Declaration, Finding
from assay.report.clean import cut, line

LONGEST = 200


class Declarations:
    """Reads the contract's file once more, and only when there is a finding: most runs have none."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines: list[str] = []
        self._document: Document | None = None
        self._is_read = False

    def beside(self, finding: Finding) -> Finding:
        """The finding with its place in the contract; as it was where the contract has no such operation."""
        self._read()
        if self._document is None or finding.contract is not None:
            return finding
        pointer, number = self._document.declaring(finding.operation, finding.where, finding.rule, finding.message)
        if not number:
            return finding
        text = self._lines[number - 1].strip() if number <= len(self._lines) else ""
        place = Declaration(file=shown(self._source), line=number, pointer=pointer, text=cut(line(text), LONGEST))
        return msgspec.structs.replace(finding, contract=place)

    def _read(self) -> None:
        if self._is_read:
            return
        self._is_read = True
        data = _bytes(self._source)
        root = placed(data) if data else None
        if root is not None:
            self._document = Document(root)
            self._lines = data.decode("utf-8", "replace").split("\n")


def shown(source: str) -> str:
    """The file as a reader of a report finds it: below the working directory where it lies there."""
    path = Path(source)
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


def _bytes(source: str) -> bytes:
    try:
        with Path(source).open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError):
        return b""
