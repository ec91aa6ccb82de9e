"""401, and the request had no credentials: no Authorization, no Cookie, no header or parameter for a key."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.address import address, parameters
from assay.explain.answer import values
from assay.explain.challenges import challenges
from assay.explain.evidence import Evidence
from assay.explain.masking import SECRET_NAME
from assay.explain.quoting import field, listed
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.2"
REMEDIES = {
    "basic": "Send a name and password: -u NAME (the password is asked for).",
    "bearer": 'Send a token: -H "Authorization: Bearer TOKEN".',
    "digest": "Send a name and password by Digest: --digest -u NAME.",
    "ntlm": "Send a name and password by NTLM: --ntlm -u NAME.",
    "negotiate": "Get a Kerberos ticket (kinit), then send it with --negotiate -u :.",
    "aws4-hmac-sha256": "Sign the request: --aws-sigv4 aws:amz:REGION:SERVICE -u KEY.",
}


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What the server asks for."""
    response = evidence.response
    if response is None or _credentials(evidence):
        return
    asked = [each.scheme for each in challenges(response)]
    remedy = next((REMEDIES[each.lower()] for each in asked if each.lower() in REMEDIES), "")
    yield Explanation(
        rule="no-credentials",
        means="The server wants to know who asks, and the request had no credentials"
        + (f"; it takes {listed(asked)}." if asked else "."),
        remedy=remedy or "Send the credentials that the API's documentation asks for.",
        evidence=(
            *(field("WWW-Authenticate", value) for value in values(response, "www-authenticate")[:3]),
            "no Authorization, Cookie or key in the request",
        ),
        source=SOURCE,
    )


def _credentials(evidence: Evidence) -> bool:
    exchange = evidence.exchanges[-1]
    names = [name for name, _ in sent.headers(exchange) if name.lower() != "proxy-authorization"]
    names += [name for name, _ in parameters(address(exchange.request.url).query)]
    return any(SECRET_NAME.search(name) for name in names) or exchange.request.delivery.certificate is not None
