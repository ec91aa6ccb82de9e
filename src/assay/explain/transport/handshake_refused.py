"""The server ended the TLS handshake with an alert: no version, no cipher or no name in common."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 8446, 6.2; curl, 35"
ALERTS = (
    ("protocol version", "no version of TLS in common", "Try another with --tlsv1.2 or --tls-max 1.2."),
    (
        "unsupported protocol",
        "no version of TLS in common",
        "Its versions are too old for this machine's rules, or the reverse.",
    ),
    ("unrecognized name", "no site of this name", "Check the host name, and --resolve or --connect-to."),
    ("no application protocol", "no version of HTTP in common", "Try --http1.1."),
    ("no ciphers available", "no cipher left to offer", "Check --ciphers and --tls13-ciphers."),
    ("no cipher match", "no cipher of that name", "Check how --ciphers is spelled."),
    ("insufficient security", "no cipher that is strong enough for the server", "Leave --ciphers out."),
    (
        "dh key too small",
        "a key of the server that is too short for this machine's rules",
        "The server has to use a longer one.",
    ),
    ("legacy renegotiation", "a server that knows only an old, unsafe renegotiation", "The server has to be updated."),
    ("internal error", "an internal error of the server; often there is no site of this name", "Check the host name."),
    (
        "handshake failure",
        "no way of encryption in common, or a client certificate that is missing",
        "Try --cert and --key where the API wants one, else other TLS versions.",
    ),
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What there was not."""
    found = cause(evidence)
    words = found.words.lower().replace("_", " ") if found else ""
    meaning = next((each for each in ALERTS if each[0] in words), None)
    if found and meaning and not ("alert" in words and "certificate" in words.partition("alert")[2]):
        yield Explanation(
            rule="handshake-refused",
            means=f"The TLS handshake with {found.place.host} failed: there is {meaning[1]}.",
            remedy="Leave --tls-max out." if _is_limited(evidence) and "version" in meaning[0] else meaning[2],
            evidence=(shown(found),),
            source=SOURCE,
            sure="likely",
        )


def _is_limited(evidence: Evidence) -> bool:
    """Whether the command itself keeps newer versions out."""
    return evidence.transfer is not None and "tls-max" in evidence.transfer.options
