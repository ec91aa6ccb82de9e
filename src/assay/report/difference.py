"""Finds in an assertion's message what was expected and what was there instead."""

from __future__ import annotations

import re
from typing import NamedTuple


class Difference(NamedTuple):
    """The two values that differ, as the message spells them."""

    expected: str
    actual: str


LONGEST = 20_000
"""Characters of a message that are looked at."""

_GOT = " but got "
_LAW = re.compile(
    r" to ((?:not )?(?:(?:deeply |strictly |loosely )?(?:equal|eql)|(?:deep )?include|contain|match|"
    r"be (?:above|below|at least|at most|within|greater than|less than|an?|one of|close to)|be|"
    r"have (?:an? )?(?:own |deep |nested )*(?:lengthof|length(?: of)?|property|keys?|members|status code|status|header)"
    r"))\b"
)
_EQUAL = re.compile(r"(?:deeply |strictly )?(?:equal|eql)")


def difference(message: str) -> Difference | None:
    """Expected and actual out of chai's sentences; None where the message is no such sentence."""
    _, found, claim = message[:LONGEST].partition("expected ")
    if not found:
        return None
    law = next((law for law in _LAW.finditer(claim) if _balanced(claim[: law.start()])), None)
    if law is None:
        return None
    subject, rest = claim[: law.start()], claim[law.end() :].strip()
    if _GOT in rest:
        expected, _, actual = rest.rpartition(_GOT)
        return Difference(_said(law[1], expected), actual)
    return None if subject.startswith("response") else Difference(_said(law[1], rest), subject)


def _said(law: str, value: str) -> str:
    """The expected value alone where the two should have been equal; else with the law that it was under."""
    return value if _EQUAL.fullmatch(law) else f"{law} {value}".strip()


def _balanced(text: str) -> bool:
    """Whether the text ends outside of a quoted value."""
    return (text.count("'") - text.count("\\'")) % 2 == 0
