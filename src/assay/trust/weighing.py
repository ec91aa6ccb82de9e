"""What the verdicts on all changed answers come to: what is guarded, by which tests, and what nobody would notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from assay.trust.change import HARMS, Change, Harm

CARRIED = "a later request uses what the script takes from it: only a run can tell"


class TestName(NamedTuple):
    """A test of a collection: who holds it (`Orders / Create`, or the collection's name), and its own name."""

    owner: str
    name: str

    def __str__(self) -> str:
        return f"{self.owner} / {self.name}" if self.owner else self.name


SCRIPT = "(the script itself fails)"
"""The name of what notices a change by breaking down."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one answer, and who noticed."""

    change: Change
    noticed: frozenset[TestName] = frozenset()
    carried: bool = False
    """Whether a variable that later requests use became another."""


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange whose answer was changed in every way."""

    operation: str
    status: int
    request: str
    """`Orders / Create`."""
    exchange: str
    tests: frozenset[TestName]
    """The tests that saw it and were green."""
    judged: tuple[Judged, ...]
    """The harmful changes."""
    partly: bool = False
    """Whether some script or test that saw it is left out: red when it was recorded, or not the same again."""
    harmless: tuple[Change, ...] = ()
    """Those that harm nobody, and were not judged."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the answers of an operation, with the harmful changes of it."""

    operation: str
    status: int
    where: str
    harm: Harm
    """Of the worst change."""
    noticed: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def strength(self) -> float:
        """The share of harmful changes that some test notices."""
        return len(self.noticed) / max(1, len(self.noticed) + len(self.missed))


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What one test is good for."""

    test: TestName
    requests: tuple[str, ...]
    changes: int
    """Harmful changes that it was held against."""
    noticed: int
    alone: int
    """Those of them, harmful ones, that no other test notices."""


class Gap(NamedTuple):
    """A harmful change that nobody notices."""

    operation: str
    status: int
    where: str
    name: str
    harm: Harm


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """The whole. Changes of different answers of one operation and status are the same where they say the same."""

    harmful: int
    noticed: int
    fields: tuple[Field, ...]
    tests: tuple[Worth, ...]
    gaps: tuple[Gap, ...]
    left_out: dict[str, int]
    """By the reason: how many changes do not count."""
    by_harm: dict[str, tuple[int, int]]
    """Noticed and all, by harm."""

    @property
    def score(self) -> float:
        """Per cent of the harmful changes that the suite would notice; 0 where nothing could be judged."""
        return 100.0 * self.noticed / self.harmful if self.harmful else 0.0


class _Known(NamedTuple):
    change: Change
    noticed: set[TestName]
    carried: list[bool]


def weigh(looked: Sequence[Looked]) -> Weighed:
    """Fold the verdicts of all exchanges."""
    known = _gathered(looked)
    left_out = Counter(why for key, why in _harmless(looked).items() if key not in known)
    harmful: dict[Gap, set[TestName]] = {}
    for key, one in known.items():
        if not one.noticed and any(one.carried):
            left_out[CARRIED] += 1
        else:
            harmful[Gap(key[0], key[1], key[2], key[3], one.change.harm)] = one.noticed
    gaps = sorted((key for key, who in harmful.items() if not who), key=_rank)
    return Weighed(
        harmful=len(harmful),
        noticed=len(harmful) - len(gaps),
        fields=tuple(_fields(harmful)),
        tests=tuple(_worths(looked, harmful)),
        gaps=tuple(gaps),
        left_out=dict(left_out),
        by_harm={harm: _counts(harmful, harm) for harm in HARMS[:-1]},
    )


def _gathered(looked: Sequence[Looked]) -> dict[tuple[str, int, str, str], _Known]:
    """Each change once, with all who noticed it anywhere; what harms somewhere harms."""
    known: dict[tuple[str, int, str, str], _Known] = {}
    for look in looked:
        for one in look.judged:
            key = (look.operation, look.status, *one.change.key)
            before = known.setdefault(key, _Known(one.change, set(), []))
            before.noticed.update(one.noticed)
            before.carried.append(one.carried)
            if HARMS.index(one.change.harm) < HARMS.index(before.change.harm):
                known[key] = before._replace(change=one.change)
    return known


def _harmless(looked: Sequence[Looked]) -> dict[tuple[str, int, str, str], str]:
    return {(look.operation, look.status, *one.key): one.why for look in looked for one in look.harmless}


def _rank(gap: Gap) -> tuple[int, str, int, str, str]:
    return HARMS.index(gap.harm), gap.operation, gap.status, gap.where, gap.name


def _counts(harmful: dict[Gap, set[TestName]], harm: Harm) -> tuple[int, int]:
    found = [bool(who) for key, who in harmful.items() if key.harm == harm]
    return sum(found), len(found)


def _fields(harmful: dict[Gap, set[TestName]]) -> Iterable[Field]:
    places: dict[tuple[str, int, str], list[tuple[Gap, bool]]] = {}
    for key, who in harmful.items():
        places.setdefault((key.operation, key.status, key.where), []).append((key, bool(who)))
    for (operation, status, where), found in sorted(places.items()):
        yield Field(
            operation=operation,
            status=status,
            where=where,
            harm=min((key.harm for key, _ in found), key=HARMS.index),
            noticed=tuple(key.name for key, seen in found if seen),
            missed=tuple(key.name for key, seen in found if not seen),
        )


def _worths(looked: Sequence[Looked], harmful: dict[Gap, set[TestName]]) -> Iterable[Worth]:
    """Each test, in the order in which it was met. A collection's own test is the same wherever it runs."""
    requests: dict[TestName, dict[str, None]] = {}
    held: Counter[TestName] = Counter()
    noticed: dict[TestName, set[tuple[str, int, str, str]]] = {}
    for look in looked:
        for test in sorted(look.tests):
            requests.setdefault(test, {})[look.request] = None
            held[test] += len(look.judged)
        for one in look.judged:
            for test in one.noticed:
                noticed.setdefault(test, set()).add((look.operation, look.status, *one.change.key))
    alone = Counter(next(iter(who)) for who in harmful.values() if len(who) == 1)
    for test, where in requests.items():
        yield Worth(
            test=test, requests=tuple(where), changes=held[test], noticed=len(noticed.get(test, ())), alone=alone[test]
        )
