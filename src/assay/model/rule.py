"""Our name for judging one kind of law, with what it takes for granted about APIs."""

from __future__ import annotations

import msgspec

from assay.model.finding import Basis, Severity


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. A project may switch it off, or say that its law is declared, in [laws] of assay.toml."""

    name: str
    """`foreign-read`: as in findings, `--only` and assay.toml."""
    title: str
    """What is wrong where it is broken, for a list of findings: `A stranger reads what is not theirs`."""
    law: str
    """What must hold: `Who may not know of a thing gets the answer of a thing that does not exist`."""
    severity: Severity
    basis: Basis
    """What its findings stand on, where the judge itself does not say."""
    assumes: str
    """What it takes for granted about an API. Where that does not hold, the rule stays silent or is switched off."""
    by_choice: bool = False
    """Whether it is asked only where somebody names it."""
    twice: bool = False
    """Whether what was seen only once is not told, since it may have been chance."""
