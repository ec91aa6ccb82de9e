"""What the words of a contract say of an operation, sentence by sentence."""

from __future__ import annotations

import re

from assay.model.contract import Operation

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_LONGEST = 20_000
"""Characters of a description that are read."""


def sentences(operation: Operation) -> tuple[str, ...]:
    """The sentences of an operation's summary and description, each on one line."""
    texts = [operation.summary, operation.description[:_LONGEST]]
    found = [" ".join(one.split()) for text in texts for one in _SENTENCE.split(text)]
    return tuple(one for one in found if one)


def says(operation: Operation, *patterns: str) -> str:
    """The first sentence in which a pattern is found, in any case, shortened; empty where none is."""
    for sentence in sentences(operation):
        if any(re.search(one, sentence, re.IGNORECASE) for one in patterns):
            return sentence[:300]
    return ""


def declares(operation: Operation, *statuses: str) -> bool:
    """Whether one of these statuses is among the answers of an operation."""
    return any(one.status in statuses for one in operation.answers)


def quoted(message: str, sentence: str) -> str:
    """A message with the sentence of the contract that it stands on."""
    return f'{message} The contract says: "{sentence}"' if sentence else message
