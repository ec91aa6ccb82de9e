"""What a test asserts so that it fails as long as a finding stands, and passes when it is mended."""

from __future__ import annotations

import re

from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.pointer import at
from assay.report.probing.evidence import json_of
from assay.report.probing.literals import quoted

REFUSED = frozenset(
    {"foreign-read", "foreign-part-read", "foreign-change", "foreign-removal", "foreign-action"}
    | {"role-unchecked", "scope-unchecked"}
)
"""Rules about somebody who may not."""
SEQUENCED = frozenset({"state-ignored", "duplicate-accepted", "use-after-removal"})
"""Rules about a request that must be refused because of what was sent before it."""
_POINTER = re.compile(r"(/\S+) in the answer")
_CREDENTIALS = ("credentials", "token", "scheme")


def expectation(finding: Finding, exchange: Exchange) -> tuple[str, ...]:
    """Lines that judge `response`, which answers as this exchange did; none where no test can tell."""
    response = exchange.response
    if response is None:
        return ("assert response.status_code < 500",)
    status = response.status
    if status >= 500:
        return ("assert response.status_code < 500, response.text",)
    if (finding.rule in SEQUENCED or finding.rule == "foreign-reference") and status < 400:
        return ("assert 400 <= response.status_code < 500, response.text",)
    if finding.rule.startswith("accepts-") and status < 400:
        if finding.rule.endswith(_CREDENTIALS):
            return ("assert response.status_code in (401, 403, 404), response.text",)
        return ("assert 400 <= response.status_code < 500, response.text",)
    if finding.rule in REFUSED and status < 400:
        return ("assert response.status_code in (401, 403, 404), response.text",)
    return as_observed(finding, exchange)


def as_observed(finding: Finding, exchange: Exchange) -> tuple[str, ...]:
    """Lines by which what was seen is there no more; none where no test can tell."""
    response = exchange.response
    assert response is not None
    if finding.rule == "undeclared-status":
        return (f"assert response.status_code != {response.status}, response.text",)
    if finding.rule == "undeclared-media-type":
        media = (response.header("content-type") or "").partition(";")[0].strip()
        return (f'assert not response.headers.get("Content-Type", "").startswith({quoted(media)})',)
    if finding.rule == "header-mismatch" and response.header(finding.where) is None and finding.where.isprintable():
        return (f"assert {quoted(finding.where)} in response.headers",)
    if finding.rule == "schema-mismatch":
        return _field(finding, json_of(response.body))
    return ()


def _field(finding: Finding, content: object) -> tuple[str, ...]:
    """That the value which was seen is there no more, in no item of a list."""
    place = found[1] if (found := _POINTER.match(finding.message)) else finding.where
    value = at(content, place)
    observed = finding.message.partition("; it is ")[2].partition(". (")[0]
    if not place.startswith("/") or content is None:
        return ()
    anywhere = "/".join("*" if one.isdigit() else one for one in place.split("/"))
    if value is None and ("missing" in finding.message or "null" in observed):
        return (f"assert None not in every(response.json(), {quoted(anywhere)})",)
    if isinstance(value, str | int | float) and re.search(rf"(?<!\w){re.escape(str(value))}(?!\w)", observed):
        shown = quoted(value) if isinstance(value, str) else repr(value)
        return (f"assert {shown} not in every(response.json(), {quoted(anywhere)})",)
    return ()
