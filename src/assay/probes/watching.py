"""Passive checks over the exchanges of a run: what they found is told at its end, once for each thing to be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from assay.checks.check import Check, Judge, Seen
from assay.checks.declared import SERVER_ERROR
from assay.contract.matching import Match
from assay.model.case import Case
from assay.model.command import Program
from assay.model.event import Found, ItemRef, Withdrawn
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.causes import MOST_EXCHANGES, MOST_PARTS, Cause, cause_of, most_telling, named, united, widened
from assay.probes.parts import Key, Parts, groups
from assay.probes.providing import Draft, noted
from assay.probes.session import Session
from assay.probes.target import Target

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SET_UP = "set-up"
MOST_REPEATS = 60
"""Requests and cases that are sent again to see whether a finding stands."""
MOST_SIGHTINGS = 3_000
"""Findings that are remembered: a server may answer with other fields each time."""
MOST_KEPT = 6_000
"""Exchanges that are shown twice to checks that learn,"""
LARGEST_KEPT = 64 * 1024
"""and bytes of the answer of each: larger ones are not kept."""

Repeat = Callable[[], Program[tuple[Finding, ...]]]
"""A case, carried out once more."""


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What a finding of a case was seen on: its case, the call that showed it, and the requests that this took."""

    case: Case
    call: Call
    sends: int


class Sighting(msgspec.Struct, kw_only=True):
    """A finding, the exchanges that showed it, and the call that showed it first."""

    finding: Finding
    call: Call
    item: ItemRef
    cause: Cause
    seen: set[str]
    honest: bool = False
    """Whether an ordinary request showed it."""


