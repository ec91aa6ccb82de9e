"""Cases carried out one by one: what does not answer is left, and what fails by a mistake of its own costs no other."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

from assay.formats.openapi import read_openapi
from assay.model.case import Case
from assay.model.command import Program
from assay.model.event import Found, ItemEnded
from assay.model.exchange import Unanswered
from assay.model.finding import Finding
from assay.model.rule import Rule
from assay.probes.call import Call
from assay.probes.probe import Probe
from assay.probes.running import carry
from assay.probes.session import MOST_SILENT, Session
from assay.probes.target import Target
from assay.probes.watching import Watching
from assay.testing.play import played
from tests.probes.notes import CONTRACT
from tests.probes.probing import BASE, EVERYBODY

RULE = Rule(name="r", title="", law="", severity="low", basis="effect", assumes="")
SILENCE = Unanswered(reason="nobody answered within 30 s", code="ESOCKETTIMEDOUT", phase="first byte")


def target() -> Target:
    return Target(read_openapi({"a.json": json.dumps(CONTRACT).encode()}, "a.json"), BASE, EVERYBODY)


def session(of: Target) -> Session:
    count = itertools.count()
    return Session(of, ids=lambda: f"r{next(count)}", run="test")


def case(number: int, operation: str = "GET /notes") -> Case:
    return Case(probe="p", rule="r", operation=operation, what=str(number))


def no_cases(_: Target) -> Iterator[Case]:
    return iter(())


def asking(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    yield from session.send(Call(operation=session.target.operation(case.operation)))
    return ()


def failing(case: Case, session: Session) -> Program[tuple[Finding, ...]]:
    yield from asking(case, session)
    if case.what == "1":
        raise KeyError("a secret")
    return (session.finding(RULE, case, "Expected this, observed that.", ()),)


def test_an_operation_that_stays_silent_is_left_alone_and_others_are_not() -> None:
    api = target()
    memory = session(api)
    watching = Watching(api, ())
    silent = [case(number) for number in range(MOST_SILENT + 4)]
    other = case(0, "POST /notes")
    probe = Probe(name="p", rules=(RULE,), cases=no_cases, run=asking)
    script = [("GET http://api.example/notes", SILENCE)] * MOST_SILENT + [("POST http://api.example/notes", SILENCE)]
    left, _ = played(carry([*silent, other], {"p": probe}, memory, watching), *script)
    assert left == tuple(silent[MOST_SILENT:])
    assert "GET /notes" in memory.notes["GET /notes"]


def test_a_mistake_in_one_case_costs_no_other_and_tells_no_secret() -> None:
    api = target()
    memory = session(api)
    probe = Probe(name="p", rules=(RULE,), cases=no_cases, run=failing)
    cases = [case(1), case(2)]
    script = [("GET http://api.example/notes", SILENCE)] * 3
    left, events = played(carry(cases, {"p": probe}, memory, Watching(api, ())), *script)
    assert left == ()
    assert [one.finding.confidence for one in events if isinstance(one, Found)] == ["confirmed"]
    assert sum(isinstance(one, ItemEnded) for one in events) == 2
    assert list(memory.failed) == [cases[0].id]
    assert "secret" not in memory.failed[cases[0].id]
    assert "test_running.py" in memory.failed[cases[0].id]


def test_what_the_project_makes_of_a_finding_is_what_is_told() -> None:
    api = target()
    probe = Probe(name="p", rules=(RULE,), cases=no_cases, run=failing)
    script = [("GET http://api.example/notes", SILENCE)] * 2
    watching = Watching(api, (), told_as=lambda _: None)
    _, events = played(carry([case(2)], {"p": probe}, session(api), watching), *script)
    assert [one for one in events if isinstance(one, Found)] == []
    assert watching.findings == ()
