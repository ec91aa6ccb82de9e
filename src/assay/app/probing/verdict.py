"""The exit code of a probing run: declared laws and proven effects gate, what is inferred or known reports."""

from __future__ import annotations

from assay.app.probing.probing import Probed
from assay.model.errors import Exit
from assay.model.finding import Finding


def gates(finding: Finding) -> bool:
    """Whether a finding makes a build red."""
    return finding.gates


def verdict(probed: Probed) -> Exit:
    """What the process says."""
    if probed.ending == "interrupted":
        return Exit.INTERRUPTED
    if any(gates(one) or probed.replayed for one in probed.findings):
        return Exit.FINDINGS
    return Exit.CLEAN if probed.ending == "finished" else Exit.INCOMPLETE
