"""The sentences of a contract that rules go by: the probes' own reading of them, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.contract import Operation
from assay.probes.lists.rules import STANDARD
from assay.probes.lists.standard_order import promised
from assay.probes.negative.queries import REPEATED, UNKNOWN, sentence
from assay.probes.permissions.roles import ROLE, kept_for
from assay.probes.state.conditions import IGNORED, OPTIONAL, STALE
from assay.probes.state.laws import laws_of, state_fields
from assay.probes.state.prose import says
from assay.probes.state.transitions import STATE
from assay.probes.target import Target

_WORDS = {
    STALE.name: (r"\b412\b", r"\bif-match\b"),
    OPTIONAL.name: (r"\bif-match\b.{0,60}\b(?:required|428|must)\b", r"\b428\b"),
    IGNORED.name: (r"\b304\b", r"\bif-none-match\b"),
}
"""What findings of rules about conditions quote."""
Quote = tuple[str, str, str]
"""Rule, operation, sentence."""


def quotes(target: Target) -> Iterator[Quote]:
    """Every sentence of the contract that some rule goes by, in the order of the operations."""
    for operation in target.operations:
        for rule, said in _of(operation, target):
            if said:
                yield rule, operation.name, said


def _of(operation: Operation, target: Target) -> Iterator[tuple[str, str]]:
    yield ROLE.name, kept_for(target, operation)[1]
    yield from ((rule, says(operation, *words)) for rule, words in _WORDS.items())
    yield from ((rule.name, sentence(rule.name, target.contract, operation)) for rule in (UNKNOWN, REPEATED))
    promise = promised(operation, target.contract)
    yield STANDARD.name, promise.sentence if promise is not None else ""
    resource = target.resources.of(operation)
    if resource is not None and operation in resource.below:
        states = frozenset(one for values in state_fields(target, resource).values() for one in values)
        yield from ((STATE.name, one) for one in dict.fromkeys(law.sentence for law in laws_of(operation, states)))
