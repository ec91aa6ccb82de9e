"""Texts that a spreadsheet runs: what somebody wrote begins a cell of an export as it was written."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice

from assay.contract.media_ranges import essence
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.learning import ends_the_caller
from assay.probes.negative.spots import Spot, filled, present, spots
from assay.probes.probe import Probe
from assay.probes.providing import noted, succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

FORMULA = Rule(
    name="formula-exported",
    title="A text becomes a formula in an export",
    law="What somebody wrote begins no cell of an export with =, as it was written (CWE-1236)",
    severity="medium",
    basis="effect",
    assumes="An export as CSV is opened in spreadsheets, by others than who wrote the text. A text that is refused, or "
    "has anything before its first character, does no harm; one that only its own writer reads is told as well.",
)
SHEETS = frozenset({"text/csv", "application/csv", "text/tab-separated-values", "application/vnd.ms-excel"})
MOST = 4
"""Operations whose texts are looked for in one export, those first that share a word with it."""
_LINES = 20_000


def cases(target: Target) -> Iterator[Case]:
    """Each export, with what makes things that may stand in it."""
    for operation in target.operations:
        if operation.method != "GET" or not _is_export(operation):
            continue
        words = set(words_of(operation.path))
        makers = [one for one in target.operations if _writes_texts(one, target)]
        makers.sort(key=lambda one: -len(words & set(words_of(one.path))))
        if makers:
            yield Case(
                probe=PROBE.name,
                rule=FORMULA.name,
                operation=operation.name,
                what="a text that is exported begins with =",
                sends=2 * min(MOST, len(makers)),
                weight=48,
                writes=True,
                tags=operation.tags,
                data=tuple(one.name for one in makers[:MOST]),
            )


def _is_export(operation: Operation) -> bool:
    good = (media for answer in operation.answers if answer.status.startswith("2") for media in answer.media)
    return any(essence(media.type) in SHEETS for media in good)


def _writes_texts(operation: Operation, target: Target) -> bool:
    if target.resources.made_by(operation) is None or ends_the_caller(operation):
        return False
    return any(_takes_a_formula(one, target) for one in spots(operation, target))


def _takes_a_formula(spot: Spot, target: Target) -> bool:
    return spot.place == "body" and spot.free and not target.validators.check(spot.schema, "=qz1", "request")


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A thing with formulas for its texts, made by who reads the export, or by anybody of the same tenant."""
    export = session.target.operation(case.operation)
    for name in case.data:
        found = yield from _exported(session, case, export, session.target.operation(name))
        if found:
            return found
    return ()


def _exported(session: Session, case: Case, export: Operation, maker: Operation) -> Program[tuple[Finding, ...]]:
    pair = _pair(session, export, maker)
    draft = (yield from standing(session, maker, pair[0])) if pair else None
    if draft is None or pair is None:
        return ()
    token, call = session.token(), draft.call
    for spot in spots(maker, session.target):
        if _takes_a_formula(spot, session.target) and present(call, spot) is not None:
            call = filled(call, spot, f"={token}")
    made = yield from session.send(call)
    spent(session, draft, made, call)
    reading = (yield from standing(session, export, pair[1])) if succeeded(made) else None
    if reading is None:
        return ()
    exchange = yield from session.send(reading.call)
    noted(session, reading, exchange)
    if not _begins(exchange, f"={token}"):
        return ()
    message = f"Expected the text ={token} to be no formula in the export; a cell begins with it ({maker.name})."
    return (session.finding(FORMULA, case, message, (made, exchange)),)


def _pair(session: Session, export: Operation, maker: Operation) -> tuple[Identity, Identity] | None:
    """Who writes and who reads: the same, or two of one tenant."""
    makers, readers = session.able(maker.name), session.able(export.name)
    pairs = ((maker, reader) for maker in makers for reader in readers if maker.tenant == reader.tenant)
    return min(pairs, key=lambda one: one[0].name != one[1].name, default=None)


def _begins(exchange: Exchange, text: str) -> bool:
    """Whether a cell of the answer begins with a text."""
    if not succeeded(exchange) or exchange.response is None:
        return False
    lines = exchange.response.body[:5_000_000].decode("utf-8", "replace").splitlines()
    mark = max(",;\t", key=lines[0].count) if lines else ","
    said = (one[:10_000] for one in islice(lines, _LINES) if text in one)
    rows = csv.reader(said, delimiter=mark)
    return any(cell.startswith(text) for row in rows for cell in row)


PROBE = Probe(name="formulas", rules=(FORMULA,), cases=cases, run=run)
