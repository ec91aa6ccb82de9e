"""The server's certificate is for other names than the host of the URL."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 9525, 6; curl, 60"
SIGNS = ("subject name", "host name", "hostname/ip does not match", "hostname mismatch")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The name that was looked for."""
    found = cause(evidence)
    if found and (found.code == "ERR_TLS_CERT_ALTNAME_INVALID" or any(each in found.words.lower() for each in SIGNS)):
        yield Explanation(
            rule="certificate-wrong-name",
            means=f"The certificate that the server shows is not for {found.place.host}.",
            remedy="Use a name that it has (openssl s_client shows them); --resolve reaches an address by name.",
            evidence=(shown(found),),
            source=SOURCE,
        )
