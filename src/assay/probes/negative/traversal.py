"""Names of files that lead out of their folder: proven by what stands in files that nobody uploaded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.negative.crashes import crash
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.target import Target

TRAVERSAL = Rule(
    name="path-traversal",
    title="A name leads to any file of the server",
    law="A name from outside reads nothing but what it is for (CWE-22)",
    severity="critical",
    basis="effect",
    assumes="The lines of /etc/passwd and win.ini stand in no honest answer; one that already holds them is left out.",
)
NAMES = frozenset({"file", "filename", "path", "name", "document", "doc", "template", "dir", "folder", "page",
                   "download", "resource", "include", "view", "theme", "lang", "locale", "report", "attachment",
                   "key", "src", "source", "url", "uri"})  # fmt: skip
"""Words in the names of parameters that may name a file."""
TRIED = ("../../../../../../../../etc/passwd", "/etc/passwd", "....//....//....//....//....//....//etc/passwd",
         "..\\..\\..\\..\\..\\..\\windows\\win.ini", "file:///etc/passwd")  # fmt: skip
_MARKERS = (re.compile(rb"(?m)^root:[^:\n]{0,40}:0:0:"), re.compile(rb"(?i); for 16-bit app support"))


def cases(target: Target) -> Iterator[Case]:
    """Text parameters of what reads, that are named like a file, or whose answer is no JSON."""
    for operation in target.operations:
        if operation.method != "GET":
            continue
        for one in operation.parameters:
            schema = one.schema if isinstance(one.schema, dict) else {}
            text = one.place in ("path", "query") and "enum" not in schema and schema.get("type", "string") == "string"
            if text and "format" not in schema and (NAMES & set(words_of(one.name)) or _is_download(operation)):
                yield Case(
                    probe=PROBE.name,
                    rule=TRAVERSAL.name,
                    operation=operation.name,
                    what=f"the {one.place} parameter {one.name} leads out of its folder",
                    where=f"{one.place} {one.name}",
                    sends=len(TRIED),
                    weight=72,
                    tags=operation.tags,
                )


def _is_download(operation: Operation) -> bool:
    return any(
        "json" not in media.type for answer in operation.answers if answer.status == "200" for media in answer.media
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """Each way out, until one leads to a well-known file."""
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None:
        return ()
    for text in TRIED:
        exchange = yield from session.send(_changed(draft.call, case.where, text))
        if crashed := crash(session, case, exchange):
            return crashed
        if not _is_told(exchange):
            continue
        control = yield from session.send(draft.call)
        if _is_told(control):
            return ()
        message = f"Expected a refusal because {case.what}; {text} is answered with a file of the server's own."
        return (session.finding(TRAVERSAL, case, message, (control, exchange)),)
    return ()


def _changed(call: Call, where: str, text: str) -> Call:
    place, _, name = where.partition(" ")
    values = {**getattr(call, place), name: text}
    return call.with_(**{place: values})


def _is_told(exchange: Exchange) -> bool:
    if not succeeded(exchange) or exchange.response is None:
        return False
    return any(marker.search(exchange.response.body[:1_000_000]) for marker in _MARKERS)


PROBE = Probe(name="path-traversal", rules=(TRAVERSAL,), cases=cases, run=run)
