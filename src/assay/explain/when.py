"""When a rule is worth loading: looks at one transfer that cost next to nothing."""

from __future__ import annotations

from collections.abc import Callable

from assay.explain.evidence import Evidence
from assay.explain.sent import has_body
from assay.explain.sent import header as sent_value
from assay.model.http import BytesPart

When = Callable[[Evidence], bool]


def status(*codes: int) -> When:
    """One of these statuses stands."""
    wanted = frozenset(codes)

    def holds(evidence: Evidence) -> bool:
        response = evidence.response
        return response is not None and response.status in wanted

    return holds


def statuses(first: int, last: int) -> When:
    """A status in this range stands."""

    def holds(evidence: Evidence) -> bool:
        response = evidence.response
        return response is not None and first <= response.status <= last

    return holds


refused = statuses(400, 499)
failed = statuses(400, 599)
broken = statuses(500, 599)
good = statuses(200, 299)
redirect = statuses(300, 399)


def sent(evidence: Evidence) -> bool:
    """A request was made, whatever became of it."""
    return bool(evidence.exchanges)


def body_sent(evidence: Evidence) -> bool:
    """The request that stands had a body."""
    return bool(evidence.exchanges) and has_body(evidence.exchanges[-1].request)


def not_good(evidence: Evidence) -> bool:
    """No answer stands, or one that refuses."""
    response = evidence.response
    return bool(evidence.exchanges) and (response is None or response.status >= 400)


def answered(evidence: Evidence) -> bool:
    """An answer stands."""
    return evidence.response is not None


def with_body(evidence: Evidence) -> bool:
    """An answer stands, and it has a body."""
    response = evidence.response
    return response is not None and bool(response.body)


def unanswered(evidence: Evidence) -> bool:
    """No answer stands, or curl ended with a number of its own."""
    return evidence.unanswered is not None or evidence.code != 0


def several(evidence: Evidence) -> bool:
    """More than one request went out."""
    return len(evidence.exchanges) > 1


def header(*names: str) -> When:
    """The answer has one of these headers (lower case)."""
    wanted = frozenset(names)

    def holds(evidence: Evidence) -> bool:
        response = evidence.response
        return response is not None and any(name.lower() in wanted for name, _ in response.headers)

    return holds


def raw_url(evidence: Evidence) -> str:
    """The URL as it was asked for, before a transport made it one that can be sent."""
    return (
        evidence.transfer.url if evidence.transfer else evidence.exchanges[0].request.url if evidence.exchanges else ""
    )


def in_url(*texts: str) -> When:
    """One of these texts stands in the URL, as it was asked for or as it was sent."""

    def holds(evidence: Evidence) -> bool:
        if not evidence.exchanges:
            return False
        urls = raw_url(evidence), evidence.exchanges[-1].request.url
        return any(text in url for text in texts for url in urls)

    return holds


def in_request(*texts: str) -> When:
    """One of these texts stands in the URL, a header or the body that was sent."""
    data = [text.encode() for text in texts]

    def holds(evidence: Evidence) -> bool:
        if not evidence.exchanges:
            return False
        last = evidence.exchanges[-1]
        told = "\n".join((last.head, last.request.url, *(value for _, value in last.request.headers)))
        parts = [part.data for part in last.request.body if isinstance(part, BytesPart)]
        return any(text in told for text in texts) or any(text in part for text in data for part in parts)

    return holds


def sent_header(name: str) -> When:
    """The request that stands had this header (lower case)."""
    return lambda evidence: bool(evidence.exchanges) and sent_value(evidence.exchanges[-1], name) is not None


def coded(*codes: str, numbers: tuple[int, ...] = (), phases: tuple[str, ...] = ()) -> Callable[[Evidence], bool]:
    """The transfer ended with one of these names or numbers, in one of these phases where some are given."""

    def holds(evidence: Evidence) -> bool:
        unanswered = evidence.unanswered
        code, phase = (unanswered.code, unanswered.phase) if unanswered else ("", "")
        known = (
            code in codes
            or evidence.code in numbers
            or any(each[-1] == "*" and code.startswith(each[:-1]) for each in codes)
        )
        return known and (not phases or phase in phases)

    return holds


def either(*looks: When) -> When:
    """One of several holds."""
    return lambda evidence: any(look(evidence) for look in looks)


def both(*looks: When) -> When:
    """All of several hold."""
    return lambda evidence: all(look(evidence) for look in looks)
