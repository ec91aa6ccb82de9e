"""A file of ours could not be used: the client certificate, its key, or the authorities."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "curl, 58 and 77"
AUTHORITIES = 77


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which file."""
    found = cause(evidence)
    if found is None:
        return
    authorities = found.number == AUTHORITIES or found.code == "ERR_CA_FILE"
    option = "cacert" if authorities else "cert"
    named = evidence.transfer.options.get(option) if evidence.transfer else None
    yield Explanation(
        rule="certificate-file",
        means="The file of trusted authorities could not be used."
        if authorities
        else "The client certificate or its key could not be used: not found, not PEM, or not a pair.",
        remedy="Check the file of --cacert and --capath."
        if authorities
        else "Check --cert, --key, --cert-type and --pass.",
        evidence=(shown(found), *((f"--{option} {str(named).partition(':')[0]}",) if named else ())),
        source=SOURCE,
    )
