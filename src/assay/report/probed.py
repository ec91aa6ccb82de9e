"""What a probing run did and found, gathered event by event: the base of each of its reports."""

from __future__ import annotations

from typing import Literal

from assay.model.event import Endured, Exchanged, Found, Record, RunEnded, RunStarted, Surveyed, Weighed, Withdrawn
from assay.model.exchange import Unanswered
from assay.model.finding import Finding
from assay.report.fold import Records

SEVERITIES = ("critical", "high", "medium", "low", "info")
_ORDER = {name: number for number, name in enumerate(SEVERITIES)}
MOST_CELLS = 50_000
MOST = 10_000
"""Findings that are kept; the rest is counted."""
Verdict = Literal["clean", "findings", "incomplete", "interrupted"]


class Probed:
    """A probing run, whole or cut short. Findings come masked, as the log holds them."""

    def __init__(self) -> None:
        self.started: RunStarted | None = None
        self.ended: RunEnded | None = None
        self.surveyed: Surveyed | None = None
        self._found: dict[str, Finding] = {}
        self.cases: dict[str, str] = {}
        """By fingerprint, the id of the case that showed it."""
        self.matrix: list[Endured] = []
        """How the API stood each fault of a dependency; only of `assay break`."""
        self.weighed: Weighed | None = None
        """How far the tests can be believed; only of `assay trust weak`."""
        self.left_out = 0
        self.requests = 0
        self.unanswered = 0
        self.began = 0.0
        self.last = 0.0

    def feed(self, record: Record) -> None:
        """Take in one record."""
        self.began, self.last = self.began or record.at, record.at
        match record.event:
            case RunStarted():
                self.started = record.event
            case RunEnded():
                self.ended = record.event
            case Surveyed():
                self.surveyed = record.event
            case Found():
                self._take(record.event)
            case Endured() if len(self.matrix) < MOST_CELLS:
                self.matrix.append(record.event)
            case Weighed():
                self.weighed = record.event
            case Withdrawn(fingerprints=fingerprints):
                for one in fingerprints:
                    self._found.pop(one, None)
            case Exchanged(exchange=exchange):
                self.requests += 1
                self.unanswered += isinstance(exchange.outcome, Unanswered)
            case _:
                pass

    def _take(self, event: Found) -> None:
        fingerprint = event.finding.fingerprint
        if len(self._found) >= MOST and fingerprint not in self._found:
            self.left_out += 1
            return
        self._found[fingerprint] = event.finding
        self.cases[fingerprint] = event.case

    @property
    def findings(self) -> list[Finding]:
        """Those that stand, in the order in which they were told first."""
        return list(self._found.values())

    def worst_first(self) -> list[Finding]:
        """By severity; of one severity those that gate first, the confirmed before the suspected."""
        return sorted(self.findings, key=_rank)

    @property
    def survey(self) -> Surveyed:
        """What was reached; an empty one where the run did not get as far as telling it."""
        return self.surveyed or Surveyed()

    @property
    def is_short_of_coverage(self) -> bool:
        """Whether less of the contract was exercised than was asked for."""
        wanted = self.started.options.get("min_coverage") if self.started else None
        reached = self.survey.coverage.get("percent")
        return isinstance(wanted, int | float) and isinstance(reached, int | float) and reached < wanted

    @property
    def is_short(self) -> bool:
        """Whether something that was asked for was not reached."""
        return self.is_short_of_coverage or self.is_short_of_score

    @property
    def is_short_of_score(self) -> bool:
        """Whether the tests notice less than was asked for."""
        return self.weighed is not None and self.weighed.score < self.weighed.wanted

    @property
    def verdict(self) -> Verdict:
        """As the exit code says it."""
        if self.ended is None or self.ended.ending == "interrupted":
            return "interrupted"
        replayed = self.started is not None and bool(self.started.options.get("replay"))  # then any gates
        if any(one.gates or replayed for one in self.findings) or self.is_short:
            return "findings"
        return "clean" if self.ended.ending == "finished" else "incomplete"

    @property
    def nothing(self) -> str:
        """What stands in the place of findings where there are none: a run that tested nothing is not to look clean."""
        if self.ended is not None and self.ended.ending == "finished":
            return "nothing found"
        return "nothing found before it ended" if self.survey.carried or self.matrix else "nothing was tested"

    @property
    def reason(self) -> str:
        """Why it did not come to its end, or is red without a finding; empty where there is nothing to say."""
        if self.ended is None:
            return "the run was cut short: its log has no end"
        if self.ended.ending != "finished":
            return self.ended.error or f"the run was {self.ended.ending}"
        if self.is_short_of_coverage and self.started is not None:
            wanted = self.started.options["min_coverage"]
            return f"{self.survey.coverage['percent']:g} % of the contract was exercised, and {wanted:g} % is asked for"
        if self.is_short_of_score and self.weighed is not None:
            return f"the score is {self.weighed.score:g} %, and {self.weighed.wanted:g} % is asked for"
        return ""


def _rank(finding: Finding) -> tuple[int, bool, bool, str, str, str]:
    return (
        _ORDER[finding.severity],
        not finding.gates,
        finding.confidence != "confirmed",
        finding.operation,
        finding.rule,
        finding.where,
    )


def is_probe(records: Records) -> bool:
    """Whether these are the records of a run that ends in findings: probing, breaking dependencies, doubting tests."""
    for number, record in enumerate(records()):
        if isinstance(record.event, RunStarted):
            return record.event.command in ("probe", "break", "trust weak", "trust drift")
        if number > 100:
            break
    return False


def probed(records: Records) -> Probed:
    """The whole of it."""
    run = Probed()
    for record in records():
        run.feed(record)
    return run
