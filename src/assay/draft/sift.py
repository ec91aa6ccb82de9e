"""Tells the calls that matter from noise: repeats, slips that were put right, preflights, other hosts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

import msgspec

from assay.draft.anatomy import Anatomy
from assay.draft.likeness import looks_like_id

SAFE = frozenset({"GET", "HEAD"})
_ASSETS = (".ico", ".css", ".js", ".map", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".woff", ".woff2", ".ttf")
ALIKE = 0.8
"""How much two paths have in common where one is a slip of the other."""
LONGEST = 150
"""Characters of a path that are compared."""


class Sifted(msgspec.Struct, frozen=True, kw_only=True):
    """Which calls to keep, and why the others were dropped."""

    kept: frozenset[int]
    dropped: Mapping[int, str]
    same: Mapping[int, tuple[int, ...]]
    """Reads that were dropped because a kept one says the same."""


def sift(calls: Sequence[Anatomy]) -> Sifted:
    """Judge each call by the others; they come in order. One that brings what a kept one needs comes back later."""
    dropped: dict[int, str] = {}
    same: dict[int, list[int]] = {}
    home = _home(calls)
    for index, parts in enumerate(calls):
        why = _noise(parts, home) or _slip(parts, calls[index + 1 :])
        if why is None:
            twin = _twin(parts, [one for one in calls[:index] if one.call.n not in dropped])
            if twin is not None:
                same.setdefault(twin, []).append(parts.call.n)
                why = f"the same read as #{twin}"
        if why is not None:
            dropped[parts.call.n] = why
    kept = frozenset(parts.call.n for parts in calls) - dropped.keys()
    return Sifted(kept=kept, dropped=dropped, same={n: tuple(some) for n, some in same.items()})


def take_all(calls: Sequence[Anatomy]) -> Sifted:
    """Keep every call that was answered: without an answer there is nothing to test."""
    dropped = {parts.call.n: "nobody answered" for parts in calls if parts.call.response is None}
    kept = frozenset(parts.call.n for parts in calls) - dropped.keys()
    return Sifted(kept=kept, dropped=dropped, same={})


def _home(calls: Sequence[Anatomy]) -> str:
    """The origin that most calls went to; of two, the one that was called last."""
    origins = [parts.address.origin for parts in calls if _meaningless(parts) is None]
    counts = Counter(origins)
    return max(reversed(origins), key=lambda origin: counts[origin], default="")


def _noise(parts: Anatomy, home: str) -> str | None:
    why = _meaningless(parts)
    if why is None and parts.address.origin != home:
        return f"another host ({parts.address.origin})"
    return why


def _meaningless(parts: Anatomy) -> str | None:
    """Why a call says nothing of an API, wherever it went."""
    path = parts.address.path.lower()
    if parts.call.response is None:
        return "nobody answered"
    if parts.method == "OPTIONS":
        return "a preflight"
    if parts.method in SAFE and (path.endswith(_ASSETS) or path == "/robots.txt"):
        return "a file that browsers fetch"
    return None


def _slip(parts: Anatomy, later: Sequence[Anatomy]) -> str | None:
    """A refusal or failure that a later, similar request did not meet."""
    if parts.call.status < 400:
        return None
    for other in later:
        if other.call.status < 400 and other.call.response and _is_similar(parts, other):
            return f"{parts.call.status}, put right by #{other.call.n}"
    for other in later:
        if other.call.status == parts.call.status and _is_same_request(parts, other):
            return f"the same refusal as #{other.call.n}"
    return None


def _is_similar(parts: Anatomy, other: Anatomy) -> bool:
    if parts.address.origin != other.address.origin:
        return False
    same_path = parts.address.segments == other.address.segments
    if parts.call.status == 405:
        return same_path
    if parts.method != other.method:
        return False
    return same_path or (parts.call.status in (400, 404, 422) and _is_slip_of(parts, other))


def _is_slip_of(parts: Anatomy, other: Anatomy) -> bool:
    """Whether a path is nearly another. Other ids are no slip: somebody asked for something else."""
    one, two = parts.address.plain, other.address.plain
    if len(one) == len(two):
        different = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
        if different and all(looks_like_id(a) and looks_like_id(b) for a, b in different):
            return False
    left, right = parts.address.path[:LONGEST], other.address.path[:LONGEST]
    likeness = SequenceMatcher(None, left, right, autojunk=False)
    return likeness.real_quick_ratio() >= ALIKE and likeness.quick_ratio() >= ALIKE and likeness.ratio() >= ALIKE


def _twin(parts: Anatomy, earlier: Sequence[Anatomy]) -> int | None:
    """The same read before this one, with no write between them that could have changed the answer."""
    if parts.method not in SAFE:
        return None
    for other in reversed(earlier):
        if other.method not in SAFE:
            return None
        if _is_same_request(parts, other) and other.call.status == parts.call.status:
            return other.call.n
    return None


def _is_same_request(parts: Anatomy, other: Anatomy) -> bool:
    if parts.method != other.method or parts.address != other.address or parts.credentials != other.credentials:
        return False
    return list(_told(parts)) == list(_told(other))


def _told(parts: Anatomy) -> Iterator[tuple[object, ...]]:
    for slot in parts.slots:
        if slot.kind in ("header", "body", "form", "raw", "cookie"):
            yield slot.where, slot.value
