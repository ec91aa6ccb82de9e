"""426: the server wants another protocol, which `Upgrade` names."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import cut, field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.5.22"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Which one, and curl's option for it."""
    response = evidence.response
    upgrade = response.header("upgrade") if response else None
    known = {"h2c": "--http2", "websocket": "a WebSocket client (ws://)", "tls": "https://", "http/1.1": "--http1.1"}
    option = next((text for word, text in known.items() if word in (upgrade or "").lower()), "")
    yield Explanation(
        rule="upgrade-required",
        means="The server answers this only in another protocol" + (f": {cut(upgrade, 40)}." if upgrade else "."),
        remedy=f"Use {option}." if option else "",
        evidence=("426", field("Upgrade", upgrade) if upgrade else "426 without Upgrade"),
        source=SOURCE,
    )
