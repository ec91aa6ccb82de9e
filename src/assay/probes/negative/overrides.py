"""A GET stays a GET, whatever a header or a parameter says about its method."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.probe import Probe
from assay.probes.providing import fresh, succeeded
from assay.probes.session import Session
from assay.probes.target import Target

OVERRIDDEN = Rule(
    name="method-overridden",
    title="A GET removes a thing",
    law="GET is safe (RFC 9110, 9.2.1): no header and no parameter makes another method of it",
    severity="high",
    basis="effect",
    assumes="A POST may be overridden on purpose (X-HTTP-Method-Override), and is not asked. A thing that is gone "
    "after its own GET, and stood there before, was removed by it.",
)
HEADERS = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
PARAMETER = "_method"


def cases(target: Target) -> Iterator[Case]:
    """Each kind of thing that can be made, read and removed."""
    for resource in target.resources.all:
        if resource.create is None or resource.remove is None or resource.read is None:
            continue
        if not ends_the_caller(resource.read):
            yield Case(
                probe=PROBE.name,
                rule=OVERRIDDEN.name,
                operation=resource.read.name,
                what="a header or parameter names DELETE as the method",
                sends=4,
                weight=42,
                writes=True,
                tags=resource.read.tags,
            )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """By headers, then by a parameter, on a new thing whose maker reads it before and afterwards."""
    operation = session.target.operation(case.operation)
    resource = session.target.resources.of(operation)
    owner = next(iter(session.able(resource.create.name if resource and resource.create else "")), None)
    thing = (yield from fresh(session, resource, owner)) if resource is not None and owner is not None else None
    if thing is None or owner is None or resource is None:
        return ()
    plain = Call(operation=operation, identity=owner, path=thing.path)
    if not succeeded((yield from session.send(plain))):
        return ()
    ways = {
        f"{HEADERS[0]} or its like": plain.with_(headers=dict.fromkeys(HEADERS, "DELETE")),
        f"the parameter {PARAMETER}": plain.with_(pairs=((PARAMETER, "DELETE"),)),
    }
    for way, call in ways.items():
        attempt = yield from session.send(call)
        after = yield from session.send(plain)
        if after.response is not None and after.response.status in (404, 410):
            session.gone.add((resource.item, thing.id))
            message = f"Expected a GET with {way} to read alone; the {resource.name} is gone afterwards."
            return (session.finding(OVERRIDDEN, case, message, (attempt, after)),)
    return ()


PROBE = Probe(name="method-overrides", rules=(OVERRIDDEN,), cases=cases, run=run)
