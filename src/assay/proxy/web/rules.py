"""Which calls a fault is for: by method, path template and share; the first rule that is for a call decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import msgspec

from assay.faults.fault import Fault
from assay.model.stub.received import Received


class Rule(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One fault and the calls that it is for."""

    fault: Fault
    settings: dict[str, Any] = {}
    share: float = 1.0
    method: str = ""
    """Empty: any."""
    path: str = ""
    """As `/orders/{id}`; a `*` at its end stands for whatever follows. Empty: any."""

    @property
    def wants_answer(self) -> bool:
        """Whether the dependency is called: faults of the request and of the status leave it in peace."""
        return self.fault.phase in ("answer", "content", "semantic")

    def is_for(self, request: Received) -> bool:
        """Whether its method and path are those of the call."""
        if self.method and self.method != request.method:
            return False
        return not self.path or self._pattern.fullmatch(request.raw_path) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Every piece matches what holds no slash, so no expression can take long."""
        start, star, _ = self.path.partition("*")
        pieces = re.split(r"\{[^{}/]*\}", start)
        return re.compile("[^/]+".join(map(re.escape, pieces)) + (".*" if star else "/?"), re.DOTALL)


class Rules:
    """The rules of one proxy by where their faults are laid. `dice` gives a number from 0 to 1."""

    def __init__(self, rules: Iterable[Rule], dice: Callable[[], float]) -> None:
        self._dice = dice
        self.armed = True
        self.set(rules)

    def set(self, rules: Iterable[Rule]) -> None:
        """These in the place of those before."""
        self._by_place: dict[str, list[Rule]] = {}
        for rule in rules:
            self._by_place.setdefault(rule.fault.laid, []).append(rule)

    def has(self, place: str) -> bool:
        """Whether any rule's fault is laid there."""
        return place in self._by_place

    def for_request(self, place: str, request: Received) -> Rule | None:
        """The rule for a call: each one that is for it throws the dice until one hits."""
        return self._first(rule for rule in self._by_place.get(place, ()) if rule.is_for(request))

    def for_connection(self, *places: str) -> Rule | None:
        """The rule for a connection of which nothing has been read."""
        return self._first(rule for place in places for rule in self._by_place.get(place, ()))

    @property
    def refuses_all(self) -> bool:
        """Whether the system is to refuse every connection."""
        return any(rule.fault.name == "refused" and rule.share >= 1 for rule in self._by_place.get("server", ()))

    def _first(self, candidates: Iterable[Rule]) -> Rule | None:
        if not self.armed:
            return None
        return next((rule for rule in candidates if self._dice() < rule.share), None)
