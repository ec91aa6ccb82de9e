"""Who asks, and whether the server believes it: 401, 403 and the credentials of the request."""

from __future__ import annotations

from assay.explain.evidence import Evidence
from assay.explain.rule import Rank, Rule, ruled
from assay.explain.sent import header as header_sent
from assay.explain.when import either, failed, header, status

GROUP = "authentication"
REFUSED = status(401, 403)
UNSURE = status(400, 401, 403)


def in_clear(evidence: Evidence) -> bool:
    """Some request with Authorization went over http."""
    return any(
        each.request.url.startswith("http://") and header_sent(each, "authorization") for each in evidence.exchanges
    )


RULES: tuple[Rule, ...] = (
    ruled(
        GROUP,
        "scheme-twice",
        failed,
        Rank.REQUEST,
        "scheme-not-asked-for credentials-refused unreadable-token basic-malformed",
    ),
    ruled(GROUP, "authorization-without-scheme", UNSURE, Rank.REQUEST, "credentials-refused token-claims"),
    ruled(GROUP, "spaces-in-credentials", UNSURE, Rank.REQUEST, "credentials-refused unreadable-token"),
    ruled(GROUP, "basic-malformed", UNSURE, Rank.REQUEST, "credentials-refused"),
    ruled(GROUP, "unreadable-token", UNSURE, Rank.REQUEST, "credentials-refused token-claims"),
    ruled(GROUP, "expired-token", REFUSED, hides="bearer-error credentials-refused forbidden token-claims"),
    ruled(GROUP, "early-token", REFUSED, hides="bearer-error credentials-refused forbidden token-claims"),
    ruled(GROUP, "unsigned-token", REFUSED, hides="credentials-refused token-claims"),
    ruled(GROUP, "credentials-dropped", REFUSED, hides="no-credentials forbidden credentials-refused"),
    ruled(GROUP, "dpop-nonce", UNSURE, hides="bearer-error credentials-refused scheme-not-asked-for"),
    ruled(GROUP, "scheme-not-asked-for", status(401), hides="credentials-refused token-claims"),
    ruled(GROUP, "bearer-error", UNSURE, hides="credentials-refused forbidden"),
    ruled(GROUP, "digest-refused", status(401), hides="credentials-refused"),
    ruled(GROUP, "no-credentials", status(401), hides="credentials-refused problem-details error-message"),
    ruled(GROUP, "csrf", status(400, 403, 419), hides="forbidden"),
    ruled(
        GROUP,
        "edge-refusal",
        either(status(403, 406, 429, 503), header("cf-mitigated")),
        hides="forbidden unexpected-html",
    ),
    ruled(GROUP, "credentials-refused", status(401)),
    ruled(GROUP, "forbidden", status(403)),
    ruled(GROUP, "challenge-missing", status(401), Rank.ANSWER),
    ruled(GROUP, "token-claims", REFUSED, Rank.NOTE),
    ruled(GROUP, "credentials-in-clear", in_clear, Rank.NOTE),
)
"""In the order in which they are told."""
