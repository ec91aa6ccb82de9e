"""Nobody whom this machine trusts signed the server's certificate: it is self-signed, or its chain is incomplete."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 5280, 6.1; curl, 60"
SELF = ("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate", "self signed certificate")
CHAIN = "in certificate chain"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Self-signed, signed by an own authority, or with a gap in the chain."""
    found = cause(evidence)
    if found is None:
        return
    words = f"{found.code} {found.words}"
    if CHAIN in words or "SELF_SIGNED_CERT_IN_CHAIN" in words:
        means = "was signed by an authority that this machine does not know"
        remedy = "Trust that authority with --cacert FILE; a proxy that reads along signs with its own."
    elif any(each in words for each in SELF):
        means = "is signed by itself"
        remedy = "Trust it with --cacert FILE; -k asks nobody, which is for trying out only."
    elif "UNABLE_TO" in words or "unable to get" in words or "unable to verify" in words:
        means = "cannot be traced to an authority that this machine knows: one between is missing, or private"
        remedy = "The server has to send the whole chain; or trust its authority with --cacert FILE."
    else:
        return
    yield Explanation(
        rule="certificate-issuer-unknown",
        means=f"The certificate of {found.place.host} {means}.",
        remedy=remedy,
        evidence=(shown(found),),
        source=SOURCE,
    )
