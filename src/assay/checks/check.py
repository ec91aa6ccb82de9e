"""The shape of a passive judge: it sees every exchange, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from assay.contract.matching import Match
from assay.contract.validation import Validators
from assay.model.contract import Contract, Operation
from assay.model.exchange import Exchange
from assay.model.finding import Basis, Finding, Severity, standing_on
from assay.model.http import Response
from assay.model.identity import Identity
from assay.model.rule import Rule


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange with all that is known about it."""

    exchange: Exchange
    response: Response
    match: Match
    identity: Identity
    contract: Contract
    validators: Validators
    honest: bool
    """Whether it was an ordinary request, with nothing wrong in it on purpose."""
    occasion: str = ""
    """What was tried with it, in a few words: `quantity is below 1`; empty for what was not a case."""
    time_budget: float | None = None
    """Seconds that an answer may take; None: as long as it likes."""

    @property
    def operation(self) -> Operation:
        """What was asked for."""
        return self.match.operation

    def finding(
        self, rule: Rule, message: str, *, where: str = "", basis: Basis | None = None,
        severity: Severity | None = None, cause: str = "",
    ) -> Finding:  # fmt: skip
        """A finding with this exchange as its evidence. `message` is one sentence: what was expected, what was seen."""
        return Finding(
            rule=rule.name,
            title=rule.title,
            severity=severity or rule.severity,
            confidence="suspected",
            basis=standing_on(basis or rule.basis, inferred=self.contract.inferred),
            operation=self.operation.name,
            where=where,
            identity=self.identity.name,
            message=message,
            cause=cause,
            exchanges=(self.exchange.id,),
        )


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """A passive judge. It may remember what it saw: `judge` is made anew for each run."""

    name: str
    rules: tuple[Rule, ...]
    judge: Callable[[], Judge]
    learns: bool = False
    """Whether it has to have seen all before it can judge any. It is shown everything once more at the end; the first
    time nobody asks for its findings, so that it has to learn before it gives the first."""
    anywhere: bool = False
    """Whether it judges answers to requests that reach no declared operation, too."""


Judge = Callable[[Seen], Iterator[Finding]]
