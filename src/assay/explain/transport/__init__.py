"""Why there is no answer."""

from __future__ import annotations

from assay.explain.rule import Rank, Rule, ruled
from assay.explain.when import both, coded, either, not_good, status, unanswered

GROUP = "transport"
RESET = ("ECONNRESET", "EPIPE", "ECONNABORTED")
TLS = (
    "EPROTO",
    "ERR_SSL*",
    "CERT_*",
    "UNABLE_TO*",
    "DEPTH*",
    "SELF*",
    "ERR_TLS*",
    "INVALID_*",
    "ERR_CLIENT*",
    "ERR_CA*",
)
CERTIFICATE = coded("CERT_*", "UNABLE_TO*", "DEPTH*", "SELF*", "ERR_TLS*", "INVALID_*", numbers=(60, 51, 83, 91))
HANDSHAKE = coded(*TLS, *RESET, numbers=(35, 55, 56, 59, 60))
TIME = ("ETIMEDOUT", "ESOCKETTIMEDOUT")

_RULES: tuple[Rule, ...] = (
    ruled(
        GROUP,
        "malformed-url",
        coded("ERR_INVALID_URL", "ERR_SOCKET_BAD_PORT", "ERR_UNESCAPED*", numbers=(3,)),
        Rank.REQUEST,
        "option-unusable location-unusable",
    ),
    ruled(
        GROUP,
        "scheme-unsupported",
        coded("ERR_INVALID_PROTOCOL", numbers=(1,)),
        Rank.REQUEST,
        "option-unusable location-unusable",
    ),
    ruled(GROUP, "name-not-found", coded("ENOTFOUND", "EAI_AGAIN", numbers=(6,))),
    ruled(GROUP, "proxy-not-found", coded("ENOTFOUND", "ECONNRESET", numbers=(5,)), hides="proxy-failed"),
    ruled(
        GROUP,
        "proxy-refused",
        either(status(407), coded("ECONNRESET", numbers=(7, 56, 97))),
        hides="connection-reset connection-refused proxy-failed",
    ),
    ruled(
        GROUP,
        "proxy-failed",
        coded("ECONNRESET", "EPROXY", "ECONNREFUSED", numbers=(7, 97)),
        hides="connection-refused connection-reset",
    ),
    ruled(GROUP, "connection-refused", coded("ECONNREFUSED", numbers=(7,))),
    ruled(GROUP, "unreachable", coded("EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL")),
    ruled(GROUP, "timed-out", coded(*TIME, numbers=(28,))),
    ruled(GROUP, "no-tls-here", HANDSHAKE, hides="handshake-refused handshake-broken-off"),
    ruled(GROUP, "certificate-out-of-date", CERTIFICATE, hides="certificate-refused certificate-issuer-unknown"),
    ruled(GROUP, "certificate-wrong-name", CERTIFICATE, hides="certificate-refused certificate-issuer-unknown"),
    ruled(GROUP, "certificate-issuer-unknown", CERTIFICATE, hides="certificate-refused"),
    ruled(GROUP, "certificate-refused", CERTIFICATE),
    ruled(GROUP, "pinned-key", coded(numbers=(90,))),
    ruled(GROUP, "client-certificate", HANDSHAKE, hides="handshake-refused handshake-broken-off connection-reset"),
    ruled(GROUP, "handshake-refused", HANDSHAKE, hides="handshake-broken-off"),
    ruled(
        GROUP,
        "certificate-file",
        coded("ERR_CLIENT_CERTIFICATE", "ERR_CA_FILE", numbers=(58, 77)),
        hides="option-unusable",
    ),
    ruled(
        GROUP,
        "handshake-broken-off",
        coded(*RESET, numbers=(35,), phases=("tls",)),
        hides="connection-reset empty-reply",
    ),
    ruled(GROUP, "head-too-large", coded("HPE_HEADER_OVERFLOW", numbers=(100,)), hides="malformed-answer"),
    ruled(GROUP, "malformed-answer", coded("HPE_*", numbers=(1, 8)), hides="scheme-unsupported"),
    ruled(GROUP, "stream-refused", coded("ERR_HTTP2_ERROR", numbers=(16, 92, 95, 96))),
    ruled(GROUP, "content-undecodable", coded("Z_*", "ERR_BROTLI*", numbers=(61,))),
    ruled(GROUP, "broken-off", coded(*RESET, numbers=(18,)), hides="connection-reset"),
    ruled(GROUP, "empty-reply", coded(*RESET, numbers=(52,))),
    ruled(GROUP, "connection-reset", coded(*RESET, numbers=(55, 56))),
    ruled(GROUP, "own-file", coded(numbers=(23, 26, 37))),
    ruled(GROUP, "limit-of-ours", coded(numbers=(33, 36, 63))),
    ruled(
        GROUP,
        "option-unusable",
        coded("ERR_REFUSED", "ERR_INVALID_HTTP_TOKEN", "ERR_INVALID_CHAR", numbers=(2, 4, 43, 45, 48, 53)),
        Rank.REQUEST,
    ),
)
NOTES: tuple[Rule, ...] = (
    ruled(GROUP, "proxy-in-use", both(not_good, either(unanswered, status(403, 407, 502, 503, 504))), Rank.NOTE),
)
RULES: tuple[Rule, ...] = (
    *(rule._replace(hides=rule.hides | {"no-answer"}) for rule in _RULES),
    *NOTES,
    ruled(GROUP, "no-answer", unanswered),
)
"""In the order in which they are told; whatever knows the reason takes the place of the last."""
