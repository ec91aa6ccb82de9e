"""Requests that are odd in the whole: a body where none is meant, a long query, a long header; no server may fail."""

from __future__ import annotations

from collections.abc import Iterator

from assay.checks.declared import SERVER_ERROR
from assay.model.case import Case
from assay.model.command import Program
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.negative.fields import EXTRA
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.target import Target

KINDS = ("a GET has a body", "the query is 6,000 characters long", "a header is 6,000 characters long")
LONG = "x" * 6_000
"""What a server takes or refuses: below the 8,000 bytes that RFC 9110, 4.1 asks of it."""
MOST = 3
"""Operations that are tried: what reads requests is the same for all."""


def cases(target: Target) -> Iterator[Case]:
    """Each kind, for the first operations that read."""
    readers = [one for one in target.operations if one.method == "GET" and not ends_the_caller(one)]
    for operation in readers[:MOST]:
        for what in KINDS:
            yield Case(
                probe=PROBE.name,
                rule=SERVER_ERROR.name,
                operation=operation.name,
                what=what,
                weight=34,
                tags=operation.tags,
                data=what,
            )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good request, odd in one way; only a failure is told."""
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None:
        return ()
    exchange = yield from session.send(_changed(draft.call, case.data))
    return crash(session, case, exchange)


def _changed(call: Call, what: str) -> Call:
    if what == KINDS[0]:
        return call.with_(body={EXTRA: 1}, media="application/json")
    if what == KINDS[1]:
        return call.with_(pairs=(*call.pairs, (EXTRA, LONG)))
    return call.with_header("X-Assay-Unknown", LONG)


PROBE = Probe(name="oversize", rules=(SERVER_ERROR,), cases=cases, run=run)
