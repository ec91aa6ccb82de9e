"""What is true drift between two environments: seen in every pass, and not between two passes of either one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from assay.model.finding import Severity
from assay.trust.drift_fields import fields
from assay.trust.drift_headers import headers
from assay.trust.drift_lists import lists
from assay.trust.drift_profile import Profile
from assay.trust.drift_rules import Difference

_PRESENCE = ("drift-missing", "drift-null")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What two environments say to one read."""

    drift: tuple[Difference, ...] = ()
    noise: tuple[Difference, ...] = ()
    """What differs between two passes of one environment as well, or not in each pass."""
    twice: bool = False
    """Whether the second environment was asked twice, so that what is told was seen again."""


def told(ours: Sequence[Profile], theirs: Sequence[Profile], query: Mapping[str, str], *, lone: bool) -> Told:
    """The passes of the first and of the second environment held against each other, and against themselves."""
    if not ours or not theirs:
        return Told()
    found = {one.key: one for one in compare(ours[0], theirs[0], query, lone=lone)}
    seen_again = [
        {one.key for one in compare(ours[min(at, len(ours) - 1)], profile, query, lone=lone)}
        for at, profile in enumerate(theirs[1:], 1)
    ]
    own = {
        one.key
        for passes in (ours, theirs)
        for later in passes[1:]
        for before, after in ((passes[0], later), (later, passes[0]))
        for one in compare(before, after, query, lone=lone)
    }
    true = {key for key in found if key not in own and all(key in again for again in seen_again)}
    return Told(
        drift=tuple(one for key, one in found.items() if key in true),
        noise=tuple(one for key, one in found.items() if key not in true),
        twice=len(theirs) > 1,
    )


def compare(a: Profile, b: Profile, query: Mapping[str, str], *, lone: bool) -> Iterator[Difference]:
    """All differences of the answers to one read; of answers with other statuses, that alone."""
    if not b.answers or not a.answers:
        if a.answers and b.unanswered:
            yield Difference(rule="drift-unanswered", before=_statuses(a), after=b.why or "no answer",
                             severity="critical")  # fmt: skip
        return
    if not a.statuses & b.statuses:
        yield Difference(rule="drift-status", before=_statuses(a), after=_statuses(b), severity=_harm(a, b))
        return
    yield from _wholes(a, b)
    for one in fields(a.body, b.body, fails=a.fails and b.fails, lone=lone):
        yield _by_contract(one, a, b)
    yield from lists(a.body, b.body, query)
    yield from headers(a, b)


def _by_contract(one: Difference, a: Profile, b: Profile) -> Difference:
    """What the contract says of it: that it must not be, or that it may be, so that other data may be behind it."""
    if b.broken is None or a.broken is None:
        return one
    if one.where in b.broken and one.where not in a.broken:
        severity: Severity = "high" if one.rule in _PRESENCE else "medium" if one.rule == "drift-new" else one.severity
        return msgspec.structs.replace(one, sure=True, declared=True, severity=severity)
    allowed = one.rule in _PRESENCE and one.where not in b.broken
    return msgspec.structs.replace(one, sure=False, cause="The contract allows both.") if allowed else one


def _wholes(a: Profile, b: Profile) -> Iterator[Difference]:
    if a.media and b.media and not a.media & b.media:
        yield Difference(rule="drift-media", where="Content-Type", before=_list(a.media), after=_list(b.media),
                         severity="medium" if a.fails else "high")  # fmt: skip
    if b.unreadable and not a.unreadable:
        yield Difference(rule="drift-unreadable", before="JSON", after="no JSON, though it says so", severity="high")


def _harm(a: Profile, b: Profile) -> Severity:
    one, other = min(a.statuses), min(b.statuses)
    if one < 400 <= other or other < 300 <= 401 <= one <= 403:
        return "critical"  # what worked fails, or what was refused is open
    return "high" if one // 100 != other // 100 or other >= 500 else "medium"


def _statuses(profile: Profile) -> str:
    return ", ".join(map(str, sorted(profile.statuses)))


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
