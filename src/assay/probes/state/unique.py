"""What the words of a contract call unique, or possible once only."""

from __future__ import annotations

import re

from assay.model.contract import Operation
from assay.probes.resources import words_of
from assay.probes.state.prose import sentences

ONCE = (
    r"\ba second (?:one|time)\b.{0,30}\b(?:409|422|400|refused|conflict|rejected)\b",
    r"\balready exists?\b.{0,40}\b(?:409|422|400|refused|conflict|rejected)\b",
    r"\b(?:409|422|400|conflict)\b.{0,40}\b(?:already exists?|a second one)\b",
    r"\bthe same again\b.{0,30}\b(?:gives|returns|answers|gets) (?:the|that|what)\b",
)


def unique_fields(operation: Operation, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that the contract's words call unique: `An SKU is unique`, `username must be unique`."""
    found = []
    for sentence in sentences(operation):
        for clause in re.split(r"[;,:]", sentence):
            before, sign, after = clause.lower().partition("unique")
            if not sign or "idempotency" in before or re.search(r"\bnot (?:be )?$", before.strip()):
                continue
            named = words_of(before) if re.search(r"\b(?:is|are|be|stays?)\s*$", before) else words_of(after)[:2]
            found += [name for name in fields if _ends_with(named, words_of(name))]
    return tuple(dict.fromkeys(found))


def _ends_with(words: list[str], name: list[str]) -> bool:
    """Whether words, without `must`, `is` and the like at their end, end with a name."""
    while words and words[-1] in ("is", "are", "be", "must", "has", "have", "to", "should", "stays", "stay", "always"):
        words = words[:-1]
    return bool(name) and words[-len(name) :] == name


def unique_sentence(operation: Operation, field: str) -> str:
    """The sentence that calls a field unique."""
    for sentence in sentences(operation):
        if "unique" in sentence.lower() and words_of(field)[-1] in words_of(sentence):
            return sentence[:300]
    return ""
