"""The exit code of a probing run: declared laws and proven effects gate, what is merely inferred reports."""

from __future__ import annotations

from assay.app.probing.probing import Probed
from assay.model.errors import Exit


def verdict(probed: Probed) -> Exit:
    """What the process says."""
    if probed.ending == "interrupted":
        return Exit.INTERRUPTED
    if any(one.basis != "inferred" for one in probed.findings):
        return Exit.FINDINGS
    return Exit.INCOMPLETE if probed.ending in ("timed out", "failed") else Exit.CLEAN
