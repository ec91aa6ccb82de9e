"""The proof itself can fail, its cases are what they say, and every meant difference has its reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .case import Case, all_cases, filled
from .compare import differences
from .meant import fits, meanings
from .outcome import outcome_of
from .proof import Proof
from .sides import CURL


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proof]:
    """Curl on both sides."""
    made = Proof(tmp_path_factory.mktemp("t"), CURL)
    yield made
    made.close()


def told(twins: Proof, left: str, right: str) -> list[str]:
    """Where two commands differ."""
    cases = Case(name="left", run=left), Case(name="right", run=right)
    sides = (twins.curl, twins.assay)
    first, second = (outcome_of(side.run(case), case, side) for case, side in zip(cases, sides, strict=True))
    return [one.where for one in differences("", first, second)]


def test_there_are_enough_cases_and_no_two_have_one_name() -> None:
    names = [case.name for case in all_cases()]
    assert len(names) == len(set(names))
    assert len(names) >= 220


@pytest.mark.parametrize(
    ("left", "right", "where"),
    [
        ("curl {http}/a", "curl {http}/b", "connections[0].requests[0].line"),
        ("curl -d a {http}/", "curl -d b {http}/", "connections[0].requests[0].body"),
        ("curl -H A:1 -H B:2 {http}/", "curl -H B:2 -H A:1 {http}/", "connections[0].requests[0].headers"),
        ("curl {http}/a {http}/b", "curl {http}/a; curl {http}/b", "connections.length"),
        ("curl {http}/", "curl {other}/", "connections[0].door"),
        ("curl -o a {http}/", "curl -o b {http}/", "files.a"),
        ("curl -sv {http}/", "curl -s {http}/", "stderr"),
        ("curl {http}/", "curl -I {http}/", "stdout"),
        ("curl {http}/", "curl -f {http}/status/404", "code"),
        ("curl --tls-max 1.2 -k {tls}/", "curl -k {tls}/", "connections[0].tls"),
        ("curl -F a=1 {http}/", "curl -F a=2 {http}/", "connections[0].requests[0].body"),
    ],
)
def test_a_difference_is_found(twins: Proof, left: str, right: str, where: str) -> None:
    assert where in told(twins, left, right)


@pytest.mark.parametrize(
    "line", ["curl -F a=1 -F b=@/bin/true {http}/x", "curl --digest -u 'user:pass word' {http}/digest"]
)
def test_what_changes_from_run_to_run_is_no_difference(twins: Proof, line: str) -> None:
    assert told(twins, line, line) == []


def test_braces_of_curl_stay() -> None:
    assert filled("{http}/{a,b}/%{http}", {"http": "X"}) == "X/{a,b}/%{http}"


def test_every_meant_difference_names_cases_that_exist() -> None:
    names = {case.name for case in all_cases()}
    named = {
        name for rule in meanings().all for name in (getattr(rule, "cases", None) or [getattr(rule, "proven", "")])
    }
    assert named <= names


def test_every_meant_difference_has_its_reason_and_a_name_of_its_own() -> None:
    rules = meanings().all
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.reason.endswith(".") and len(rule.reason) > 20 for rule in rules)


@pytest.mark.parametrize(
    ("pattern", "where", "expected"),
    [
        ("connections[*].headers", "connections[0].headers", True),
        ("a.b", "a.bc", False),
        ("connections[0]", "connections0", False),
    ],
)
def test_a_place_is_fitted_as_it_is_written(pattern: str, where: str, expected: bool) -> None:
    assert fits(pattern, where) is expected
