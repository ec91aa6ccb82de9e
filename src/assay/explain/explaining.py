"""All rules asked about one transfer: the malformed request first, then what is most specific, and few in all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

import msgspec

from assay.explain.evidence import Evidence
from assay.explain.rule import Rank, Rule
from assay.model.explanation import Explanation

MOST = 6
"""Explanations of one transfer: more are not read."""
MOST_OF_ONE_RULE = 4


def explain(evidence: Evidence, rules: Sequence[Rule] | None = None) -> tuple[Explanation, ...]:
    """What the transfer most likely means; empty where no rule has anything to say. All rules where none are given."""
    if rules is None:
        from assay.explain.registry import RULES

        rules = RULES
    told = [(rule, each) for rule in sorted(rules, key=_rank) if rule.when(evidence) for each in _ask(rule, evidence)]
    hidden = frozenset[str]().union(*(rule.hides for rule, _ in told))
    kept = [each for rule, each in told if rule.name not in hidden]
    return _masked(_distinct(kept)[:MOST], evidence) if kept else ()


def _masked(explanations: list[Explanation], evidence: Evidence) -> tuple[Explanation, ...]:
    from assay.explain.masking import masked  # mostly there is nothing to tell, and nothing to load for it

    return masked(explanations, evidence)


def _rank(rule: Rule) -> Rank:
    return rule.rank


def _ask(rule: Rule, evidence: Evidence) -> Iterator[Explanation]:
    given = import_module(rule.module).rule(evidence)
    for _, each in zip(range(MOST_OF_ONE_RULE), given, strict=False):
        if not each.exchange and evidence.last:
            each = msgspec.structs.replace(each, exchange=evidence.last.id)
        yield each


def _distinct(explanations: list[Explanation]) -> list[Explanation]:
    return list({each.means: each for each in reversed(explanations)}.values())[::-1]
