"""A request to a path that does not exist: passive checks see what it is answered, a framework's page perhaps."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.checks.leaks import RULES
from assay.model.case import Case
from assay.model.command import Program
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.target import Target

PATH = "/assay-no-such-path"
PAGE = RULES["page"]


def cases(target: Target) -> Iterator[Case]:
    """One, in the name of the first caller; under a read, because every case is about an operation."""
    reads = [one for one in target.operations if one.method == "GET"]
    for operation in reads[:1]:
        yield Case(
            probe=PROBE.name,
            rule=PAGE.name,
            operation=operation.name,
            what="a path that does not exist",
            identity=target.callers[0].name,
            weight=50,
            tags=operation.tags,
        )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Nothing is judged here: whoever listens judges the answer."""
    read = session.target.operation(case.operation)
    stray = msgspec.structs.replace(read, path=PATH, parameters=(), body=None)
    yield from session.send(Call(operation=stray, identity=session.target.identity(case.identity)))
    return ()


PROBE = Probe(name="strays", rules=(PAGE,), cases=cases, run=run)
