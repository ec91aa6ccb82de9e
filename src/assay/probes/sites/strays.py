"""Requests for what does not exist, a path or a thing: passive checks see what they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.checks.declared import SERVER_ERROR
from assay.checks.leaks import RULES
from assay.model.case import Case
from assay.model.command import Program
from assay.model.finding import Finding
from assay.probes.call import Call
from assay.probes.probe import Probe
from assay.probes.resources import variables_of
from assay.probes.session import Session
from assay.probes.standing import standing
from assay.probes.target import Target

PATH = "/assay-no-such-path"
PAGE = RULES["page"]


def cases(target: Target) -> Iterator[Case]:
    """Each kind of thing that can be read, and one path; under a read, because every case is about an operation."""
    reads = [one for one in target.operations if one.method == "GET"]
    for operation in reads:
        if operation.path.endswith("}"):
            yield Case(
                probe=PROBE.name,
                rule=SERVER_ERROR.name,
                operation=operation.name,
                what="a thing that does not exist",
                weight=64,
                tags=operation.tags,
            )
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
    if case.rule == SERVER_ERROR.name:
        draft = yield from standing(session, read)
        if draft is not None:
            name = list(variables_of(read.path))[-1]
            yield from session.send(draft.call.with_(path={**draft.call.path, name: unlike(draft.call.path[name])}))
        return ()
    stray = msgspec.structs.replace(read, path=PATH, parameters=(), body=None)
    yield from session.send(Call(operation=stray, identity=session.target.identity(case.identity)))
    return ()


def unlike(value: Any) -> Any:
    """Another id of the same form: each of the last twelve letters and digits is another one of its kind."""
    if isinstance(value, int):
        return value + 987_654_321
    text = str(value)
    return text[:-12] + text[-12:].translate(_OTHERS)


_OTHERS = str.maketrans("0123456789abcdefABCDEF", "7890123456fabcdeFABCDE")
"""Hexadecimal digits stay what they are, so that a UUID remains one."""
PROBE = Probe(name="strays", rules=(PAGE, SERVER_ERROR), cases=cases, run=run)
