"""When a rule is worth loading: looks at one transfer that cost next to nothing."""

from __future__ import annotations

from collections.abc import Callable

from assay.explain.evidence import Evidence
from assay.explain.sent import has_body

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


def either(*looks: When) -> When:
    """One of several holds."""
    return lambda evidence: any(look(evidence) for look in looks)


def both(*looks: When) -> When:
    """All of several hold."""
    return lambda evidence: all(look(evidence) for look in looks)
