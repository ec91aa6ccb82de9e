"""What differs between the headers of two answers."""

from __future__ import annotations

from assay.contract.comparison.difference import Difference, Differences, Gathering, Rules
from assay.contract.comparison.paths import Paths, escaped, paths
from assay.contract.comparison.volatile import is_volatile
from assay.model.http import Headers

_CHANGING = """
    date age expires last-modified etag set-cookie content-length keep-alive server-timing alt-svc report-to nel
    reporting-endpoints retry-after via cf-ray x-runtime x-response-time x-request-id request-id x-correlation-id
    x-trace-id traceparent tracestate x-b3-traceid x-b3-spanid x-amzn-requestid x-amzn-trace-id x-amz-request-id
    x-amz-id-2 x-amz-cf-id x-cloud-trace-context x-served-by x-cache x-cache-hits x-timer x-varnish
    x-ratelimit-remaining x-ratelimit-reset ratelimit ratelimit-remaining ratelimit-reset x-rate-limit-remaining
    x-rate-limit-reset x-github-request-id fly-request-id x-vercel-id x-envoy-upstream-service-time
"""
CHANGING = frozenset(_CHANGING.split())
"""Headers that are others each time, or that only tell of the body or of the way: left out, and told."""


def header_differences(before: Headers, after: Headers, rules: Rules) -> Differences:
    """The differences, each at `/Name`, in the order of the first answer."""
    found = Gathering()
    ours, theirs = _grouped(before), _grouped(after)
    ignored = paths(rules.ignore)
    for name in {**ours, **theirs}:
        one, other = ours.get(name), theirs.get(name)
        shown = (one or other or [("", "")])[0][0]
        if [value for _, value in one or ()] == [value for _, value in other or ()]:
            continue
        if _is_left_out(name, shown, ignored) or (rules.ignore_volatile and _looks_volatile(name, one, other)):
            found.leave_out(shown)
        else:
            found.add(_difference(f"/{escaped(shown)}", one, other))
    return found.all()


def _grouped(headers: Headers) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append((name, value.strip()))
    return found


def _is_left_out(name: str, shown: str, ignored: Paths) -> bool:
    return name in CHANGING or ignored.into(name) is None or ignored.into(shown) is None


def _looks_volatile(name: str, one: list[tuple[str, str]] | None, other: list[tuple[str, str]] | None) -> bool:
    return bool(one and other) and all(is_volatile(value, name) for _, value in [*(one or ()), *(other or ())])


def _difference(pointer: str, one: list[tuple[str, str]] | None, other: list[tuple[str, str]] | None) -> Difference:
    before, after = (", ".join(value for _, value in values) if values else None for values in (one, other))
    if one is None:
        return Difference(pointer=pointer, kind="added", after=after)
    if other is None:
        return Difference(pointer=pointer, kind="removed", before=before)
    return Difference(pointer=pointer, kind="changed", before=before, after=after)