class Watching:
    """Listens to a session, and remembers findings by fingerprint."""

    def __init__(
        self, target: Target, checks: Iterable[Check], curl: Callable[[Exchange], str] = lambda _: "",
        told_as: Callable[[Finding], Finding | None] = lambda finding: finding, time_budget: float | None = None,
    ) -> None:  # fmt: skip
        """`told_as` is what the project makes of a finding before it is told; None: it is not told at all.

        `time_budget` is how many seconds an answer may take.
        """
        self._target = target
        self._told_as = told_as
        self._curl = curl
        self._time_budget = time_budget
        self._judges: list[tuple[Check, Judge]] = [(check, check.judge()) for check in checks]
        self._rules: dict[str, Rule] = {rule.name: rule for check, _ in self._judges for rule in check.rules}
        self._kept: list[tuple[Seen, Call, ItemRef]] = []
        self._has_learnt = False
        self._sightings: dict[str, Sighting] = {}
        self._told: dict[str, Finding] = {}
        self._items: dict[str, ItemRef] = {}
        """By the fingerprint of what was told: on what occasion."""
        self._held: dict[str, tuple[Finding, ItemRef]] = {}
        self._united: set[str] = set()
        """Fingerprints of what was told, for itself or within another finding."""
        self._early: dict[str, Finding] = {}
        """What was told as soon as it was sure, and may be told otherwise in the end."""
        self._fresh: list[str] = []
        """Fingerprints of what was seen for the second time just now."""
        self._parts = Parts(target.contract)
        self._asked: dict[Key, set[str]] = {}
        """By rule and shared part: the operations that were asked about it."""
        self._calls: dict[str, Call] = {}
        """By the id of an exchange of the case that is carried out just now."""
        self.repeats: dict[str, Repeat] = {}
        """By the id of a case: how it is carried out again."""
        self.bases: dict[str, Basis] = {}
        """By the fingerprint of a finding of a case, in its own operation."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that were told."""
        return tuple(self._told.values())

    def begin(self, case: Case, repeat: Repeat) -> None:
        """A case is about to be carried out."""
        self.repeats[case.id] = repeat
        self._calls.clear()
        if part := self._parts.of(case.rule, case.operation, case.where):
            self._asked.setdefault((case.rule, part), set()).add(case.operation)

    def remember(self, finding: Finding, case: Case, sends: int) -> None:
        """Keep the call that showed a finding of the case that was just carried out."""
        shown = [self._calls[one] for one in finding.exchanges if one in self._calls]
        call = next((one for one in reversed(shown) if one.operation.name == finding.operation), None)
        if call is not None:
            self.bases[finding.own] = Basis(case=case, call=call, sends=sends)

    def __call__(self, call: Call, exchange: Exchange, item: ItemRef) -> None:
        """Judge one exchange."""
        self._calls[exchange.id] = call
        seen, is_reached = self._seen(call, exchange, item)
        if seen is None:
            return
        for check, judge in self._judges:
            if is_reached or check.anywhere:
                found = judge(seen)
                for finding in found if self._has_learnt or not check.learns else ():
                    self._note(finding, call, exchange, item)
        if is_reached and not self._has_learnt:
            self._keep(seen, call, item)

    def is_new(self, finding: Finding) -> bool:
        """Whether nothing of the same operation, rule and place was told before."""
        name = finding.fingerprint
        return name not in self._told and name not in self._held and name not in self._united

    def tell(self, finding: Finding, item: ItemRef) -> Program[None]:
        """Tell of a finding, once. Failures of the server wait for the end: many operations may have the same."""
        if not self.is_new(finding):
            return
        if finding.rule == SERVER_ERROR.name and finding.rule in self._rules:
            self._held[finding.fingerprint] = finding, item
            yield from self._tell_early(finding, item)
            return
        yield from self._tell(finding, item)

    def _tell(self, finding: Finding, item: ItemRef) -> Program[None]:
        if not finding.shared and not finding.also:
            shared = self._parts.of(finding.rule, finding.operation, finding.where)
            finding = msgspec.structs.replace(finding, shared=shared)
        shown = self._told_as(finding) if finding.fingerprint not in self._told else None
        if shown is not None:
            self._told[finding.fingerprint] = shown
            self._items[finding.fingerprint] = item
            yield Found(item=item, finding=shown, case=item.id)

    def pending(self) -> Program[None]:
        """Tell what the checks are sure of, for a log that may break off; the last word on it comes at the end."""
        fresh, self._fresh = self._fresh, []
        for one in (self._sightings[name] for name in fresh):
            if self.is_new(one.finding) and self._is_telling(one, self._proven()):
                yield from self._tell_early(msgspec.structs.replace(one.finding, confidence="confirmed"), one.item)

    def _tell_early(self, finding: Finding, item: ItemRef) -> Program[None]:
        shown = self._told_as(finding) if len(self._early) < MOST_SIGHTINGS else None
        if shown is not None:
            self._early[shown.fingerprint] = shown
            yield Found(item=item, finding=shown, case=item.id)

    def tell_again(self, own: str, finding: Finding) -> Program[None]:
        """Tell of a finding that was told (its fingerprint `own` in the first place), with other evidence."""
        self._told[own] = finding
        yield Found(item=self._items[own], finding=finding, case=self._items[own].id)

    @property
    def told(self) -> Mapping[str, Finding]:
        """All that were told, each by the fingerprint that it was told with first."""
        return self._told

    def sighting(self, finding: Finding) -> Sighting | None:
        """What a check saw in the operation of a finding; None where none did."""
        return self._sightings.get(finding.own)

    def conclude(self, session: Session) -> Program[None]:
        """Tell what the checks found. What was seen only once is tried again: as the case that it was, else as sent."""
        self._learn()
        alone = [group[0] for group in self._causes().values() if not _is_confirmed(group)]
        for sighting in alone[:MOST_REPEATS]:
            session.item = sighting.item
            yield from self._tried_again(sighting, session)
        yield from self.rest()

    def rest(self) -> Program[None]:
        """Tell what the checks found, and send nothing more."""
        self._learn()
        yield from self._failures()
        for wide, group in self._causes().items():
            confidence = "confirmed" if _is_confirmed(group) else "suspected"
            rule = self._rules.get(group[0].finding.rule)
            if confidence == "confirmed" or rule is None or not rule.twice:
                finding = united((one.finding for one in group), named(wide, group[0].finding))
                finding = self._known_apart(finding)
                self._united.update(one.finding.fingerprint for one in group)
                first = next(one for one in group if one.finding.fingerprint == finding.own)
                yield from self._tell(msgspec.structs.replace(finding, confidence=confidence), first.item)
        yield from self._united_cases()
        gone = self._early.keys() - {one.fingerprint for one in self._told.values()}
        self._early.clear()
        if gone:
            yield Withdrawn(fingerprints=tuple(sorted(gone)))

    def _united_cases(self) -> Program[None]:
        """Tell what cases found of one cause as one, in the place of each."""
        asked = {key: len(names) for key, names in self._asked.items()}
        for (_, part), group in groups(self._told.values(), self._parts, asked).items():
            finding = self._known_apart(united(group, part))
            first = next(one for one in group if one.own == finding.own)
            finding = msgspec.structs.replace(finding, exchanges=first.exchanges)  # a case's evidence has an order
            names = [one.fingerprint for one in group]
            item = self._items[finding.own]
            for name in names:
                self._united.add(name)
                self._told.pop(name)
            yield Withdrawn(fingerprints=tuple(names))
            yield from self._tell(finding, item)

    def _known_apart(self, finding: Finding) -> Finding:
        """The finding, known by its operation where another one is known by what they share."""
        names = {one.fingerprint for one in self._told.values()}
        return msgspec.structs.replace(finding, shared="") if finding.fingerprint in names else finding

    def _failures(self) -> Program[None]:
        """Tell which failures probes caused: what the same input does to many operations is one mistake."""
        alike: dict[str, list[tuple[Finding, ItemRef]]] = {}
        for finding, item in self._held.values():
            if finding.fingerprint not in self._united and self._told_as(finding) is not None:
                alike.setdefault(finding.message, []).append((finding, item))
        for group in alike.values():
            for part in [group] if len(group) > MOST_PARTS else [[one] for one in group]:
                finding = united(one for one, _ in part)
                self._united.update(one.fingerprint for one, _ in part)
                item = next(item for one, item in part if one.fingerprint == finding.own)
                yield from self._tell(finding, item)

    def _proven(self) -> set[str]:
        return {one for finding in self._told.values() if finding.basis != "inferred" for one in finding.exchanges}

    def _is_telling(self, one: Sighting, proven: set[str]) -> bool:
        """Whether it is asked for, and not what a probe provoked and told of."""
        return (one.honest or not one.seen <= proven) and self._told_as(one.finding) is not None

    def _causes(self) -> dict[Cause, list[Sighting]]:
        """What is to be told, by cause: not what nobody asked for, nor what a probe told of already."""
        proven = self._proven()
        asked = [
            one.finding
            for one in self._sightings.values()
            if self.is_new(one.finding) and self._is_telling(one, proven)
        ]
        told = [self._sightings[finding.fingerprint] for finding in most_telling(asked)]
        wide = widened((one.cause, one.finding) for one in told)
        causes: dict[Cause, list[Sighting]] = {}
        for one in told:
            causes.setdefault(wide[one.cause], []).append(one)
        return causes

    def _tried_again(self, sighting: Sighting, session: Session) -> Program[None]:
        call, repeat = sighting.call, self.repeats.get(sighting.item.id)
        if call.operation.method in SAFE and call.method in ("", *SAFE):
            yield from session.send(call)
        elif repeat is not None:
            try:
                yield from repeat()
            except Exception as problem:  # noqa: BLE001 - a mistake in one probe must not cost what was found
                session.note_failure(sighting.item.id, f"the case {sighting.item.id}", problem)
        elif session.target.resources.made_by(call.operation) is not None:
            exchange = yield from session.send(call)
            noted(session, Draft(call=call), exchange)  # so that it is removed, should it have been made this time

    def _keep(self, seen: Seen, call: Call, item: ItemRef) -> None:
        learns = any(check.learns for check, _ in self._judges)
        if learns and len(self._kept) < MOST_KEPT and len(seen.response.body) <= LARGEST_KEPT:
            self._kept.append((seen, call, item))

    def _learn(self) -> None:
        """Let the checks that learn judge what they have seen."""
        if self._has_learnt:
            return
        self._has_learnt = True
        for seen, call, item in self._kept:
            for check, judge in self._judges:
                for finding in judge(seen) if check.learns else ():
                    self._note(finding, call, seen.exchange, item)
        self._kept.clear()

    def _seen(self, call: Call, exchange: Exchange, item: ItemRef) -> tuple[Seen | None, bool]:
        """What the judges are shown, and whether the request reached an operation of the contract."""
        if exchange.response is None:
            return None, False
        match = self._target.routes.find(exchange.request.method, exchange.request.url)
        is_reached = isinstance(match, Match) and not call.method
        seen = Seen(
            exchange=exchange,
            response=exchange.response,
            match=match if isinstance(match, Match) and is_reached else Match(operation=call.operation),
            identity=call.identity,
            contract=self._target.contract,
            validators=self._target.validators,
            honest=call.honest,
            occasion="" if not item.id or item.path[:1] == (SET_UP,) else item.name,
            time_budget=self._time_budget,
        )
        return seen, is_reached

    def _note(self, finding: Finding, call: Call, exchange: Exchange, item: ItemRef) -> None:
        known = self._sightings.get(finding.fingerprint)
        if known is None and len(self._sightings) >= MOST_SIGHTINGS:
            return
        if known is None:
            shown = msgspec.structs.replace(finding, curl=self._curl(exchange))
            cause = cause_of(finding, exchange)
            known = Sighting(finding=shown, call=call, item=item, cause=cause, seen=set())
            self._sightings[finding.fingerprint] = known
        elif len(known.finding.exchanges) < MOST_EXCHANGES and exchange.id not in known.seen:
            exchanges = (*known.finding.exchanges, *finding.exchanges)
            known.finding = msgspec.structs.replace(known.finding, exchanges=exchanges)
        known.seen.add(exchange.id)
        if len(known.seen) == 2:
            self._fresh.append(finding.fingerprint)
        known.honest = known.honest or call.honest


def _is_confirmed(group: list[Sighting]) -> bool:
    """Whether two exchanges, independent of one another, showed the same."""
    return len(set[str]().union(*(one.seen for one in group))) > 1
