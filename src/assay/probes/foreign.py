"""A stranger asks for what another made: the answer must be that for a thing which does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.probe import Probe
from assay.probes.providing import fresh, succeeded
from assay.probes.session import Session
from assay.probes.target import Target

RULE = Rule(
    name="foreign-read",
    title="A stranger reads what is not theirs",
    law="What one identity made is not told to a stranger (OWASP API1:2023)",
    severity="critical",
    basis="effect",
    assumes="A thing is private where a colleague of the owner may not read it either; things that are shared in the "
    "tenant are only tried across tenants.",
)


def cases(target: Target) -> Iterator[Case]:
    """Every thing that can be made and read, for each pair of owner and stranger."""
    for resource in target.resources.all:
        if resource.create is None or resource.read is None or not target.guarded(resource.read):
            continue
        for owner in target.callers:
            for stranger in target.callers:
                if stranger.name != owner.name:
                    yield Case(
                        probe=PROBE.name,
                        rule=RULE.name,
                        operation=resource.read.name,
                        what=f"{stranger.name} reads a {resource.name} of {owner.name}",
                        identity=owner.name,
                        stranger=stranger.name,
                        sends=4,
                        weight=95 if owner.tenant != stranger.tenant else 90,
                        writes=True,
                        data=resource.item,
                    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """The owner reads it, the stranger asks for it, and the answer holds what only the owner ever sent."""
    target = session.target
    resource = next(one for one in target.resources.all if one.item == case.data)
    owner, stranger = target.identity(case.identity), target.identity(case.stranger)
    thing = yield from fresh(session, resource, owner)
    if thing is None or not thing.canaries or resource.read is None:
        return ()
    call = Call(operation=resource.read, identity=owner, path=thing.path)
    control = yield from session.send(call)
    attempt = yield from session.send(call.as_(stranger))
    if not succeeded(control) or not holds(control, thing.canaries) or not holds(attempt, thing.canaries):
        return ()
    if owner.tenant == stranger.tenant and owner.tenant:
        return ()  # shared in the tenant, perhaps: another probe tells
    message = (
        f"Expected {stranger.name} to be told nothing of a {resource.name} of {owner.name}; the answer holds a text "
        "that only its owner ever sent."
    )
    return (session.finding(RULE, case, message, (control, attempt)),)


def holds(exchange: Exchange, canaries: tuple[str, ...]) -> bool:
    """Whether the answer carries a text that only its owner ever sent."""
    body = exchange.response.body if exchange.response else b""
    return any(canary.encode() in body for canary in canaries)


PROBE = Probe(name="foreign", rules=(RULE,), cases=cases, run=run)
