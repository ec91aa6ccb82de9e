"""Requests that are odd in the whole: a body where none is meant, long queries, odd charsets; no server may fail."""

from __future__ import annotations

from collections.abc import Iterator

from assay.checks.declared import SERVER_ERROR
from assay.contract.media_ranges import is_json
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.probes.bodies import media_of
from assay.probes.call import Call
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.negative.fields import EXTRA
from assay.probes.probe import Probe
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

KINDS = ("a GET has a body", "the query is 6,000 characters long", "a header is 6,000 characters long")
CHARSET = "the charset of the body does not exist"
LONG = "x" * 6_000
"""What a server takes or refuses: below the 8,000 bytes that RFC 9110, 4.1 asks of it."""
MOST = 3
"""Operations that are tried: what reads requests is the same for all."""


def cases(target: Target) -> Iterator[Case]:
    """Each kind, for the first operations that read; a strange charset, for the first that take JSON."""
    readers = [one for one in target.operations if one.method == "GET" and not ends_the_caller(one)]
    writers = [one for one in target.operations if _takes_json(one) and not ends_the_caller(one)]
    for operation in readers[:MOST]:
        for what in KINDS:
            yield _case(operation, what)
    for operation in writers[:MOST]:
        yield _case(operation, CHARSET)


def _takes_json(operation: Operation) -> bool:
    media = media_of(operation)
    return media is not None and is_json(media.type)


def _case(operation: Operation, what: str) -> Case:
    return Case(
        probe=PROBE.name,
        rule=SERVER_ERROR.name,
        operation=operation.name,
        what=what,
        weight=34,
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
        data=what,
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good request, odd in one way; only a failure is told."""
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None:
        return ()
    call = _changed(draft.call, case.data)
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    return crash(session, case, exchange)


def _changed(call: Call, what: str) -> Call:
    if what == KINDS[0]:
        return call.with_(body={EXTRA: 1}, media="application/json")
    if what == KINDS[1]:
        return call.with_(pairs=(*call.pairs, (EXTRA, LONG)))
    if what == CHARSET:
        return call.with_header("Content-Type", f"{call.media}; charset=assay-no-such")
    return call.with_header("X-Assay-Unknown", LONG)


PROBE = Probe(name="oversize", rules=(SERVER_ERROR,), cases=cases, run=run)
