"""The request itself, looked at before the API is blamed."""

from __future__ import annotations

from assay.explain.evidence import Evidence
from assay.explain.media import essence, is_json
from assay.explain.rule import Rank, Rule, ruled
from assay.explain.sent import header, headers
from assay.explain.when import body_sent, both, either, failed, in_request, in_url, not_good, redirect, sent_header

GROUP = "request"
FIRST = Rank.REQUEST


def second_question_mark(evidence: Evidence) -> bool:
    """The URL has more than one."""
    return bool(evidence.exchanges) and evidence.exchanges[-1].request.url.count("?") > 1


def header_twice(evidence: Evidence) -> bool:
    """Some header was sent more than once."""
    names = [name.lower() for name, _ in headers(evidence.exchanges[-1])] if evidence.exchanges else []
    return len(names) != len(set(names))


def json_sent(evidence: Evidence) -> bool:
    """A body was sent as JSON."""
    return body_sent(evidence) and is_json(essence(header(evidence.exchanges[-1], "content-type")))


def without_type(evidence: Evidence) -> bool:
    """A body was sent without a type."""
    return body_sent(evidence) and not header(evidence.exchanges[-1], "content-type")


RULES: tuple[Rule, ...] = (
    ruled(
        GROUP,
        "unresolved-variable",
        in_request("{{", "%7B%7B", "%7b%7b"),
        FIRST,
        "path-parameter-not-filled sample-credentials",
    ),
    ruled(GROUP, "path-parameter-not-filled", not_good, FIRST),
    ruled(GROUP, "undefined-in-url", not_good, FIRST),
    ruled(GROUP, "shell-variable", in_request("$", "%"), FIRST, "sample-credentials"),
    ruled(GROUP, "sample-credentials", not_good, FIRST, "credentials-refused unreadable-token"),
    ruled(GROUP, "typographic-characters", not_good, FIRST, "broken-json-sent"),
    ruled(GROUP, "quotes-kept", not_good, FIRST, "broken-json-sent media-type-malformed scheme-twice"),
    ruled(GROUP, "file-name-sent", body_sent, FIRST, "broken-json-sent"),
    ruled(GROUP, "encoded-twice", not_good, FIRST),
    ruled(GROUP, "backslash-in-url", in_url("\\", "%5C", "%5c"), FIRST),
    ruled(GROUP, "html-escaped-url", in_url("&amp;"), FIRST),
    ruled(GROUP, "second-question-mark", second_question_mark, FIRST),
    ruled(GROUP, "plus-in-query", failed, FIRST),
    ruled(GROUP, "double-slash", either(failed, redirect), FIRST),
    ruled(GROUP, "fragment-not-sent", in_url("#"), FIRST),
    ruled(GROUP, "host-overridden", not_good, FIRST),
    ruled(GROUP, "media-type-malformed", not_good, FIRST),
    ruled(GROUP, "broken-json-sent", json_sent, FIRST),
    ruled(GROUP, "multipart-without-boundary", both(body_sent, sent_header("content-type")), FIRST),
    ruled(GROUP, "json-sent-as-form", body_sent, FIRST),
    ruled(GROUP, "body-without-type", without_type, FIRST),
    ruled(GROUP, "type-without-body", not_good, FIRST),
    ruled(GROUP, "header-twice", header_twice, FIRST),
    ruled(GROUP, "method-in-lower-case", failed, FIRST),
    ruled(GROUP, "body-on-get", both(body_sent, not_good), FIRST),
)
"""In the order in which they are told."""
