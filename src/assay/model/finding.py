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


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """Where the contract says what was not kept."""

    file: str
    """As it was named, with slashes; relative to the working directory where it lies below that."""
    line: int
    """From 1; 0 where it is not known."""
    pointer: str
    """JSON Pointer in the document."""
    text: str = ""
    """The line itself, shortened."""


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
    contract: Declaration | None = None
    """The line of the contract that says so, where there is one."""
    also: tuple[str, ...] = ()
    """Further operations that have the same mistake from one place behind them."""
    shared: str = ""
    """What they have in common, where that has a name: then the finding is known by it."""
    known: str = ""
    """Who has it in hand, until when and why, where the project knows of it: then it does not gate."""

    @property
    def gates(self) -> bool:
        """Whether it makes a build red: what is inferred, or known of, only reports."""
        return self.basis != "inferred" and not self.known

    @property
    def fingerprint(self) -> str:
        """Stable across runs and machines: operation, rule and place, never ids, times or texts.

        What many operations share takes the place of these: it does not matter which of them a run reached.
        """
        return self.within if self.also else self.own

    @property
    def within(self) -> str:
        """The fingerprint that it has where it is found in several operations; its own where they share nothing."""
        return fingerprint_of(self.shared, self.rule, "") if self.shared else self.own

    @property
    def own(self) -> str:
        """The fingerprint that it would have if it stood in its operation alone."""
        return fingerprint_of(self.operation, self.rule, self.where)


def fingerprint_of(operation: str, rule: str, where: str) -> str:
    """Sixteen hexadecimal digits."""
    text = "\0".join((operation, rule, where))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
