"""Files of a form in another media type than is declared for them: the answer must be a refusal."""

from __future__ import annotations

from collections.abc import Iterator

from assay.contract.kinds import properties
from assay.contract.media_ranges import essence
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.bodies import media_of, resolved, types_of
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.pointer import joined
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

WRONG = Rule(
    name="accepts-wrong-file",
    title="A file is taken whose media type is not declared",
    law="A file in a form has one of the media types that are declared for it (OpenAPI, Encoding Object)",
    severity="medium",
    basis="declared",
    assumes="The types are meant as a limit. Where any type is declared, or application/octet-stream, or bytes without "
    "a type of their own, nothing is claimed; nor where no file of a declared type was taken.",
)
STRANGE = b"assay: no file of any type"
"""Sent as application/octet-stream: it says itself that it is none of the others."""
_ANY = frozenset({"application/octet-stream", "*/*", "application/*", "text/plain", "text/*"})


def cases(target: Target) -> Iterator[Case]:
    """Each file whose type is declared."""
    for operation in target.operations:
        if ends_the_caller(operation):
            continue
        for name, types in _files(operation, target):
            yield Case(
                probe=PROBE.name,
                rule=WRONG.name,
                operation=operation.name,
                what=f"{name} is of no type at all, and none of {', '.join(types)[:100]}",
                where=joined(name),
                weight=60,
                writes=True,
                tags=operation.tags,
                data=name,
            )


def _files(operation: Operation, target: Target) -> Iterator[tuple[str, tuple[str, ...]]]:
    media = media_of(operation)
    if media is None or not media.type.startswith("multipart/"):
        return
    for name, schema in properties(media.schema, target.contract.definitions).items():
        types = tuple(essence(one) for one in types_of(name, resolved(schema, target.contract), media))
        if types and not _ANY & set(types) and not any("json" in one for one in types):
            yield name, types


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good form with another file."""
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None or not isinstance(draft.call.body, dict) or not isinstance(draft.call.body.get(case.data), bytes):
        return ()
    call = draft.call.with_(body={**draft.call.body, case.data: STRANGE})
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    if not succeeded(exchange) or exchange.response is None:
        return crash(session, case, exchange)
    message = f"Expected a refusal because {case.what}; it was taken with {exchange.response.status}."
    return (session.finding(WRONG, case, message, (exchange,)),)


PROBE = Probe(name="wrong-files", rules=(WRONG,), cases=cases, run=run)
