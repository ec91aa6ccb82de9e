"""From profiles to drift, and to what a reader has to know beside it: what is noise, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from assay.app.trusting.drift_options import DriftOptions
from assay.app.trusting.drift_side import Side
from assay.app.trusting.drift_sources import Source
from assay.model.finding import fingerprint_of
from assay.trust.drift_comparing import told
from assay.trust.drift_findings import Drift
from assay.trust.drift_latency import slower
from assay.trust.drift_profile import Profile
from assay.trust.drift_provoking import NOBODY, NOWHERE
from assay.trust.drift_reads import Read
from assay.trust.drift_rules import Difference

MOST_NOTES = 40
_GONE = frozenset({404, 410})


class Drifts(msgspec.Struct, frozen=True, kw_only=True):
    """What was found."""

    found: tuple[Drift, ...]
    noise: tuple[Drift, ...]
    gone: tuple[str, ...]
    """Reads of recorded things that are not there any more."""
    keys: dict[str, list[str]]
    """By fingerprint, the reads that show it."""


def drifts(
    sides: Sequence[Side], ours: Sequence[dict[str, Profile]], theirs: Sequence[dict[str, Profile]], source: Source
) -> Drifts:
    """Everything that differs in what both were asked."""
    reads = {read.key: read for side in sides for heard in side.heard for read in heard.asked.values()}
    reads |= {key: read for side in sides for heard in side.heard for key, read in heard.asked.items()}
    reads |= {read.key: read for read in source.reads}
    recorded = {key for side in sides for heard in side.heard for key in heard.recorded}
    found: list[Drift] = []
    noise: list[Drift] = []
    gone: list[str] = []
    keys: dict[str, list[str]] = {}
    for key in _keys(ours, theirs):
        one, other = _of(ours, key), _of(theirs, key)
        if not one or not other:
            continue
        if key in recorded and one[0].statuses.isdisjoint(_GONE) and other[0].statuses & _GONE:
            gone.append(key)
            continue
        operation, label, query, lone = _named(key, reads.get(key))
        said = told(one, other, query, lone=lone)
        who = sides[-1].identity.name if not sides[-1].identity.anonymous else ""
        make = _Making(operation=operation, label=label, twice=said.twice, identity=who)
        found.extend(make.drift(_visible(each, operation, label)) for each in said.drift)
        noise.extend(make.drift(each) for each in said.noise)
        slow = None if label or len(sides) < 2 else slower(sides[0].times.get(key, ()), sides[1].times.get(key, ()))
        if slow is not None and not any(each.rule == "drift-status" for each in said.drift):
            found.append(make.drift(slow, twice=True))
        for each in found[-len(said.drift) - 1 :]:
            place = each.difference.where or (f"({label})" if label else "")
            keys.setdefault(fingerprint_of(each.operation, each.difference.rule, place), []).append(key)
    return Drifts(found=tuple(found), noise=tuple(noise), gone=tuple(gone), keys=keys)


class _Making(msgspec.Struct, frozen=True, kw_only=True):
    operation: str
    label: str
    twice: bool
    identity: str

    def drift(self, difference: Difference, *, twice: bool | None = None) -> Drift:
        return Drift(operation=self.operation, label=self.label, difference=difference, identity=self.identity,
                     twice=self.twice if twice is None else twice)  # fmt: skip


def _keys(ours: Sequence[dict[str, Profile]], theirs: Sequence[dict[str, Profile]]) -> list[str]:
    return list(dict.fromkeys(key for passes in (ours[:1], theirs[:1]) for one in passes for key in one))


def _of(passes: Sequence[dict[str, Profile]], key: str) -> list[Profile]:
    return [one[key] for one in passes if key in one]


def _named(key: str, read: Read | None) -> tuple[str, str, dict[str, str], bool]:
    """The operation, what is wrong with the read on purpose, its query, and whether there is but one such thing."""
    if read is not None:
        return read.operation, "", dict(read.query), not read.variables
    if key == NOWHERE:
        return key, "", {}, True
    operation, _, label = key.partition(" (")
    return operation, label.rstrip(")"), {}, "{" not in operation


def _visible(one: Difference, operation: str, label: str) -> Difference:
    """Of one thing and not the other, whoever shows no credentials may see something: that is data."""
    shown = one.rule == "drift-status" and label == NOBODY and "{" in operation
    if shown and any(str(status) in f"{one.before}, {one.after}" for status in _GONE):
        return msgspec.structs.replace(one, sure=False, severity="medium", cause="It may be another kind of thing.")
    return one


def notes(sides: Sequence[Side], source: Source, found: Drifts | None, options: DriftOptions) -> Iterator[str]:
    """What a reader has to know."""
    for side in sides:
        if not side.down and any(other.down for other in sides):
            answered = sum(one.answers > 0 for one in (side.passes[0] if side.passes else {}).values())
            yield f"{side.place.name} answered {answered} reads; there is nothing to hold them against."
    if found is not None:
        yield from _told(sides, found, options)
    yield from source.notes[:MOST_NOTES]
    left = {key: why for side in sides for heard in side.heard[:1] for key, why in heard.left.items()}
    for key, why in list(left.items())[:MOST_NOTES]:
        yield f"{key} is left out: {why}."


def _told(sides: Sequence[Side], found: Drifts, options: DriftOptions) -> Iterator[str]:
    for key in found.gone[:MOST_NOTES]:
        yield f"{key} is left out: the recorded thing is not there any more."
    places = dict.fromkeys(f"{one.operation} {one.difference.where}".strip() for one in found.noise)
    if places:
        shown = ", ".join(list(places)[:10])
        yield f"Noise, left out as it differs from pass to pass: {shown}{' …' if len(places) > 10 else ''}."
    yield "Moments, UUIDs, tokens, ids and counters are left out: they are others each time."
    if options.recording:
        yield "Times are left out: those of a recording were taken on another way."
    statuses = [
        status for side in sides for one in side.passes[:1] for each in one.values() for status in each.statuses
    ]
    if statuses and not options.identity and sum(status in (401, 403) for status in statuses) * 2 > len(statuses):
        yield "Most reads were refused: name who reads with --identity NAME."
