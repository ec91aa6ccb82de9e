"""A text that begins a cell as it was written is a formula; one that is quoted, refused or not exported is none."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, probe

EXPORT = {"get": {"responses": {"200": {"description": "", "content": {"text/csv": {"schema": {"type": "string"}}}}}}}
DOCUMENT = {**CONTRACT, "paths": {**CONTRACT["paths"], "/exports/notes.csv": EXPORT}}


class Exporting(Notes):
    """Notes that can be had as CSV."""

    def __init__(self, written: Callable[[str], str], mark: str = ",") -> None:
        super().__init__()
        self.written = written
        self.mark = mark

    def __call__(self, asked: Asked) -> Answer:
        if not asked.path.startswith("/exports") or not self.known(asked):
            return super().__call__(asked)
        out = io.StringIO()
        rows = ([name, self.written(note["text"])] for name, note in self.notes.items())
        csv.writer(out, delimiter=self.mark).writerows(rows)
        return 200, out.getvalue().encode(), {"Content-Type": "text/csv"}


class Refusing(Exporting):
    """Takes no text that begins with =."""

    def valid(self, draft: Any) -> bool:
        return super().valid(draft) and not draft["text"].startswith("=")


def _found(api: Exporting) -> list[tuple[str, str, str]]:
    findings = probe(DOCUMENT, api, only=("formula-exported",)).findings
    return [(one.rule, one.operation, one.confidence) for one in findings]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_formula_in_an_export_is_found(mark: str) -> None:
    found = _found(Exporting(lambda text: text, mark))
    assert found == [("formula-exported", "GET /exports/notes.csv", "confirmed")]


@pytest.mark.parametrize("written", [lambda text: f"'{text}", lambda text: f"\t{text}", lambda text: text.lstrip("=")])
def test_a_text_that_is_made_harmless_is_none(written: Callable[[str], str]) -> None:
    assert _found(Exporting(written)) == []


def test_a_text_that_is_refused_is_none() -> None:
    assert _found(Refusing(lambda text: text)) == []
