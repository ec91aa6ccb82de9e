"""A limit of time passed: told by the phase in which the transfer stood then."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.quoting import size
from assay.explain.transport.cause import Cause, cause, shown
from assay.model.explanation import Explanation

SOURCE = "curl, 28"
MEANINGS = {
    "name": ("no name server answered for {host}", "Check network, VPN and name servers."),
    "connect": (
        "{host} did not answer on port {port}: it is off, or a firewall drops what comes",
        "Check address and port, and whether a VPN is needed.",
    ),
    "tls": (
        "{host} took the connection and did not finish the TLS handshake",
        "Check that this port speaks TLS, and whether something between reads along.",
    ),
    "send": ("the request could not be sent whole to {host}", "Send less, or raise the limit (-m)."),
    "first byte": (
        "{host} took the request and sent nothing back",
        "Look at what the API waits for (its database, another service), or raise the limit (-m).",
    ),
    "a body for HEAD": (
        "an answer to HEAD has no body, and -X HEAD makes curl wait for one",
        "Use -I in place of -X HEAD.",
    ),
    "download": ("the answer of {host} began, and did not end", "Raise the limit (-m); an event stream has no end."),
}


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What was awaited, and how long."""
    found = cause(evidence)
    words, remedy = MEANINGS.get(_awaited(evidence, found), ("", "")) if found else ("", "")
    if found is None or not words:
        return
    spent = evidence.exchanges[-1].timings.total / 1000 if evidence.exchanges else 0.0
    after = f" after {spent:.1f} s" if spent else ""
    yield Explanation(
        rule="timed-out",
        means=f"Time ran out{after}: {words.format(host=found.place.host, port=found.place.port)}.",
        remedy=remedy,
        evidence=(shown(found), f"phase: {found.phase}", *_seen(evidence, found)),
        source=SOURCE,
        sure="likely" if found.phase == "connect" else "fact",
    )


def _awaited(evidence: Evidence, found: Cause) -> str:
    """The phase; a body that never comes is one of its own."""
    transfer = evidence.transfer
    if found.phase == "download" and transfer is not None and transfer.method == "HEAD" and not transfer.head:
        return "a body for HEAD"
    return found.phase


def _seen(evidence: Evidence, found: Cause) -> tuple[str, ...]:
    options = evidence.transfer.options if evidence.transfer else {}
    limits = tuple(
        f"--{name} {options[name]}" for name in ("max-time", "connect-timeout", "speed-time") if name in options
    )
    response = evidence.response
    return (*limits, *((f"received: {size(len(response.body))}",) if response and found.phase == "download" else ()))
