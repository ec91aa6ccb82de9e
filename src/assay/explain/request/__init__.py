"""The request itself, looked at before the API is blamed."""

from __future__ import annotations

from assay.explain.rule import Rank, Rule, ruled
from assay.explain.when import body_sent, both, either, failed, not_good, redirect, sent

GROUP = "request"
FIRST = Rank.REQUEST

RULES: tuple[Rule, ...] = (
    ruled(GROUP, "unresolved-variable", sent, FIRST, "path-parameter-not-filled sample-credentials"),
    ruled(GROUP, "path-parameter-not-filled", not_good, FIRST),
    ruled(GROUP, "undefined-in-url", not_good, FIRST),
    ruled(GROUP, "shell-variable", sent, FIRST, "sample-credentials"),
    ruled(GROUP, "sample-credentials", not_good, FIRST, "credentials-refused unreadable-token"),
    ruled(GROUP, "typographic-characters", not_good, FIRST, "broken-json-sent"),
    ruled(GROUP, "quotes-kept", not_good, FIRST, "broken-json-sent media-type-malformed scheme-twice"),
    ruled(GROUP, "file-name-sent", body_sent, FIRST, "broken-json-sent"),
    ruled(GROUP, "encoded-twice", not_good, FIRST),
    ruled(GROUP, "backslash-in-url", sent, FIRST),
    ruled(GROUP, "html-escaped-url", sent, FIRST),
    ruled(GROUP, "second-question-mark", sent, FIRST),
    ruled(GROUP, "plus-in-query", failed, FIRST),
    ruled(GROUP, "double-slash", either(failed, redirect), FIRST),
    ruled(GROUP, "fragment-not-sent", sent, FIRST),
    ruled(GROUP, "host-overridden", not_good, FIRST),
    ruled(GROUP, "media-type-malformed", not_good, FIRST),
    ruled(GROUP, "broken-json-sent", body_sent, FIRST),
    ruled(GROUP, "multipart-without-boundary", body_sent, FIRST),
    ruled(GROUP, "json-sent-as-form", body_sent, FIRST),
    ruled(GROUP, "body-without-type", body_sent, FIRST),
    ruled(GROUP, "type-without-body", not_good, FIRST),
    ruled(GROUP, "header-twice", sent, FIRST),
    ruled(GROUP, "method-in-lower-case", failed, FIRST),
    ruled(GROUP, "body-on-get", both(body_sent, not_good), FIRST),
)
"""In the order in which they are told."""
