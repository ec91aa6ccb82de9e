"""What is wrong with how the API stood one fault."""

from __future__ import annotations

import msgspec

from assay.model.finding import Basis
from assay.model.rule import Rule


class Blame(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was broken."""

    rule: Rule
    message: str
    """One sentence: what was expected, what was seen."""
    basis: Basis | None = None
    """Where it is not the rule's."""
    exchange: str = ""
    """The id of the exchange that shows it."""
