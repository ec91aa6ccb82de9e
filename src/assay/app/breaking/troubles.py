"""Which faults are laid on a call: all that fit it, and can be seen by whoever calls it."""

from __future__ import annotations

from fnmatch import fnmatchcase

from assay.app.breaking.laying import Laying, answer_of
from assay.app.breaking.options import BreakOptions
from assay.faults.fault import Fault
from assay.faults.registry import FAULTS, named
from assay.model.contract import Contract
from assay.model.dependency import Trouble
from assay.model.errors import UsageError
from assay.model.stub.answer import Answer
from assay.model.stub.reply import Fault as Laid
from assay.resilience.breaking import CROWD
from assay.resilience.link import Link

MOST_VARIANTS = 12
"""Places of one answer at which a semantic fault is laid."""
OF_TLS = frozenset({"expired-certificate", "tls-stall"})
ELSEWHERE = frozenset({"unresolvable"})
"""Faults that cannot be laid from where we listen."""
WORDS = "upstream says qzw7k2d"
"""What a dependency says that fails: whoever reads it at the API reads what the dependency said."""


def troubles(link: Link, contract: Contract | None, options: BreakOptions) -> tuple[Trouble, ...]:
    """The faults for a call, from the connection to the sense of the answer."""
    laying = Laying(contract)
    answer = answer_of(link.heard.response) if link.heard.response is not None else Answer()
    budget = options.time_budget
    return tuple(one for fault in asked(options) for one in _fitting(fault, answer, link.call, laying, budget))


def asked(options: BreakOptions) -> list[Fault]:
    """The faults that are asked for. Raises UsageError for a pattern that fits none."""
    patterns = [one for one in options.fault if not fnmatchcase(CROWD, one)]
    possible = [one for one in FAULTS.values() if one.name not in OF_TLS | ELSEWHERE]
    for pattern in patterns:
        if not any(fnmatchcase(one.name, pattern) for one in possible):
            try:
                named(pattern)
            except UsageError as problem:
                raise UsageError(problem.what, where="--fault", remedy=problem.remedy) from None
            raise UsageError(f"{pattern} cannot be laid on a call over plain HTTP", where="--fault")
    return [one for one in possible if not options.fault or any(fnmatchcase(one.name, text) for text in options.fault)]


def catalogue(options: BreakOptions) -> list[tuple[str, str, str]]:
    """Name, phase and summary of each fault that is asked for."""
    return [(one.name, one.phase, one.summary) for one in asked(options)]


def silence(options: BreakOptions) -> Trouble | None:
    """The fault under which a crowd waits, where a crowd is asked for."""
    if options.fault and not any(fnmatchcase(CROWD, one) for one in options.fault):
        return None
    return Trouble(fault=Laid(name="timeout-before-answer"), phase="request")


def _fitting(fault: Fault, answer: Answer, call: str, laying: Laying, budget: float) -> list[Trouble]:
    if fault.variants is None:
        if fault.phase == "content" and not answer.body:
            return []
        return [Trouble(fault=Laid(name=fault.name, settings=_settings(fault.name, answer, budget)), phase=fault.phase)]
    return [
        Trouble(fault=Laid(name=fault.name), phase=fault.phase, pointer=one.pointer, change=one.name)
        for one in laying.variants(fault.name, answer, call)[:MOST_VARIANTS]
    ]


def _settings(name: str, answer: Answer, budget: float) -> dict[str, float | str]:
    """Slow enough to go beyond the budget, for whoever waits for it; and words by which an answer is known again."""
    if any(one.name == "text" for one in FAULTS[name].settings):
        return {"text": WORDS}
    long = 2 * budget
    slow: dict[str, dict[str, float | str]] = {
        "slow-first-byte": {"seconds": long},
        "slow-connect": {"seconds": long},
        "slow-close": {"seconds": long},
        "dribble": {"seconds": long, "pieces": max(4, int(long * 4))},
        "bandwidth": {"bytes_per_second": max(1, int(len(answer.body) / long))},
    }
    return slow.get(name, {})
