"""An answer is as the contract declares it: its status, media type, headers and body."""

from __future__ import annotations

from collections.abc import Iterator

from assay.checks.check import Check, Judge, Seen
from assay.contract.mismatch import Mismatch
from assay.contract.responses import judge_response
from assay.model.finding import Finding
from assay.model.rule import Rule

_ASSUMES = "The contract is meant to be complete for what it describes."
STATUS = Rule(
    name="undeclared-status",
    title="An answer with a status that the contract does not declare",
    law="An operation answers with the statuses that it declares",
    severity="medium",
    basis="declared",
    assumes=f"{_ASSUMES} Statuses of the machinery in front of an API (405, 413, 415, 429, 5xx of a proxy) may be "
    "undeclared, and are left out.",
)
SERVER_ERROR = Rule(
    name="server-error",
    title="The server fails",
    law="No request makes the server fail",
    severity="high",
    basis="effect",
    assumes="A 5xx is a failure of the server (RFC 9110, 15.6); 501 and 503 may be meant.",
)
MEDIA = Rule(
    name="undeclared-media-type",
    title="An answer in a media type that the contract does not declare",
    law="An answer has one of its declared media types",
    severity="medium",
    basis="declared",
    assumes=_ASSUMES,
)
HEADER = Rule(
    name="header-mismatch",
    title="A declared header is missing or malformed",
    law="An answer has its required headers, each as its schema says",
    severity="medium",
    basis="declared",
    assumes=_ASSUMES,
)
BODY = Rule(
    name="schema-mismatch",
    title="An answer breaks its schema",
    law="The body of an answer is as its schema says",
    severity="high",
    basis="declared",
    assumes=_ASSUMES,
)
_MACHINERY = frozenset({401, 403, 404, 405, 406, 408, 413, 414, 415, 429, 431, 501, 503})
_RULES = {"status": STATUS, "media": MEDIA, "header": HEADER, "body": BODY}


def judge(seen: Seen) -> Iterator[Finding]:
    """Every difference once, by place."""
    status = seen.response.status
    if status >= 500 and status not in (501, 503):
        message = f"Expected no failure of the server; it answered {status}."
        yield seen.finding(SERVER_ERROR, message, cause=f"status {status}")
        return
    if not seen.honest and status < 400:
        return  # what comes of forbidden input that was taken has one cause, and that is told already
    method = seen.exchange.request.method
    for mismatch in judge_response(seen.contract, seen.match, seen.response, seen.validators, method=method):
        if not mismatch.info and not (mismatch.place == "status" and status in _MACHINERY):
            yield _told(seen, mismatch)


def _told(seen: Seen, mismatch: Mismatch) -> Finding:
    rule = _RULES.get(mismatch.place, BODY)
    where = mismatch.pointer or str(seen.response.status)
    message = f"{mismatch.message} (the contract, {mismatch.source})"
    return seen.finding(rule, message, where=where, cause=f"{mismatch.place} {mismatch.keyword}")


def _fresh() -> Judge:
    return judge


CHECK = Check(name="declared", rules=(STATUS, SERVER_ERROR, MEDIA, HEADER, BODY), judge=_fresh)
