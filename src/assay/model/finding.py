"""A claim about the API with its evidence, and the name by which it is known again."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

Severity = Literal["critical", "high", "medium", "low", "info"]
Confidence = Literal["confirmed", "suspected"]
Basis = Literal["declared", "effect", "inferred"]


def standing_on(basis: Basis, *, inferred: bool) -> Basis:
    """What a claim stands on where the contract itself was `inferred` from traffic: that declares nothing."""
    return "inferred" if inferred and basis == "declared" else basis


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that an engineer has to mend (the fields are those of the JSON report)."""

    rule: str
    title: str
    severity: Severity
    confidence: Confidence
    basis: Basis
    operation: str
    where: str = ""
    identity: str = ""
    message: str = ""
    cause: str = ""
    curl: str = ""
    exchanges: tuple[str, ...] = ()
    test: str = ""
    known: str = ""
    """Who has it in hand, until when and why, where the project knows of it: then it does not gate."""

    @property
    def fingerprint(self) -> str:
        """Stable across runs and machines: operation, rule and place, never ids, times or texts."""
        return hashlib.sha256("\0".join((self.operation, self.rule, self.where)).encode()).hexdigest()[:16]
