"""The last word of a proof under pytest: its totals, gathered from every worker's reports."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest

from .proof import Verdict, closing_line


def verdicts_of(reports: Iterable[pytest.TestReport]) -> list[Verdict]:
    """The verdicts that `test_same_as_newman` left in its reports."""
    found = [value for report in reports for name, value in report.user_properties if name == "peers"]
    return [msgspec.convert(value, Verdict) for value in found]


def write_totals(terminal: pytest.TerminalReporter) -> None:
    """One line, if any case was compared."""
    reports = [report for kind in ("passed", "failed") for report in terminal.stats.get(kind, [])]
    verdicts = verdicts_of(report for report in reports if isinstance(report, pytest.TestReport))
    if verdicts:
        terminal.write_line(closing_line(verdicts))
