"""`assay promote --finding`: one finding of a probing run becomes a test beside the suite."""

from __future__ import annotations

from pathlib import Path

from assay.app.probing.tests import FILE, write_tests
from assay.interfaces.cli.running import tell
from assay.model.errors import Exit, UsageError
from assay.record.log import read
from assay.record.order import ordered


def promote_finding(fingerprint: str, log: str | None, out: str | None, *, quiet: bool) -> int:
    """Add the test to the folder. Raises UsageError where log or folder are not named, or there is no such finding."""
    if log is None or out is None:
        missing = "--log" if log is None else "--out"
        raise UsageError(
            f"--finding wants {missing} as well",
            where="--finding",
            remedy="assay promote --finding FINGERPRINT --log .assay/log/RUN.jsonl --out tests/api",
        )
    path = Path(log)
    added, untold = write_tests(lambda: ordered(read(path)), Path(out), fingerprint)
    if untold and not added:
        raise UsageError(
            "a request and its answer alone do not show this finding, so that no test was written",
            where="--finding",
            remedy=f"Send it again with assay probe --replay {fingerprint}.",
        )
    if not quiet:
        place = Path(out) / FILE
        tell(f"a test was added to {place}" if added else f"{place} has this test already")
    return Exit.CLEAN
