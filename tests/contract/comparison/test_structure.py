"""Differences between JSON values: each at its place, few where little was changed, none where nothing counts."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.contract.comparison import Difference, Rules, differences
from assay.contract.comparison.structure import TooDeep


def told(before: Any, after: Any, **rules: Any) -> list[tuple[str, str]]:
    found = differences(before, after, Rules(**rules))
    assert found.total == len(found.found)
    return [(one.pointer, one.kind) for one in found.found]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (1, 1.0, []),
        (1, True, [("", "type changed")]),
        (None, 0, [("", "type changed")]),
        ("1", 1, [("", "type changed")]),
        ({}, [], [("", "type changed")]),
        ({"a": None}, {}, [("/a", "removed")]),
        ({}, {"a": None}, [("/a", "added")]),
        ({"a/b": 1, "~": {"": 2}}, {"a/b": 2, "~": {"": 3}}, [("/a~1b", "changed"), ("/~0/", "changed")]),
        ({"b": 1, "a": 2}, {"a": 2, "b": 1}, []),
        ([1, 2, 3], [1, 5, 3], [("/1", "changed")]),
        ([1, 2, 3], [0, 1, 2, 3], [("/0", "added")]),
        ([1, 2, 3], [2, 3], [("/0", "removed")]),
        ([1, 2, 3], [3, 1, 2], [("/2", "moved")]),
        ([1, 1, 2], [1, 2, 2], [("/1", "changed")]),
        ([], [[]], [("/0", "added")]),
        (10**400, 10**400 + 1, [("", "changed")]),
        (["a", "b", "c"], ["x", "a", "B", "c"], [("/1", "changed"), ("/0", "added")]),
    ],
)
def test_values(before: Any, after: Any, found: list[tuple[str, str]]) -> None:
    assert told(before, after) == found


def test_elements_are_known_by_their_ids() -> None:
    before = [{"id": 1, "n": "a"}, {"id": 2, "n": "b"}, {"id": 5, "n": "e"}, {"id": 3, "n": "c"}]
    after = [{"id": 3, "n": "C"}, {"id": 1, "n": "a"}, {"id": 4, "n": "b"}, {"id": 5, "n": "e"}]
    assert differences(before, after).found == (
        Difference(pointer="/1", kind="removed", before={"id": 2, "n": "b"}),
        Difference(pointer="/3", kind="moved", before=before[3], after=after[0], to="/0"),
        Difference(pointer="/3/n", kind="changed", before="c", after="C", to="/0/n"),
        Difference(pointer="/2", kind="added", after={"id": 4, "n": "b"}),
    )
    assert told(before, after, ignore_order=True) == [("/1", "removed"), ("/3/n", "changed"), ("/2", "added")]


def test_elements_without_ids_are_known_by_what_they_hold() -> None:
    before = [{"city": "Ulm", "zip": 89073, "open": True}, {"city": "Bonn", "zip": 53111, "open": True}]
    after = [{"city": "Bonn", "zip": 53111, "open": False}, {"city": "Ulm", "zip": 89073, "open": True}]
    assert told(before, after, ignore_order=True) == [("/1/open", "changed")]


def test_ids_that_are_new_each_time_do_not_hide_what_is_the_same() -> None:
    before = [{"id": f"a{i}", "n": i, "m": -i} for i in range(4)]
    after = [{"id": f"b{i}", "n": i, "m": -i} for i in range(4)]
    assert told(before, after) == [(f"/{i}/id", "changed") for i in range(4)]
    assert told(before, after, ignore=("/*/id",)) == []


def test_other_ids_and_little_in_common_are_other_things() -> None:
    before = [{"id": "a1", "n": "lamp", "m": 1}, {"id": "a2", "n": "book", "m": 2}]
    after = [{"id": "b1", "n": "tray", "m": 3}, {"id": "b2", "n": "rope", "m": 4}]
    assert told(before, after) == [("/0", "removed"), ("/1", "removed"), ("/0", "added"), ("/1", "added")]


def test_order_is_ignored_at_every_depth() -> None:
    before = {"a": [[1, 2], [3, [4, 5]]]}
    after = {"a": [[[5, 4], 3], [2, 1]]}
    assert told(before, after, ignore_order=True) == []
    assert told(before, after) != []


@pytest.mark.parametrize(
    ("ignore", "found"),
    [
        (("/a",), ["/b/0/at", "/b/0/v"]),
        (("/b/*/at",), ["/a", "/b/0/v"]),
        (("/b/0",), ["/a"]),
        (("/*",), []),
        (("at", "v"), ["/a"]),
        (("/b/*",), ["/a"]),
        (("/",), ["/a", "/b/0/at", "/b/0/v"]),
        (("/b/1/at",), ["/a", "/b/0/at", "/b/0/v"]),
        (("b",), ["/a"]),
    ],
)
def test_places_to_be_left_out(ignore: tuple[str, ...], found: list[str]) -> None:
    before = {"a": 1, "b": [{"at": 1, "v": 1}]}
    after = {"a": 2, "b": [{"at": 2, "v": 2}]}
    result = differences(before, after, Rules(ignore=ignore))
    assert [one.pointer for one in result.found] == found
    assert bool(result.left_out) == (len(found) < 3)


def test_what_is_left_out_may_come_and_go() -> None:
    assert told({"a": 1}, {}, ignore=("/a",)) == []
    assert told([1], [1, 2], ignore=("/1",)) == []
    assert differences({"x": [{"a": 1}]}, {"x": [{}]}, Rules(ignore=("/x/*/a",))).left_out == ("/x/*/a",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-11-24T08:00:00Z", "2026-11-24T08:00:01Z"),
        ("7c9e6679-7425-40de-944b-e07fc1f90ae7", "7c9e6679-7425-40de-944b-e07fc1f90ae8"),
        ("***7f3a", "***0b11"),
        ("Bearer ***7f3a", "Bearer ***0b11"),
        (1795500000, 1795500009),
        (1795500000123, 1795500009123),
        ("req_8fJ2kLm4Qz91Xt0aPPo", "req_0aJ2kLm4Qz91Xt0bQQr"),
    ],
)
def test_volatile_values_are_left_out_when_told_to(before: Any, after: Any) -> None:
    result = differences({"v": [before]}, {"v": [after]}, Rules(ignore_volatile=True))
    assert result.same
    assert result.left_out == ("/v/*",)
    assert told({"v": before}, {"v": after}) == [("/v", "changed")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"total": 3}, {"total": 4}),
        ({"version": 3}, {"version": 4}),
        ({"at": "2026-11-24T08:00:00Z"}, {"at": None}),
        ({"at": "2026-11-24T08:00:00Z"}, {}),
        ({"name": "ann"}, {"name": "bob"}),
        ({"price": 12.5}, {"price": 12.0}),
        ({"state": "open"}, {"state": "closed"}),
    ],
)
def test_what_somebody_wants_to_know_is_not_volatile(before: Any, after: Any) -> None:
    assert not differences(before, after, Rules(ignore_volatile=True)).same


def test_volatile_values_do_not_keep_elements_apart() -> None:
    before = [{"kind": "a", "trace": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}, {"kind": "b"}]
    after = [{"kind": "b"}, {"kind": "a", "trace": "11111111-7425-40de-944b-e07fc1f90ae7"}]
    assert told(before, after, ignore_order=True, ignore_volatile=True) == []


def test_a_hundred_thousand_elements_in_any_order() -> None:
    before = [{"id": i, "name": f"n{i}", "tags": ["a", "b"]} for i in range(100_000)]
    after = [dict(one) for one in before]
    random.Random(1).shuffle(after)
    after[5]["name"] = "other"
    assert told(before, after, ignore_order=True) == [(f"/{after[5]['id']}/name", "changed")]


def test_a_hundred_thousand_elements_without_a_name_that_are_all_different() -> None:
    before = [{"v": i, "w": -i} for i in range(100_000)]
    after = [{"v": -i - 1, "w": i} for i in range(100_000)]
    found = differences(before, after, Rules(ignore_order=True))
    assert found.total > 100_000
    assert len(found.found) == 1000


def test_arrays_inside_arrays_do_not_multiply_the_work() -> None:
    def nested(leaf: int) -> Any:
        value: Any = [*range(20_000), leaf]
        for level in range(120):
            value = [value, level]
        return value

    before, after = nested(-1), nested(-2)
    assert differences(before, after).total == 1


def test_what_is_too_deep_is_refused_before_we_run_out_of_stack() -> None:
    deep = json.loads("[" * 400 + "]" * 400)
    other = json.loads("[" * 400 + "1" + "]" * 400)
    with pytest.raises(TooDeep):
        differences(deep, other)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "a", "b/~"]), inner, max_size=3),
    max_leaves=12,
)


@given(JSON, JSON, st.booleans())
def test_a_value_is_the_same_as_itself_and_only_as_itself(before: Any, after: Any, order: bool) -> None:
    rules = Rules(ignore_order=order)
    assert differences(before, before, rules).same
    equal = json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
    assert equal <= differences(before, after, rules).same
    if not order:
        assert differences(before, after, rules).same == equal
    assert differences(before, after, rules).same == differences(after, before, rules).same


@given(st.lists(JSON, max_size=6), st.randoms(use_true_random=False))
def test_any_order_is_the_same_when_order_is_ignored(values: list[Any], chance: random.Random) -> None:
    shuffled = list(values)
    chance.shuffle(shuffled)
    assert differences(values, shuffled, Rules(ignore_order=True)).same
