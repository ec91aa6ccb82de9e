"""What the body of an error says, field by field."""

from __future__ import annotations

from assay.explain.rule import Rule, ruled
from assay.explain.when import both, either, failed, good, status, with_body

GROUP = "problems"
FAILED = both(failed, with_body)
ANY = both(either(failed, good), with_body)
GENERAL = "unprocessable error-message error-in-success conflict not-found forbidden"

RULES: tuple[Rule, ...] = (
    ruled(
        GROUP,
        "oauth-error",
        both(status(400, 401, 403), with_body),
        hides=f"{GENERAL} field-errors credentials-refused",
    ),
    ruled(GROUP, "graphql-errors", ANY, hides=f"{GENERAL} field-errors"),
    ruled(GROUP, "json-rpc-error", ANY, hides=f"{GENERAL} field-errors"),
    ruled(GROUP, "soap-fault", ANY, hides=GENERAL),
    ruled(GROUP, "problem-details", FAILED, hides=GENERAL),
    ruled(GROUP, "field-errors", FAILED, hides="unprocessable error-message"),
    ruled(GROUP, "error-message", FAILED, hides="unprocessable"),
    ruled(GROUP, "error-in-success", both(good, with_body)),
)
"""In the order in which they are told."""
