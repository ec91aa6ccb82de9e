"""Pages of other origins do not read with a visitor's credentials, unless the API names their origin."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.target import Target

TRUSTED = Rule(
    name="any-origin-trusted",
    title="Pages of any origin read with a visitor's credentials",
    law="Access-Control-Allow-Origin repeats no origin that the API does not know where credentials are allowed",
    severity="medium",
    basis="effect",
    assumes="Browsers show credentials to the API by themselves, as they do with cookies. An API that only knows "
    "bearer tokens loses little, so that this is asked by choice.",
    by_choice=True,
)
ORIGINS = ("https://one.assay-origin.example", "https://two.assay-elsewhere.example")
"""Two that no API knows, and that have nothing in common."""


def cases(target: Target) -> Iterator[Case]:
    """One read: the header comes from what stands before all operations."""
    reads = [one for one in target.operations if one.method == "GET"]
    reads.sort(key=lambda one: ("{" in one.path, not target.guarded(one)))
    for operation in reads[:1]:
        yield Case(
            probe=PROBE.name,
            rule=TRUSTED.name,
            operation=operation.name,
            what="a page of an unknown origin",
            where="Access-Control-Allow-Origin",
            sends=2,
            weight=40,
            tags=operation.tags,
        )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """The same read from two origins; both must be let in."""
    operation: Operation = session.target.operation(case.operation)
    draft = yield from standing(session, operation)
    if draft is None:
        return ()
    exchanges: list[Exchange] = []
    for origin in ORIGINS:
        exchange = yield from session.send(draft.call.with_header("Origin", origin))
        if not lets_in(exchange, origin):
            return ()
        exchanges.append(exchange)
    message = f"Expected no word for an unknown origin; {ORIGINS[0]} may read with credentials."
    return (session.finding(TRUSTED, case, message, tuple(exchanges)),)


def lets_in(exchange: Exchange, origin: str) -> bool:
    """Whether a browser would hand the answer to a page of this origin, credentials shown (Fetch, 4.9 CORS check)."""
    response = exchange.response
    if response is None or response.header("access-control-allow-origin") != origin:
        return False
    return response.header("access-control-allow-credentials") == "true"


PROBE = Probe(name="origins", rules=(TRUSTED,), cases=cases, run=run)
