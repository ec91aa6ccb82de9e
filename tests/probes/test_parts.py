"""One finding for each cause: what operations share is told once, and what each has for itself is told for each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from assay.model.event import Found, ItemRef, Withdrawn
from assay.model.finding import Finding
from assay.probes.parts import MOST_PLACES, Parts, groups
from assay.probes.watching import Watching
from assay.testing.play import played
from tests.probes.probing import Answer, Asked, contract, probe, standing
from tests.probes.test_running import target

RULE = "accepts-out-of-bounds"
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 50}}


def _document(count: int) -> dict[str, Any]:
    """Lists that share a parameter."""
    good = {"description": "", "content": {"application/json": {"schema": {"type": "array"}}}}
    answers = {"200": good, "401": {"description": ""}, "422": {"description": ""}}
    one = {"get": {"parameters": [{"$ref": "#/components/parameters/Limit"}], "responses": answers}}
    paths = {f"/list{number}": one for number in range(count)}
    return contract(paths, components={"parameters": {"Limit": LIMIT}})


class Lists:
    """`careless` are the lists that take any limit."""

    def __init__(self, *careless: int) -> None:
        self.careless = {f"/list{number}" for number in careless}

    def __call__(self, asked: Asked) -> Answer:
        text = asked.query.get("limit", "1")
        right = text.isdecimal() and 1 <= int(text) <= 50
        return (200, []) if right or (text.lstrip("-").isdecimal() and asked.path in self.careless) else (422, None)


def test_a_shared_parameter_is_one_finding_with_all_operations() -> None:
    outcome = probe(_document(3), Lists(0, 1, 2), only=(RULE,))
    (finding,) = outcome.findings
    assert (finding.operation, finding.also) == ("GET /list0", ("GET /list1", "GET /list2"))
    assert finding.shared == "query limit"
    paths = {urlsplit(one.request.url).path for one in outcome.exchanges if one.id in finding.exchanges}
    assert paths == {"/list0"}, "its evidence is that of the operation that it names"
    assert "3 operations: also GET /list1, GET /list2" in finding.message


def test_its_fingerprint_does_not_hang_on_which_of_them_were_reached() -> None:
    (whole,) = probe(_document(3), Lists(0, 1, 2), only=(RULE,)).findings
    (part,) = probe(_document(3), Lists(1, 2), only=(RULE,)).findings
    assert part.operation != whole.operation
    assert part.fingerprint == whole.fingerprint
    (alone,) = probe(_document(3), Lists(2), only=(RULE,)).findings
    assert alone.fingerprint not in (whole.fingerprint, whole.own)
    assert alone.within == whole.fingerprint, "a known issue of all of them is one of this"


def test_what_most_operations_keep_is_not_in_what_they_share() -> None:
    found = probe(_document(7), Lists(0, 1), only=(RULE,)).findings
    assert sorted((one.operation, one.also) for one in found) == [("GET /list0", ()), ("GET /list1", ())]


def finding(rule: str, operation: str, where: str) -> Finding:
    return Finding(rule=rule, title="", severity="high", confidence="confirmed", basis="declared", operation=operation,
                   where=where)  # fmt: skip


@pytest.mark.parametrize(("rule", "expected"), [("foreign-read", 0), ("state-ignored", 0), ("ignores-accept", 1)])
def test_what_each_operation_decides_for_itself_is_never_one(rule: str, expected: int) -> None:
    found = [finding(rule, f"GET /notes{number}", "Accept") for number in range(6)]
    assert len(groups(found, Parts(target().contract), {})) == expected


@pytest.mark.parametrize("places", [MOST_PLACES, MOST_PLACES + 1])
def test_a_rule_that_is_kept_nowhere_is_one_finding(places: int) -> None:
    found = [finding(RULE, f"POST /a{number % 5}", f"/field{number}") for number in range(places)]
    assert len(groups(found, Parts(target().contract), {})) == (places > MOST_PLACES)


def test_what_is_known_of_one_operation_stays_apart() -> None:
    found = [finding("ignores-accept", f"GET /notes{number}", "") for number in range(4)]
    known = [
        Finding(**{name: getattr(one, name) for name in one.__struct_fields__} | {"known": "ann"}) for one in found
    ]
    assert not groups([*found[:3], known[3]], Parts(target().contract), {})


def test_each_is_told_at_once_and_withdrawn_when_they_are_told_as_one() -> None:
    api = target()
    watching = Watching(api, ())
    found = [finding("ignores-accept", f"GET /notes{number}", "") for number in range(4)]

    def telling() -> Any:
        for one in found:
            yield from watching.tell(one, ItemRef(id=one.operation, name=""))
        yield from watching.rest()
        yield from watching.rest()

    _, events = played(telling())
    kinds = [type(one).__name__ for one in events if isinstance(one, Found | Withdrawn)]
    assert kinds == ["Found"] * 4 + ["Withdrawn", "Found"]
    (last,) = standing(events)
    assert last.also == tuple(one.operation for one in found[1:])
    assert watching.findings == (last,)
