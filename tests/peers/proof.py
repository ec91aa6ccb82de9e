"""One case run on both sides and judged: what differs, what of it is meant, and what was compared."""

from __future__ import annotations

from pathlib import Path

import msgspec

from .case import Case
from .compare import Difference, compared
from .meant import levelled, meanings
from .outcome import Outcome
from .server.site import Site
from .sides import Assay, Newman


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the comparison of one case says. `unneeded` names the meant differences that were not met."""

    case: str
    unmet: tuple[str, ...]
    unmeant: tuple[Difference, ...]
    meant: int
    unneeded: tuple[str, ...]
    assertions: int
    requests: int

    @property
    def good(self) -> bool:
        return not (self.unmet or self.unmeant or self.unneeded)

    def __str__(self) -> str:
        lines = [f"{self.case}: Newman did not do what the case's author meant: {one}" for one in self.unmet]
        lines += [f"{self.case}: {one}" for one in self.unmeant]
        lines += [f"{self.case}: meant.toml names {one!r}, but nothing differs there" for one in self.unneeded]
        return "\n".join(lines)


def figures(outcome: Outcome) -> dict[str, int]:
    judged = [one for execution in outcome.executions for one in execution["assertions"]]
    return {
        "exit": outcome.exit,
        "requests": len(outcome.requests),
        "assertions": len(judged),
        "failed": sum(one["error"] is not None for one in judged),
    }


def unmet(case: Case, newman: Outcome) -> tuple[str, ...]:
    """Where Newman's run is not what the author of the case meant it to be."""
    found = figures(newman)
    wrong = [f"{name} {found[name]}, not {value}" for name, value in case.expect.items() if found[name] != value]
    for execution in newman.executions:
        for one in execution["assertions"]:
            if (one["error"] is not None) != str(one["assertion"]).startswith("fails"):
                wrong.append(f"{one['assertion']!r} went the other way")
    return tuple(wrong)


def found(newman: Outcome, assay: Outcome, *, without: str = "") -> list[Difference]:
    """The differences once what is the same in other words has been levelled."""
    left = levelled(msgspec.to_builtins(newman), "newman", without=without)
    right = levelled(msgspec.to_builtins(assay), "assay", without=without)
    return compared(left, right)


def judged(case: Case, newman: Outcome, assay: Outcome) -> Verdict:
    seen = found(newman, assay)
    entries = [one for one in meanings().meant if case.name in one.cases]
    rest = [one for one in seen if not any(entry.covers(one) for entry in entries)]
    idle = [entry.id for entry in entries if not any(entry.covers(one) for one in seen)]
    rules = [rule.id for rule in meanings().rules if rule.proven == case.name]
    idle += [rule for rule in rules if found(newman, assay, without=rule) == seen]
    counted = figures(newman)
    return Verdict(
        case=case.name,
        unmet=unmet(case, newman),
        unmeant=tuple(rest),
        meant=len(seen) - len(rest),
        unneeded=tuple(idle),
        assertions=counted["assertions"],
        requests=counted["requests"],
    )


class Proof:
    """The site and both sides, set up once for many cases."""

    def __init__(self, home: Path, folder: Path) -> None:
        (folder / "certificates").mkdir()
        self._folder = folder
        self.site = Site(folder / "certificates")
        self._newman, self._assay = Newman(home), Assay()

    def _place(self, side: str, case: Case) -> Path:
        place = self._folder / side / case.name
        (place / "home").mkdir(parents=True)
        return place

    def newman(self, case: Case) -> Outcome:
        return self._newman.run(case, self._place("newman", case), self.site)

    def verdict(self, case: Case) -> Verdict:
        newman = self.newman(case)
        return judged(case, newman, self._assay.run(case, self._place("assay", case), self.site))

    def close(self) -> None:
        self._newman.close()
        self.site.close()


def closing_line(verdicts: list[Verdict]) -> str:
    """The totals of a proof in one line."""
    return (
        f"peers: {len(verdicts)} cases, {sum(one.assertions for one in verdicts)} assertions and "
        f"{sum(one.requests for one in verdicts)} requests compared, "
        f"{sum(one.meant for one in verdicts)} differences meant, "
        f"{sum(len(one.unmeant) for one in verdicts)} not meant"
    )
