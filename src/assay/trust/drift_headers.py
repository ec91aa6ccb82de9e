"""What differs between the headers of two environments' answers, apart from those that only tell of the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.contract.comparison.headers import CHANGING
from assay.contract.comparison.volatile import is_volatile
from assay.contract.media_ranges import essence
from assay.model.finding import Severity
from assay.trust.drift_profile import Profile
from assay.trust.drift_rules import Difference

_HOST = re.compile(r"(?:https?:)?//[^/?#,\s]+", re.IGNORECASE)
_WAY = frozenset(
    """
    date age via content-length transfer-encoding connection keep-alive server-timing alt-svc report-to nel cf-ray
    x-cache x-cache-hits x-served-by x-timer x-varnish vary accept-ranges content-encoding
    """.split()  # noqa: SIM905 - easier to read and to add to
)
"""Headers of proxies, connections and single bodies: neither their presence nor their value is drift."""
_VERSIONS = frozenset(
    """
    server x-powered-by x-aspnet-version x-aspnetmvc-version x-generator x-version x-api-version api-version
    x-app-version x-build x-release x-revision x-git-commit
    """.split()  # noqa: SIM905 - easier to read and to add to
)
_RELIED_ON = frozenset(
    """
    etag location link www-authenticate retry-after cache-control last-modified allow content-type
    content-disposition strict-transport-security content-security-policy x-content-type-options x-frame-options
    access-control-allow-origin deprecation sunset
    """.split()  # noqa: SIM905 - easier to read and to add to
)


def headers(a: Profile, b: Profile) -> Iterator[Difference]:
    """Headers that all answers of one have and none of the other, and values that are constant in each."""
    for name in dict.fromkeys((*a.headers, *b.headers)):
        if name in _WAY:
            continue
        ours, theirs = a.headers.get(name, ()), b.headers.get(name, ())
        if name in _VERSIONS:
            yield from _versions(name, ours, theirs)
        elif not theirs and len(ours) == a.answers:
            yield _difference(name, _first(ours), "absent", "medium" if name in _RELIED_ON else "low")
        elif not ours and len(theirs) == b.answers:
            yield _difference(name, "absent", _first(theirs), "info", sure=False)
        else:
            yield from _values(name, ours, theirs)


def _versions(name: str, ours: tuple[str, ...], theirs: tuple[str, ...]) -> Iterator[Difference]:
    if len(set(ours)) <= 1 and len(set(theirs)) <= 1 and set(ours) != set(theirs):
        yield Difference(rule="drift-version", where=name, before=_first(ours), after=_first(theirs), severity="info")


def _values(name: str, ours: tuple[str, ...], theirs: tuple[str, ...]) -> Iterator[Difference]:
    if name in ("location", "content-location"):
        ours, theirs = tuple(map(_host, ours)), tuple(map(_host, theirs))
    one, other = set(ours), set(theirs)
    if name in CHANGING or name == "link" or len(one) != 1 or len(other) != 1 or one == other:
        return
    before, after = _first(ours), _first(theirs)
    if name == "content-type" and essence(before) != essence(after):
        return  # told as another media type
    if any(is_volatile(value, name) for value in (before, after)):
        return
    elsewhere = name in ("location", "content-location")
    data = not elsewhere and any(character.isdigit() for character in before + after) and name not in _RELIED_ON
    yield _difference(name, before, after, "medium" if name in _RELIED_ON else "low", sure=not data)


def _difference(name: str, before: str, after: str, severity: Severity, *, sure: bool = True) -> Difference:
    return Difference(rule="drift-header", where=name, before=before, after=after, severity=severity, sure=sure)


def _first(values: tuple[str, ...]) -> str:
    text = next(iter(values), "absent")
    return text if len(text) <= 80 else f"{text[:77]}…"


def _host(address: str) -> str:
    """Where an address leads: what stands behind the host is data."""
    found = _HOST.match(address)
    return found[0] if found else "its own host"
