"""The findings of a run as pytest tests, by the kind of run: ugly requests, or dependencies that were broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assay.model.finding import Finding
from assay.report.breaking.reproduction import Source
from assay.report.breaking.reproduction import module as of_breaking
from assay.report.fold import Records
from assay.report.probed import Probed, probed
from assay.report.probing.evidence import Evidence
from assay.report.probing.reproduction import module as of_probing
from assay.report.probing.reproduction import tests as tests_of_probing


def module(records: Records) -> Iterator[str]:
    """A whole file of tests, in pieces."""
    return of_breaking(records) if is_breaking(probed(records)) else of_probing(records)


def tests(run: Probed, findings: Iterable[Finding], evidence: Evidence, records: Records) -> dict[str, str]:
    """By fingerprint, the source of a test; none for a finding that no test can show."""
    return Source(run, records).tests() if is_breaking(run) else tests_of_probing(findings, evidence, run.started)


def is_breaking(run: Probed) -> bool:
    """Whether dependencies were broken in it."""
    return run.started is not None and run.started.command == "break"
