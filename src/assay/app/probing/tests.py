"""Writes the findings of a probing run as tests into a folder; what stands there already is left as people have it."""

from __future__ import annotations

from pathlib import Path

from assay.app.breaking.tests import write_tests as write_broken
from assay.app.outputs import write
from assay.model.errors import InputError, UsageError
from assay.report.fold import Records
from assay.report.probed import is_probe, probed
from assay.report.probing.evidence import Evidence
from assay.report.probing.reproduction import MOST, opening, tests
from assay.report.reproduced import is_breaking

FILE = "test_findings.py"


def write_tests(records: Records, folder: Path, fingerprint: str | None = None) -> tuple[int, int]:
    """How many tests were added, and how many findings no test can show. With a fingerprint, only that one's.

    Raises UsageError for a log without a probing run or without that finding, InputError where it cannot be written.
    """
    if not is_probe(records):
        raise UsageError("the log is of no probing run", remedy="Name the log of an `assay probe`.")
    run = probed(records)
    if is_breaking(run):
        return write_broken(records, folder, fingerprint)
    findings = [one for one in run.worst_first() if fingerprint is None or one.fingerprint.startswith(fingerprint)]
    if fingerprint is not None and not findings:
        raise UsageError(f"there is no finding {fingerprint} in the log", remedy="Its JSON report lists them.")
    evidence = Evidence(findings[:MOST], records)
    written = tests(findings[:MOST], evidence, run.started)
    if not written:
        return 0, len(findings)
    path = folder / FILE
    before = _there(path)
    new = [source for mark, source in written.items() if f"_{mark[:8]}()" not in before]
    if new:
        start = before.rstrip("\n") + "\n" if before else opening(run.started, evidence)
        write(path, [start, *(f"\n\n{source}" for source in new)])
    return len(new), len(findings) - len(written)


def _there(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"cannot be read: {problem}", where=str(path), remedy="Name another folder.") from None
