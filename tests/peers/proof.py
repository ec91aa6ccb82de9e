"""One case run on both sides and judged: what differs, what of it is meant, and what was compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from .case import Case
from .compare import Difference, compared
from .meant import Meant, levelled, meanings
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


def level(outcome: Outcome, side: str) -> Outcome:
    told: Any = levelled(msgspec.to_builtins(outcome), side)
    return msgspec.convert(told, Outcome)


def judged(case: Case, newman: Outcome, assay: Outcome) -> Verdict:
    found = compared(level(newman, "newman"), level(assay, "assay"))
    entries = [one for one in meanings().meant if case.name in one.cases]
    met: set[str] = set()
    rest: list[Difference] = []
    for difference in found:
        entry: Meant | None = next((one for one in entries if one.covers(case.name, difference)), None)
        rest.append(difference) if entry is None else met.add(entry.id)
    counted = figures(newman)
    return Verdict(
        case=case.name,
        unmet=unmet(case, newman),
        unmeant=tuple(rest),
        meant=len(found) - len(rest),
        unneeded=tuple(one.id for one in entries if one.id not in met),
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
