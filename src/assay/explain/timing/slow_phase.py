"""A transfer of more than a second, of which one phase took most: told as figures."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.model.exchange import Timings
from assay.model.explanation import Explanation

SOURCE = "the transfer's own timings"
SHARE = 0.5
MEANINGS = {
    "name": (
        "looking up the name",
        "A name server is slow or does not answer at first; a second try shows whether it caches.",
    ),
    "connect": (
        "connecting",
        "The way is long or loses packets; an address that does not answer first (IPv6) costs time too (-4).",
    ),
    "tls": ("the TLS handshake", "The server is slow to encrypt, or far away; kept connections save this."),
    "first_byte": (
        "waiting for the first byte",
        "That is the API's own time: its work, its database, the services behind it.",
    ),
    "download": ("the download", "The body is large, the way is slow, or the API writes it bit by bit."),
}


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The slowest exchange's largest phase."""
    slowest = max(evidence.exchanges, key=lambda each: each.timings.total)
    timings = slowest.timings
    name, spent = _largest(timings)
    if slowest.response and spent >= SHARE * timings.total:
        what, remedy = MEANINGS[name]
        yield Explanation(
            rule="slow-phase",
            means=f"Most of the time went into {what}: {spent / 1000:.1f} of {timings.total / 1000:.1f} s.",
            remedy=remedy,
            evidence=(f"{what}: {spent:.0f} ms", f"in all: {timings.total:.0f} ms"),
            source=SOURCE,
            exchange=slowest.id,
        )


def _largest(timings: Timings) -> tuple[str, float]:
    phases = {name: float(getattr(timings, name)) for name in MEANINGS}
    name = max(phases, key=lambda each: phases[each])
    return name, phases[name]
