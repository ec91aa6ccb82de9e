"""An answer is as the contract declares it: its status, media type, headers and body."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from assay.checks.answer import keys_of, place_in, schema_of, steady
from assay.checks.check import Check, Judge, Seen
from assay.checks.redirects import is_off_site
from assay.contract.mismatch import Mismatch
from assay.contract.responses import judge_response
from assay.model.finding import Finding, Severity
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
BODILESS = Rule(
    name="body-not-allowed",
    title="An answer that may have no body has one",
    law="An answer of 204 has no body, and no Content-Length (RFC 9110, 8.6 and 15.3.5)",
    severity="medium",
    basis="effect",
    assumes="What a client takes for the next answer on the connection is what stands behind a 204. A Content-Length "
    "of 0 does no harm, and is left out.",
)
_MACHINERY = frozenset({401, 403, 404, 405, 406, 408, 413, 414, 415, 429, 431, 501, 503})
ANOTHER = 4
"""Fields of one object that are wrong, from which on it is another object."""
_UNDECLARED = frozenset({"additionalProperties", "unevaluatedProperties"})
_OF_THE_OBJECT = _UNDECLARED | {"required"}
_RULES = {"status": STATUS, "media": MEDIA, "header": HEADER, "body": BODY}


def judge(seen: Seen) -> Iterator[Finding]:
    """Every difference once, by place."""
    status = seen.response.status
    if status >= 500 and status not in (501, 503):
        tried = f" ({seen.occasion})" if seen.occasion else ""
        message = f"Expected no failure of the server; it answered {status}{tried}."
        yield seen.finding(SERVER_ERROR, message, cause=f"status {status} of {seen.operation.name}")
        return
    if status == 204 and (seen.response.body or (seen.response.header("content-length") or "0").strip() != "0"):
        size = seen.response.header("content-length") or len(seen.response.body)
        yield seen.finding(BODILESS, f"Expected no body with 204; {size} bytes of one are told.", cause="204 with body")
    if not seen.honest and status < 400:
        return  # what comes of forbidden input that was taken has one cause, and that is told already
    method = seen.exchange.request.method
    found = judge_response(seen.contract, seen.match, seen.response, seen.validators, method=method)
    wrong = [one for one in found if not one.info]
    if is_off_site(seen) or status in _MACHINERY:  # where it leads is told by another rule
        wrong = [one for one in wrong if one.place != "status"]
    for mismatches in _by_object(wrong):
        yield _told(seen, mismatches)


def _by_object(found: Iterable[Mismatch]) -> Iterable[list[Mismatch]]:
    """What is wrong, one by one; an object that is another one altogether as a whole."""
    groups: dict[tuple[str, str], list[Mismatch]] = {}
    for one in found:
        groups.setdefault((one.place, steady(one.pointer.rpartition("/")[0])), []).append(one)
    for (place, _), group in groups.items():
        places = {steady(one.pointer): one for one in group}
        if place == "body" and (len(places) >= ANOTHER or _is_renamed(places.values())):
            yield sorted(places.values(), key=lambda one: one.keyword != "required")
        else:
            yield from ([one] for one in group)


def _is_renamed(found: Collection[Mismatch]) -> bool:
    """Whether one field is missing, and one that is not declared is there instead."""
    keywords = sorted(one.keyword for one in found)
    return len(keywords) == 2 and keywords[0] in _UNDECLARED and keywords[1] == "required"


def _told(seen: Seen, mismatches: list[Mismatch]) -> Finding:
    mismatch, *others = mismatches
    rule, status = _RULES.get(mismatch.place, BODY), seen.response.status
    is_another = len(mismatches) >= ANOTHER
    where = steady(mismatch.pointer.rpartition("/")[0] if is_another else mismatch.pointer) or str(status)
    instead = f" {others[0].message}" if others else ""
    more = f" {len(others)} more of its fields are wrong." if is_another else instead
    message = f"{mismatch.message} (the contract, {mismatch.source}){more}"
    severity: Severity | None = "medium" if rule is BODY and status >= 400 else None
    cause = "body of another shape" if is_another else _cause(seen, mismatch)
    return seen.finding(rule, message, where=where, severity=severity, cause=cause)


def _cause(seen: Seen, mismatch: Mismatch) -> str:
    """What operations share that have it from the same place: a named schema, or a refusal that they all give."""
    status = seen.response.status
    told = f"{mismatch.place} {mismatch.keyword}"
    if mismatch.place == "status" or mismatch.keyword == "undeclared":
        return f"{told} {status}{f' of {seen.operation.name}' if status < 400 else ''}"
    schema = schema_of(seen) if mismatch.place == "body" else None
    if schema is None:
        return f"{told} of {seen.operation.name}" if status < 400 else told
    keys = keys_of(mismatch.pointer)
    _, named = place_in(schema, keys[:-1] if mismatch.keyword in _OF_THE_OBJECT else keys, seen.contract)
    return f"{told} of {named or seen.operation.name}"


def _fresh() -> Judge:
    return judge


CHECK = Check(name="declared", rules=(STATUS, SERVER_ERROR, MEDIA, HEADER, BODY, BODILESS), judge=_fresh)
