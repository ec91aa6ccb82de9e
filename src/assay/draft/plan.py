"""Decides for each slot of each call what is written there: a variable from an earlier answer, a given one, itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from assay.draft.anatomy import Anatomy, Locator, Slot
from assay.draft.chain import Chain
from assay.draft.credentials import UNKNOWN
from assay.draft.javascript import literal
from assay.draft.ledger import Use
from assay.draft.likeness import STAND_IN, is_id_name, is_strong, looks_like_id, snake, words
from assay.draft.naming import Names, already_set, origin_name
from assay.draft.origins import Origin
from assay.draft.unique import creates, fresh_slots
from assay.draft.values import Missing
from assay.model.variable import Variable

_USERS = frozenset({"username", "user", "login", "email", "user_name", "client_id"})


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A value that an answer brings, and that later requests need."""

    origin: Origin
    variable: str
    users: tuple[int, ...]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A value that a request makes up before it is sent."""

    variable: str
    expression: str
    example: str
    """What was sent by hand."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is written where."""

    texts: Mapping[int, Mapping[Locator, tuple[tuple[str, str], ...]]]
    """By call and slot: stretches of the slot's value, and what stands in their place."""
    carried: Mapping[int, frozenset[Locator]]
    """Cookies that an earlier answer has set: the jar sends them."""
    settings: Mapping[int, tuple[Setting, ...]]
    made: Mapping[int, tuple[Made, ...]]
    collection: tuple[Variable, ...]
    environment: tuple[Variable, ...]
    missing: tuple[Missing, ...]


class _Last(NamedTuple):
    """What a name was given to last, and the last call that uses it."""

    origin: Origin
    use: int
    variable: str


