"""No parameter sends whoever follows to any site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from assay.checks.redirects import OPEN
from assay.contract.kinds import kinds
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation, Parameter
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.learning import ends_the_caller
from assay.probes.probe import Probe
from assay.probes.providing import ready
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.target import Target

HOST = "assay-redirect.example"
"""A host that nobody has (RFC 2606); it is never spoken to."""
_NAMES = re.compile(
    r"^(?:next|url|uri|link|goto|to|target|dest|destination|continue|forward|out|back|return|success|cancel|callback|"
    r"(?:redirect|return|back|success|cancel|callback|next|target|dest|continue|forward)[-_]?(?:to|url|uri|path|after)?)$",
    re.IGNORECASE,
)


def cases(target: Target) -> Iterator[Case]:
    """Each query parameter that is text and named like a place to go on at."""
    for operation in target.operations:
        for parameter in () if ends_the_caller(operation) else operation.parameters:
            if parameter.place == "query" and _NAMES.match(parameter.name) and _is_text(target, parameter):
                yield Case(
                    probe=PROBE.name,
                    rule=OPEN.name,
                    operation=operation.name,
                    what=f"{parameter.name} names another site",
                    where=f"query {parameter.name}",
                    weight=66,
                    writes=operation.method not in ("GET", "HEAD"),
                    tags=operation.tags,
                    data=parameter.name,
                )


def _is_text(target: Target, parameter: Parameter) -> bool:
    is_listed = isinstance(parameter.schema, dict) and "enum" in parameter.schema
    return not is_listed and "string" in kinds(parameter.schema, target.contract.definitions)


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good request, but for where it goes on."""
    operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation)
    if draft is None and _only_leads_on(operation) and session.target.callers:
        draft = yield from ready(session, operation, session.target.callers[0])
    if draft is None:
        return ()
    exchange = yield from session.send(draft.call.with_query(case.data, f"https://{HOST}/"))
    if not leads_away(exchange):
        return ()
    message = f"Expected no redirect to a host that the caller names; {case.data} led to {HOST}."
    return (session.finding(OPEN, case, message, (exchange,), cause="redirect as sent"),)


def _only_leads_on(operation: Operation) -> bool:
    """Whether an operation has no other good answer than a redirect, so that it never succeeds in itself."""
    good = {one.status[:1] for one in operation.answers if one.status[:1] in "23"}
    return good == {"3"}


def leads_away(exchange: Exchange) -> bool:
    """Whether the answer redirects to the host that was named."""
    response = exchange.response
    location = response.header("location") if response is not None and 300 <= response.status < 400 else None
    if not location:
        return False
    try:
        return urlsplit(urljoin(exchange.request.url, location.replace("\\", "/"))).hostname == HOST
    except ValueError:
        return False


PROBE = Probe(name="open-redirects", rules=(OPEN,), cases=cases, run=run)
