"""How a run is to go: what the person asked for, settled before the first request."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.engine.certificates import CertificateRule
from assay.engine.proxies import ProxyRules
from assay.model.http import Delivery


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a run that the engine obeys. Durations are seconds."""

    iterations: int = 1
    rows: tuple[dict[str, Any], ...] = ()
    """Iteration data; the last row serves every iteration past the end."""
    delay: float = 0.0
    """Before each item."""
    script_timeout: float = 10.0
    retries: int = 0
    """How often an unanswered request is sent again."""
    stop_on_failure: bool = False
    """`--bail`: the first failure of any kind ends the run, in good order."""
    abort_on_error: bool = False
    """`--bail folder`: the first error of a request or script ends the run at once."""
    follow_redirects: bool = True
    delivery: Delivery = Delivery()
    """Defaults for each request, before its own settings."""
    certificates: tuple[CertificateRule, ...] = ()
    proxies: ProxyRules = ProxyRules()
    max_turns: int = 10_000
    """Turns that one item may take in one iteration: what ends a loop of setNextRequest."""

    def row(self, iteration: int) -> dict[str, Any]:
        """The line of data that an iteration uses."""
        return self.rows[min(iteration, len(self.rows) - 1)] if self.rows else {}