class Planner:
    """One plan in the making."""

    def __init__(self, calls: Mapping[int, Anatomy], links: Chain, names: Names) -> None:
        self.calls = [calls[n] for n in links.numbers]
        self.links = links
        self.names = names
        self.texts: dict[int, dict[Locator, list[tuple[str, str]]]] = {n: {} for n in links.numbers}
        self.carried: dict[int, set[Locator]] = {n: set() for n in links.numbers}
        self.settings: dict[int, list[Setting]] = {}
        self.made: dict[int, list[Made]] = {}
        self.collection: dict[str, Variable] = {}
        self.environment: dict[str, Variable] = {}
        self.missing: dict[str, str] = {}
        self._fresh: dict[str, tuple[str, Slot]] = {}
        self._good = {slot.value for parts in self.calls if parts.call.status not in (401, 403) for slot in parts.slots}

    def plan(self) -> Plan:
        """The whole."""
        self._link()
        for parts in self.calls:
            self._repeat_fresh(parts)
            self._make_fresh(parts)
            self._name_the_rest(parts)
        return Plan(
            texts={n: {where: tuple(some) for where, some in texts.items()} for n, texts in self.texts.items()},
            carried={n: frozenset(some) for n, some in self.carried.items()},
            settings={n: tuple(some) for n, some in self.settings.items()},
            made={n: tuple(some) for n, some in self.made.items()},
            collection=tuple(self.collection.values()),
            environment=tuple(self.environment.values()),
            missing=tuple(Missing(variable=name, what=what) for name, what in self.missing.items()),
        )

    def put(self, parts: Anatomy, slot: Slot, stretch: str, text: str) -> None:
        """Write this text in the place of a stretch of the slot's value."""
        self.texts[parts.call.n].setdefault(slot.where, []).append((stretch, text))

    def is_open(self, parts: Anatomy, slot: Slot) -> bool:
        """Whether nothing was decided for this slot yet."""
        n = parts.call.n
        return slot.where not in self.texts[n] and slot.where not in self.carried[n]

    def _link(self) -> None:
        by_origin: dict[Origin, list[tuple[Anatomy, Use]]] = {}
        for parts in self.calls:
            for use in self.links.uses[parts.call.n]:
                if use.slot.kind == "cookie" and use.origin.where == "cookie":
                    self.carried[parts.call.n].add(use.slot.where)
                else:
                    by_origin.setdefault(use.origin, []).append((parts, use))
        last: dict[str, _Last] = {}
        for origin in sorted(by_origin, key=lambda one: one.n):
            variable = self._variable(origin, [parts.call.n for parts, _ in by_origin[origin]], last)
            for parts, use in by_origin[origin]:
                self.put(parts, use.slot, use.literal, f"{{{{{variable}}}}}")

    def _variable(self, origin: Origin, users: Sequence[int], last: dict[str, _Last]) -> str:
        """A name is set a second time where its first value is no longer needed: the new token, the next version."""
        wanted = origin_name(origin)
        before = last.get(wanted)
        known = self.links.known.get(origin.n)
        already = already_set(known.script, origin) if known else None
        if already is not None:
            return already
        if before is not None and before.use <= origin.n and before.origin.name == origin.name:
            variable = before.variable
        else:
            variable = self.names.give(wanted, repr(origin), owner=self._user(origin.n))
        last[wanted] = _Last(origin, max(users), variable)
        setting = Setting(origin=origin, variable=variable, users=tuple(dict.fromkeys(users)))
        self.settings.setdefault(origin.n, []).append(setting)
        return variable

    def _user(self, n: int) -> str:
        """Who a login is for, where its body says so."""
        parts = next((parts for parts in self.calls if parts.call.n == n), None)
        name = _user_slot(parts) if parts else None
        return snake(name.value.partition("@")[0]) if name else ""

    def _repeat_fresh(self, parts: Anatomy) -> None:
        """What an earlier request made up is meant again here."""
        for slot in parts.slots:
            known = self._fresh.get(slot.value)
            if known and self.is_open(parts, slot) and _is_meant(slot, known[1]):
                self.put(parts, slot, slot.value, f"{{{{{known[0]}}}}}")

    def _make_fresh(self, parts: Anatomy) -> None:
        n = parts.call.n
        for fresh in fresh_slots(parts, set(self.texts[n])):
            slot = fresh.slot
            if not self.is_open(parts, slot):
                continue
            if not fresh.expression and not self._is_needed_later(parts, slot):
                self.put(parts, slot, slot.value, "{{$guid}}")
                continue
            about = parts.noun if len(words(slot.name)) == 1 else ""
            name = self.names.give("_".join(filter(None, (about, snake(slot.name)))), f"fresh {n} {slot.where}")
            made = fresh.expression or f"pm.variables.replaceIn({literal('{{$guid}}')})"
            self.made.setdefault(n, []).append(Made(variable=name, expression=made, example=slot.value))
            self._fresh[slot.value] = (name, slot)
            self.put(parts, slot, slot.value, f"{{{{{name}}}}}")

    def _is_needed_later(self, parts: Anatomy, slot: Slot) -> bool:
        later = (other for other in self.calls if other.call.n > parts.call.n)
        return any(slot.value == one.value for other in later for one in other.slots)

    def _name_the_rest(self, parts: Anatomy) -> None:
        for slot in parts.slots:
            if not self.is_open(parts, slot):
                continue
            if slot.secret or slot.value == UNKNOWN:
                self._secret(parts, slot)
            elif _names_one(slot):
                self._given(parts, slot)
        self._users(parts)

    def _secret(self, parts: Anatomy, slot: Slot) -> None:
        for stretch in STAND_IN.findall(slot.value) or [slot.value]:
            name = snake(slot.name)
            if parts.call.status in (401, 403) and stretch not in self._good and slot.kind != "cookie":
                self.put(parts, slot, stretch, f"not-the-{name.replace('_', '-')}")
                continue
            user = _user_slot(parts)
            owner = snake(user.value.partition("@")[0]) if user and not STAND_IN.search(user.value) else ""
            is_known = stretch != UNKNOWN and not STAND_IN.fullmatch(stretch)
            name = self.names.give(name, f"secret {stretch}", value=stretch, owner=owner)
            value = stretch if is_known else ""
            self.environment.setdefault(name, Variable(key=name, value=value, type="secret", secret=True))
            if not is_known:
                self.missing.setdefault(name, _told(parts, slot, owner))
            self.put(parts, slot, stretch, f"{{{{{name}}}}}")

    def _given(self, parts: Anatomy, slot: Slot) -> None:
        name = self.names.give(snake(slot.name), f"given {slot.value}", value=slot.value)
        kind = "number" if slot.number else "string"
        self.collection.setdefault(name, Variable(key=name, value=slot.value, type=kind))
        self.put(parts, slot, slot.value, f"{{{{{name}}}}}")

    def _users(self, parts: Anatomy) -> None:
        """Whoever logs in with a secret variable is a variable beside it: another environment has other people."""
        texts = self.texts[parts.call.n]
        names = {text[2:-2] for some in texts.values() for _, text in some}
        slot = _user_slot(parts)
        if slot is None or not self.is_open(parts, slot) or not names & self.environment.keys() or _is_new(parts):
            return
        if slot.value == UNKNOWN or STAND_IN.search(slot.value):
            return
        name = self.names.give(snake(slot.name), f"user {slot.value}", value=slot.value, owner=snake(slot.value))
        self.environment.setdefault(name, Variable(key=name, value=slot.value, type="default"))
        self.put(parts, slot, slot.value, f"{{{{{name}}}}}")


def _user_slot(parts: Anatomy) -> Slot | None:
    """The name of whoever logs in: beside a password, in a body or in basic authentication."""
    places = [slot for slot in parts.slots if slot.kind in ("body", "form", "auth")]
    if not any(slot.secret for slot in places):
        return None
    return next((slot for slot in places if snake(slot.name) in _USERS and not slot.secret), None)


def _is_new(parts: Anatomy) -> bool:
    """Whether the name is that of somebody who is being created."""
    return creates(parts) and not any(slot.kind == "auth" and slot.name == "username" for slot in parts.slots)


def _names_one(slot: Slot) -> bool:
    """Whether the slot names one thing of many, which another server may not have."""
    if slot.kind == "path":
        return looks_like_id(slot.value)
    named = slot.kind in ("query", "body", "form") and is_id_name(slot.name)
    return named and (slot.number or slot.value.isdecimal() or is_strong(slot.value))


def _is_meant(slot: Slot, made: Slot) -> bool:
    """Whether the same text is the same thing: long or strange enough, or under the same name."""
    same_name = words(slot.name)[-1:] == words(made.name)[-1:]
    return same_name or slot.kind in ("path", "query") or "@" in slot.value or is_strong(slot.value)


def _told(parts: Anatomy, slot: Slot, owner: str) -> str:
    of = f" of {owner}" if owner else ""
    return f"the {' '.join(words(slot.name))}{of} in {parts.method} {parts.address.path}"
