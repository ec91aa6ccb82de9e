"""What an answer most likely means, with what it was drawn from."""

from __future__ import annotations

from typing import Literal

import msgspec


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing worth knowing about an exchange. `sure` tells a fact from what is merely likely."""

    rule: str
    """The rule's name, as `expired-token`: that of its file, with dashes."""
    means: str
    """One sentence, plain words: what happened, or most likely did."""
    remedy: str = ""
    """What to try; empty where there is nothing to try."""
    evidence: tuple[str, ...] = ()
    """What was seen in this exchange, each as a short quotation: `WWW-Authenticate: Bearer realm="shop"`."""
    source: str = ""
    """Where the rule comes from: `RFC 9110, 15.5.2`."""
    sure: Literal["fact", "likely"] = "fact"
    exchange: str = ""
    """The id of the exchange that it speaks of."""
