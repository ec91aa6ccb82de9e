"""401, and the request had credentials of a scheme that `WWW-Authenticate` does not name."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.challenges import challenges, scheme_of
from assay.explain.evidence import Evidence
from assay.explain.quoting import field, listed
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 11.6.1"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The scheme sent beside those asked for."""
    exchange, response = evidence.exchanges[-1], evidence.response
    scheme = scheme_of(sent.header(exchange, "authorization") or "")
    wanted = [each.scheme for each in challenges(response)] if response else []
    if scheme and wanted and scheme.lower() not in {each.lower() for each in wanted}:
        yield Explanation(
            rule="scheme-not-asked-for",
            means=f"The request authenticated with {scheme}, but the server asks for {listed(wanted)}.",
            remedy=f"Send credentials of the scheme {wanted[0]}{_option(wanted[0])}.",
            evidence=(f"Authorization: {scheme} ***", field("WWW-Authenticate", ", ".join(wanted))),
            source=SOURCE,
        )


def _option(scheme: str) -> str:
    known = {
        "basic": "-u NAME",
        "digest": "--digest -u NAME",
        "ntlm": "--ntlm -u NAME",
        "negotiate": "--negotiate -u :",
    }
    option = known.get(scheme.lower(), "--oauth2-bearer TOKEN" if scheme.lower() == "bearer" else "")
    return f" (curl: {option})" if option else ""
