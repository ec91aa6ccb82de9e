"""Writes the findings of a breaking run as tests into a folder; what stands there already is left as people have it."""

from __future__ import annotations

from pathlib import Path

from assay.app.outputs import write
from assay.model.errors import InputError, UsageError
from assay.report.breaking.reproduction import Source
from assay.report.fold import Records
from assay.report.probed import probed

FILE = "test_resilience.py"


def write_tests(records: Records, folder: Path, fingerprint: str | None = None) -> tuple[int, int]:
    """How many tests were added, and how many findings no test can show. With a fingerprint, only that one's.

    Raises UsageError where there is no such finding, InputError where it cannot be written.
    """
    source = Source(probed(records), records, fingerprint)
    if fingerprint is not None and not source.findings:
        raise UsageError(f"there is no finding {fingerprint} in the log", remedy="Its JSON report lists them.")
    written = source.tests()
    if not written:
        return 0, len(source.findings)
    path = folder / FILE
    before = _there(path)
    new = [text for mark, text in written.items() if f"_{mark[:8]}(" not in before]
    if new:
        start = before.rstrip("\n") + "\n" if before else source.opening()
        write(path, [start, *(f"\n\n{text}" for text in new)])
    return len(new), len(source.findings) - len(written)


def _there(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(f"cannot be read: {problem}", where=str(path), remedy="Name another folder.") from None
