"""What the body of an error says, field by field."""

from __future__ import annotations

from assay.explain.answer import value
from assay.explain.evidence import Evidence
from assay.explain.rule import Rule, ruled
from assay.explain.when import When, both, failed, good, status, with_body

GROUP = "problems"
GENERAL = "unprocessable error-message error-in-success conflict not-found forbidden server-error"
OAUTH = f"{GENERAL} field-errors credentials-refused"


def member(*names: str) -> When:
    """The answer is a JSON object with one of these members, or with any where none is named."""

    def holds(evidence: Evidence) -> bool:
        found = value(evidence) if evidence.response is not None else None
        return isinstance(found, dict) and (not names or any(name in found for name in names))

    return holds


def soap(evidence: Evidence) -> bool:
    """The answer may be an envelope with a fault."""
    response = evidence.response
    return response is not None and response.body[:64].lstrip()[:1] == b"<" and b"Fault" in response.body[:65_536]


RULES: tuple[Rule, ...] = (
    ruled(GROUP, "oauth-error", both(status(400, 401, 403), member("error")), hides=OAUTH),
    ruled(GROUP, "graphql-errors", member("errors"), hides=f"{GENERAL} field-errors"),
    ruled(GROUP, "json-rpc-error", member("jsonrpc"), hides=f"{GENERAL} field-errors"),
    ruled(GROUP, "soap-fault", soap, hides=GENERAL),
    ruled(GROUP, "problem-details", both(failed, member("title", "type", "detail")), hides=GENERAL),
    ruled(GROUP, "field-errors", both(failed, with_body), hides="unprocessable error-message problem-details"),
    ruled(GROUP, "error-message", both(failed, member()), hides="unprocessable"),
    ruled(GROUP, "error-in-success", both(good, member())),
)
"""In the order in which they are told."""
