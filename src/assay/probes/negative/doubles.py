"""Lists that name the same thing twice, where a sentence of the contract says that it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.contract.kinds import properties
from assay.contract.media_ranges import is_json
from assay.model.case import Case
from assay.model.command import Program
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.bodies import media_of, resolved
from assay.probes.learning import ends_the_caller
from assay.probes.negative.crashes import crash
from assay.probes.pointer import joined
from assay.probes.probe import Probe
from assay.probes.providing import succeeded
from assay.probes.resources import words_of
from assay.probes.session import Session
from assay.probes.standing import spent, standing
from assay.probes.target import Target

DOUBLE = Rule(
    name="accepts-duplicate-item",
    title="A list is taken that names the same thing twice",
    law="A thing that is named twice is refused where the contract says so",
    severity="medium",
    basis="declared",
    assumes="Most APIs take a thing that is named twice, and add up or keep both: the rule is silent unless a sentence "
    "of the operation or of the list names the thing, and says that it may not be there twice.",
)
_TWICE = re.compile(
    r"\b(?:twice|in two|more than once|only once|at most once|duplicates?|duplicated|repeated)\b", re.IGNORECASE
)
_REFUSED = re.compile(
    r"\b(?:4\d\d|refused|rejected|not allowed|invalid|errors?|must not|may not|cannot|only once|at most once)\b",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"\b(?:ignored|merged|summed|added up|combined|not (?:refused|rejected)|never (?:refused|rejected)|no error|"
    r"allowed twice|may be (?:there |named )?twice)\b",
    re.IGNORECASE,
)
_ENDINGS = frozenset({"id", "uuid", "ref", "key", "code", "sku"})


def cases(target: Target) -> Iterator[Case]:
    """Each list of objects that name other things, of which the contract says so."""
    for operation in target.operations:
        media = media_of(operation)
        if media is None or not is_json(media.type) or ends_the_caller(operation):
            continue
        for name, inner in properties(media.schema, target.contract.definitions).items():
            schema = resolved(inner, target.contract)
            said = f"{operation.description} {schema.get('description', '')}"
            for field in properties(schema.get("items", True), target.contract.definitions):
                words = words_of(field)
                sentence = _sentence(said, words[-2]) if len(words) > 1 and words[-1] in _ENDINGS else ""
                if sentence:
                    yield _case(operation, name, words[-2], sentence)


def _sentence(said: str, noun: str) -> str:
    """The sentence that says that a thing may not be named twice; empty where none does."""
    named = re.compile(rf"\b{re.escape(noun)}s?\b", re.IGNORECASE)
    for one in re.split(r"(?<=[.!?;])\s+", said[:200_000]):
        if named.search(one) and _TWICE.search(one) and _REFUSED.search(one) and not _TAKEN.search(one):
            return " ".join(one.split())[:200]
    return ""


def _case(operation: Operation, name: str, noun: str, sentence: str) -> Case:
    return Case(
        probe=PROBE.name,
        rule=DOUBLE.name,
        operation=operation.name,
        what=f"{name} names the same {noun} twice",
        where=joined(name),
        weight=52,
        writes=operation.method not in ("GET", "HEAD"),
        tags=operation.tags,
        data=(name, sentence),
    )


def run(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    """A good body with the first item once more."""
    name, sentence = case.data
    draft = yield from standing(session, session.target.operation(case.operation))
    if draft is None or not isinstance(draft.call.body, dict):
        return ()
    items = draft.call.body.get(name)
    if not isinstance(items, list) or not items:
        return ()
    call = draft.call.with_(body={**draft.call.body, name: [*items, items[0]]})
    exchange = yield from session.send(call)
    spent(session, draft, exchange, call)
    if not succeeded(exchange) or exchange.response is None:
        return crash(session, case, exchange)
    message = (
        f"Expected a refusal because {case.what}; it was taken with {exchange.response.status}. "
        f'The contract says: "{sentence}"'
    )
    return (session.finding(DOUBLE, case, message, (exchange,)),)


PROBE = Probe(name="doubles", rules=(DOUBLE,), cases=cases, run=run)
