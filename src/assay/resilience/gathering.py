"""One finding for each rule that an operation broke with one call, whatever the faults that showed it."""

from __future__ import annotations

import msgspec

from assay.model.event import Endured
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.resilience.blame import Blame
from assay.resilience.breakage import Breakage
from assay.resilience.isolating import Crowded
from assay.resilience.link import Link
from assay.resilience.trial import Trial

MOST_NAMED = 4
"""Faults that a finding names; the others are counted."""


class Seen(msgspec.Struct, kw_only=True):
    """What was seen of one rule at one link so far."""

    link: Link
    blame: Blame
    faults: list[str] = []
    exchanges: list[str] = []
    exchange: Exchange


class Gathering:
    """What a run found, by operation, call and rule."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str, str], Seen] = {}

    def add(self, link: Link, fault: str, blames: tuple[Blame, ...], exchange: Exchange) -> None:
        """What one trial showed."""
        for blame in blames:
            key = (link.operation, link.dependency, link.call, blame.rule.name)
            known = self._seen.setdefault(key, Seen(link=link, blame=blame, exchange=exchange))
            known.faults.append(fault)
            known.exchanges.append(blame.exchange or exchange.id)

    def findings(self) -> tuple[tuple[Finding, Exchange], ...]:
        """One for each, with the exchange that showed it first."""
        return tuple((_finding(seen), seen.exchange) for seen in self._seen.values())


def _finding(seen: Seen) -> Finding:
    rule, link = seen.blame.rule, seen.link
    named = ", ".join(seen.faults[:MOST_NAMED])
    more = f" and {len(seen.faults) - MOST_NAMED} more" if len(seen.faults) > MOST_NAMED else ""
    return Finding(
        rule=rule.name,
        title=rule.title,
        severity=rule.severity,
        confidence="confirmed" if len(seen.faults) > 1 else "suspected",
        basis=seen.blame.basis or rule.basis,
        operation=link.operation,
        where=f"{link.dependency} {link.call}",
        identity=link.identity.name,
        message=f"{seen.blame.message} (With {link.dependency} {link.call}: {named}{more}.)",
        exchanges=tuple(dict.fromkeys(seen.exchanges))[:5],
    )


def cell(trial: Trial, blames: tuple[Blame, ...]) -> Endured:
    """The cell of the matrix."""
    gating = [one for one in blames if (one.basis or one.rule.basis) != "inferred"]
    verdict = "unmet" if not trial.met else "broken" if gating else "suspected" if blames else "held"
    return Endured(
        operation=trial.link.operation,
        dependency=trial.link.dependency,
        call=trial.link.call,
        fault=trial.breakage.label,
        verdict=verdict,  # type: ignore[arg-type]  # one of the four
        status=trial.status,
        seconds=round(trial.seconds, 3),
        message=" ".join(one.message for one in blames) if trial.met else _why_unmet(trial),
        rules=tuple(dict.fromkeys(one.rule.name for one in blames)),
        exchange=trial.exchange.id,
    )


def in_a_crowd(link: Link, fault: str, crowded: Crowded) -> Endured:
    """The cell of a crowd."""
    exchange, told = crowded.exchange, " ".join(one.message for one in crowded.blames)
    assert exchange is not None, "somebody was asked"
    return Endured(
        operation=link.operation, dependency=link.dependency, call=link.call, fault=fault,
        verdict="broken" if crowded.blames else "held", status=exchange.response.status if exchange.response else 0,
        seconds=round(exchange.timings.total / 1000, 3), message=told or f"{crowded.asked} was answered meanwhile.",
        rules=tuple(one.rule.name for one in crowded.blames), exchange=exchange.id,
    )  # fmt: skip


def _why_unmet(trial: Trial) -> str:
    return "The API did not make the call this time." if not trial.calls else "The call came to its end unbroken."


def unmet(one: Breakage, why: str, fault: str = "") -> Endured:
    """The cell of a trial that could not be made."""
    link = one.link
    return Endured(
        operation=link.operation, dependency=link.dependency, call=link.call, fault=fault or one.label,
        verdict="unmet", message=why,
    )  # fmt: skip
