"""URLs in requests that the server itself calls: a listener of ours on loopback hears it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.negative.spots import Spot, filled, spots
from assay.probes.probe import Probe
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

FETCHED = Rule(
    name="server-side-request",
    title="The server calls an address that a request names",
    law="A URL in a request makes the server call nothing inside its own network (OWASP API7:2023)",
    severity="high",
    basis="effect",
    assumes="An address on loopback is one that no client may have called. Where the contract says that the API calls "
    "back (webhooks, callbacks, notifications), that is what it is for, and nothing is claimed.",
)
NAMES = frozenset({"url", "uri", "href", "link", "endpoint", "webhook", "callback", "feed", "website", "homepage"})
"""Words in the names of fields that may hold a URL."""
_CALLS = re.compile(r"\b(web-?hooks?|call-?backs?|calls? back|notif(?:y|ies|ied|ications?)|subscri(?:bes?|ptions?)|"
                    r"pings?|posts? (?:it )?to)\b", re.I)  # fmt: skip
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def cases(target: Target) -> Iterator[Case]:
    """Every field and parameter for a URL, where the API runs on the machine that listens."""
    if (urlsplit(target.base_url).hostname or "") not in _LOOPBACK:
        return
    for operation in target.operations:
        if ends_the_caller(operation):
            continue
        for spot in spots(operation, target):
            if is_url(spot) and not calls_by_design(operation, spot):
                yield Case(
                    probe=PROBE.name,
                    rule=FETCHED.name,
                    operation=operation.name,
                    what=f"{spot.last} names an address on loopback",
                    where=spot.where,
                    sends=2,
                    weight=68,
                    writes=operation.method not in ("GET", "HEAD"),
                    tags=operation.tags,
                    data=spot,
                )


def is_url(spot: Spot) -> bool:
    """Whether a URL may stand there."""
    if "string" not in spot.kinds or "enum" in spot.schema or "const" in spot.schema:
        return False
    format_ = spot.schema.get("format", "")
    return format_ in ("uri", "url", "iri") or (not format_ and bool(NAMES & set(words_of(spot.last))))


def calls_by_design(operation: Operation, spot: Spot) -> bool:
    """Whether the contract says that the API calls the address."""
    said = (operation.path, operation.summary, operation.description, " ".join(operation.tags),
            str(spot.schema.get("description", "")), " ".join(words_of(spot.last)))  # fmt: skip
    return any(_CALLS.search(one) for one in said)


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good request with an address of ours; claimed only where that very address is called."""
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None:
        return ()
    token, spot = session.token(), case.data
    sent: list[Call] = []

    def call(url: str) -> Call:
        sent.append(filled(draft.call, spot, f"{url}/{token}"))
        return sent[-1]

    exchange, targets = yield from session.overhear(call)
    spent(session, draft, exchange, sent[-1])
    if not any(token in one for one in targets):
        return crash(session, case, exchange)
    message = f"Expected {spot.last} to be kept or refused; the server called the address on loopback that it names."
    return (session.finding(FETCHED, case, message, (exchange,)),)


PROBE = Probe(name="server-side-request", rules=(FETCHED,), cases=cases, run=run)
