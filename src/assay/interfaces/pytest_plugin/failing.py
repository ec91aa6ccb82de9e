"""What is added to the report of a test that failed: its exchanges, and the attempts before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from assay.explain.evidence import Evidence
from assay.explain.explaining import explain
from assay.interfaces.pytest_plugin import masking
from assay.interfaces.pytest_plugin.capture.captured import Captured
from assay.interfaces.pytest_plugin.capture.exchanging import exchange_of
from assay.interfaces.pytest_plugin.capture.recorder import Recorder
from assay.interfaces.pytest_plugin.showing.section import Shown, section
from assay.model.contract import Contract
from assay.record.masking import Masker

TITLE = "HTTP exchanges"
MOST_ATTEMPTS = 10
ContractOf = Callable[[Captured], Contract | None]
"""The contract of the API that an exchange is with; None where it is with another."""
OF_SOCKETS = frozenset({"credentials-in-clear", "to-https"})
"""Rules that mean nothing where no socket was used."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A failure of a test that was run again."""

    number: int
    phase: str
    message: str
    """The first line of what went wrong."""
    text: str
    """pytest's own text, and the exchanges."""

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a report, which xdist sends as JSON."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found


def decorate(
    report: pytest.TestReport, recorder: Recorder, masker: Masker, contract_of: ContractOf, told: frozenset[int]
) -> frozenset[int]:
    """Add the exchanges that were not told yet to a failed report, and take secrets out of all of it."""
    captured = [one for one in recorder.captured if id(one) not in told]
    shown = explained(captured, recorder, masker, contract_of)
    masking.longrepr(masker, report.sections)
    if isinstance(report.longrepr, str):
        report.longrepr = masking.text(masker, report.longrepr)
    else:
        masking.longrepr(masker, report.longrepr)
    if shown:
        add_section(report, TITLE, section(shown, recorder.left_out))
    return told | {id(one) for one in captured}


def explained(captured: list[Captured], recorder: Recorder, masker: Masker, contract_of: ContractOf) -> list[Shown]:
    """The exchanges as they are shown: masked, each with what it means."""
    mine = {id(one) for one in captured}
    masking.learn(masker, (exchange_of(one) for one in recorder.shared if id(one) not in mine))
    plain = [exchange_of(one) for one in captured]
    shown = []
    for one, exchange, safe in zip(captured, plain, masking.masked(masker, plain), strict=True):
        evidence = Evidence(exchanges=(exchange,), now=recorder.now(), contract=contract_of(one))
        told = () if one.error is not None and one.in_process else explain(evidence)
        told = tuple(
            _without_secrets(each, masker) for each in told if not (one.in_process and each.rule in OF_SOCKETS)
        )
        label = f"{one.phase}, fixture {one.fixture}" if one.fixture else one.phase
        note = one.answer.note if one.answer else ""
        shown.append(Shown(safe, told, label, one.mocked, one.in_process, note))
    return shown


def _without_secrets(explanation: Any, masker: Masker) -> Any:
    return msgspec.structs.replace(
        explanation,
        means=masker.text(explanation.means),
        remedy=masker.text(explanation.remedy),
        evidence=tuple(masker.text(each) for each in explanation.evidence),
    )


def add_section(report: pytest.TestReport, title: str, text: str) -> None:
    """Put it behind the traceback, where the terminal, JUnit and HTML show it; else among the captured output."""
    add = getattr(report.longrepr, "addsection", None)
    if add is not None:
        add(title, text)
    else:
        report.sections.append((title, text))


def attempt_of(report: pytest.TestReport, number: int) -> Attempt:
    """What is kept of an attempt that failed."""
    text = report.longreprtext
    crash = getattr(getattr(report.longrepr, "reprcrash", None), "message", "") or text
    first = next((line for line in str(crash).splitlines() if line.strip()), "")
    return Attempt(number=number, phase=report.when or "", message=first[:300], text=text[:100_000])


def add_attempts(report: pytest.TestReport, attempts: list[Attempt]) -> None:
    """Show the attempts before the one that is reported; of a test that passes they stand among its output."""
    for one in attempts[-MOST_ATTEMPTS:]:
        title = f"attempt {one.number} failed in its {one.phase}"
        if report.failed:
            add_section(report, title, one.text)
        else:
            report.sections.append((title, one.text))
