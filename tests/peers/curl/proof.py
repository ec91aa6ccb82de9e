"""One case run on both sides and judged: what differs, what of it is meant, and whether curl did what was expected."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from .case import Case
from .compare import Difference, differences
from .meant import Meant, Without, levelled, meanings
from .outcome import EXITS, outcome_of
from .server.site import certificates
from .sides import ASSAY, CURL, Side


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the comparison of one case says. `unneeded` names the meant differences that were not met."""

    case: str
    run: str
    unmet: tuple[str, ...]
    unmeant: tuple[Difference, ...]
    unneeded: tuple[str, ...]
    requests: int

    @property
    def good(self) -> bool:
        return not (self.unmet or self.unmeant or self.unneeded)

    def __str__(self) -> str:
        lines = [f"{self.case}: {self.run}"]
        lines += [f"  curl did not do what the case expects: {one}" for one in self.unmet]
        lines += [str(one) for one in self.unmeant]
        lines += [f"  {one} in meant.toml is not needed here" for one in self.unneeded]
        return "\n".join(lines)


def count(outcome: dict[str, Any]) -> int:
    return sum(len(connection["requests"]) for connection in outcome["connections"])


def unmet_of(case: Case, outcome: dict[str, Any]) -> tuple[str, ...]:
    """Where curl itself did not do what the case was written for."""
    found = []
    if outcome["code"] != case.exit:
        found.append(f"exit {case.exit}, it was {outcome['code']}")
    if case.requests is not None and count(outcome) != case.requests:
        found.append(f"{case.requests} requests, there were {count(outcome)}")
    if case.requests is None and not case.exit and not count(outcome):
        found.append("a request, there was none")
    return tuple(found)


def exit_of(code: int) -> int:
    return EXITS.get(code, 3)


class Proof:
    """Both sides, each with its site; `close()` ends them. `second` may be another curl, or the same."""

    def __init__(self, folder: Path, second: Path = ASSAY) -> None:
        pems = folder / "pems"
        pems.mkdir()
        certificates(pems)
        self.curl, self.assay = Side(CURL, pems, folder / "a"), Side(second, pems, folder / "b")
        self._pool = ThreadPoolExecutor(2)

    def verdict(self, case: Case) -> Verdict:
        left, right = self._pool.map(lambda side: side.run(case), (self.curl, self.assay))
        curl, assay = outcome_of(left, case, self.curl), outcome_of(right, case, self.assay)
        unmet = unmet_of(case, curl)
        if case.wire is not None:
            curl, assay, unmet = written(case), in_short(assay), ()
        if self.assay.tool == ASSAY:
            curl["exit"], assay["exit"] = exit_of(curl["code"]), right.exit
        if right.code is None:  # nothing was begun, so no transfer has a number: the exit code alone is compared
            del curl["code"], assay["code"]
        found = differences("", *self._levelled(case, curl, assay))
        unneeded = self._unneeded(case, curl, assay, found)
        requests = count(assay) if case.wire is None else len(case.wire)
        return self._judged(case, unmet, found, unneeded, requests)

    def _judged(
        self, case: Case, unmet: tuple[str, ...], found: list[Difference], unneeded: tuple[str, ...], requests: int
    ) -> Verdict:
        rules = self._meant(case)
        unmeant = tuple(one for one in found if not any(rule.covers(one) for rule in rules))
        return Verdict(case=case.name, run=case.run, unmet=unmet, unmeant=unmeant, unneeded=unneeded, requests=requests)

    def _levelled(self, case: Case, curl: Any, assay: Any) -> tuple[Any, Any]:
        """Told in the same words; another curl is compared as it is."""
        if self.assay.tool != ASSAY:
            return curl, assay
        return levelled(curl, "curl", case.name), levelled(assay, "assay", case.name)

    def _meant(self, case: Case) -> list[Meant]:
        return [rule for rule in meanings().meant if case.name in rule.cases] if self.assay.tool == ASSAY else []

    def _unneeded(self, case: Case, curl: Any, assay: Any, found: list[Difference]) -> tuple[str, ...]:
        """What meant.toml says of this case, although nothing differs there."""
        if self.assay.tool != ASSAY:
            return ()
        idle = [rule.id for rule in self._meant(case) if not any(rule.covers(one) for one in found)]
        for rule in meanings().rules:
            named = case.name in rule.cases if isinstance(rule, Without) else case.name == rule.proven
            left, right = (
                levelled(value, side, case.name, without=rule.id) for value, side in ((curl, "curl"), (assay, "assay"))
            )
            if named and len(differences("", left, right)) <= len(found):
                idle.append(rule.id)
        return tuple(idle)

    def close(self) -> None:
        self._pool.shutdown()
        self.curl.close()
        self.assay.close()


def written(case: Case) -> dict[str, Any]:
    """What a case that the installed curl cannot run expects."""
    return {"code": case.exit, "lines": case.wire, "stdout": case.told}


def in_short(outcome: dict[str, Any]) -> dict[str, Any]:
    lines = [request["line"] for connection in outcome["connections"] for request in connection["requests"]]
    return {"code": outcome["code"], "lines": lines, "stdout": outcome["stdout"]}


def closing_line(verdicts: list[Verdict]) -> str:
    good = sum(one.good for one in verdicts)
    return f"{good} of {len(verdicts)} commands alike, {sum(one.requests for one in verdicts)} requests compared"
