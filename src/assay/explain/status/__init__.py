"""What a status means, and what to try."""

from __future__ import annotations

from assay.explain.rule import Rank, Rule, ruled
from assay.explain.when import both, either, failed, header, status, statuses, with_body

GROUP = "status"
GENERAL = (
    "not-found unprocessable server-error unavailable forbidden web-server-page unexpected-html conflict "
    "slash-at-end error-message"
)

RULES: tuple[Rule, ...] = (
    ruled(GROUP, "headers-too-large", status(400, 431), hides="web-server-page"),
    ruled(GROUP, "known-answer", both(failed, with_body), hides=GENERAL),
    ruled(GROUP, "slash-at-end", status(404, 405)),
    ruled(GROUP, "method-not-allowed", status(405), hides="problem-details error-message"),
    ruled(GROUP, "not-acceptable", status(406)),
    ruled(GROUP, "request-timeout", status(408)),
    ruled(GROUP, "gone", status(410)),
    ruled(GROUP, "length-required", status(411)),
    ruled(GROUP, "precondition-failed", status(412)),
    ruled(GROUP, "content-too-large", status(413)),
    ruled(GROUP, "uri-too-long", status(414)),
    ruled(GROUP, "unsupported-media-type", status(415)),
    ruled(GROUP, "range-not-satisfiable", status(416)),
    ruled(GROUP, "expectation-failed", status(417)),
    ruled(GROUP, "misdirected", status(421)),
    ruled(GROUP, "locked", status(423, 424)),
    ruled(GROUP, "too-early", status(425)),
    ruled(GROUP, "upgrade-required", status(426)),
    ruled(GROUP, "precondition-required", status(428)),
    ruled(GROUP, "too-many-requests", status(429)),
    ruled(GROUP, "legal-reasons", status(451)),
    ruled(GROUP, "unavailable", status(502, 503, 504)),
    ruled(GROUP, "not-implemented", status(501, 505)),
    ruled(GROUP, "network-authentication", status(511)),
    ruled(
        GROUP,
        "unregistered",
        either(statuses(104, 199), statuses(209, 299), statuses(309, 399), statuses(418, 999)),
        hides="error-message",
    ),
    ruled(GROUP, "conflict", status(409)),
    ruled(GROUP, "unprocessable", status(422)),
    ruled(GROUP, "not-found", status(404)),
    ruled(GROUP, "server-error", status(500)),
    ruled(GROUP, "web-server-page", both(failed, header("content-type")), Rank.ANSWER, "unexpected-html"),
    ruled(GROUP, "leaked-internals", both(failed, with_body), Rank.ANSWER),
)
"""In the order in which they are told."""
