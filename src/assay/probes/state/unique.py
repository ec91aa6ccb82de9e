"""What the words of a contract call unique, or possible once only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.model.contract import Operation
from assay.probes.resources import words_of
from assay.probes.state.prose import sentences

ONCE = (
    r"\ba second (?:one|time)\b.{0,30}\b(?:409|422|400|refused|conflict|rejected)\b",
    r"\balready exists?\b.{0,40}\b(?:409|422|400|refused|conflict|rejected)\b",
    r"\b(?:409|422|400|conflict)\b.{0,40}\b(?:already exists?|a second one)\b",
    r"\bthe same again\b.{0,30}\b(?:gives|returns|answers|gets) (?:the|that|what)\b",
)


_REFUSED = re.compile(r"\b(?:409|422|400|refused|conflicts?|rejected)\b")
_TAKEN = (
    re.compile(
        r"\b(?:of|with|has|have|having|uses?|under) (?:that|this|the same|the given|such an?) ([\w-]+)"
        r"(?: (?:already exists|exists(?: already)?|is (?:already )?(?:there|taken|in use|registered)(?: already)?))?$"
    ),
    re.compile(r"\b([\w-]+) (?:is |was )?(?:already )?(?:taken|in use|registered)(?: already)?$"),
)
"""Clauses of a refusal: a thing `of that name`, `with the same e-mail`, whose `name is taken`. What the clause goes on
with (`and date`, `in the same building`) may be what it hangs on as well: then nothing is read off it."""


_SHARED = frozenset({"status", "state", "type", "kind", "role"})
"""What many things have alike, whatever is refused of them."""


def unique_fields(operation: Operation, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that the contract's words call unique: `An SKU is unique`, `409 if there is one of that name`."""
    found = [name for sentence in sentences(operation) for name in _named(sentence, fields)]
    return tuple(dict.fromkeys(found))


def _named(sentence: str, fields: tuple[str, ...]) -> Iterator[str]:
    for clause in re.split(r"[;,:]", sentence):
        before, sign, after = clause.lower().partition("unique")
        if sign and "idempotency" not in before and not re.search(r"\bnot (?:be )?$", before.strip()):
            named = words_of(before) if re.search(r"\b(?:is|are|be|stays?)\s*$", before) else words_of(after)[:2]
            yield from (name for name in fields if _ends_with(named, words_of(name)))
    if _REFUSED.search(sentence.lower()):
        yield from _taken(sentence, fields)


def _taken(sentence: str, fields: tuple[str, ...]) -> Iterator[str]:
    """The fields of which a second one is refused, in the clauses of a sentence that says what is refused."""
    for clause in re.split(r"[;,:()]|\.(?:\s|$)", sentence.lower()):
        for pattern in _TAKEN:
            if (match := pattern.search(clause.strip())) is not None:
                named = words_of(match[1])
                yield from (name for name in fields if words_of(name) == named and not _SHARED & set(named))


def _ends_with(words: list[str], name: list[str]) -> bool:
    """Whether words, without `must`, `is` and the like at their end, end with a name."""
    while words and words[-1] in ("is", "are", "be", "must", "has", "have", "to", "should", "stays", "stay", "always"):
        words = words[:-1]
    return bool(name) and words[-len(name) :] == name


def unique_sentence(operation: Operation, field: str) -> str:
    """The sentence that calls a field unique."""
    return next((one[:300] for one in sentences(operation) if field in _named(one, (field,))), "")
