"""Of the mappings that fit, the one of the first priority answers, and of equals the last one added."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.model.stub.mapping import Address, Expected, Mapping
from assay.model.stub.received import Received
from assay.stub.matching.aspects import Pattern
from assay.stub.matching.index import Index
from assay.stub.matching.near import nearest_mappings
from assay.stub.matching.seen import Seen


def _clock() -> float:
    return 0.0


def _seen(target: str, method: str = "GET") -> Seen:
    return Seen(Received(id="1", method=method, target=target))


def _mapping(number: int, kind: str, text: str, **more: Any) -> Mapping:
    return Mapping(id=str(number), when=Expected(address=Address(kind=kind, text=text)), **more)


_ADDRESSES = st.sampled_from(
    [
        ("path", "/a/b"),
        ("url", "/a/b"),
        ("url", "/a/b?q=1"),
        ("path", "/a"),
        ("path_template", "/a/{x}"),
        ("path_template", "/{x}/b"),
        ("path_pattern", "/a/.*"),
        ("path_pattern", "/a|/b/c"),
        ("url_pattern", ".*"),
        ("url_pattern", "/a.*"),
        ("any", ""),
    ]
)


@given(
    st.lists(st.tuples(_ADDRESSES, st.integers(1, 3)), max_size=12),
    st.sampled_from(["/a/b", "/a/b?q=1", "/a", "/b/c", "/x/b", "/", "*"]),
    st.sets(st.integers(0, 11)),
)
@settings(max_examples=400, deadline=None)
def test_the_index_finds_what_trying_all_of_them_finds(made: list[Any], target: str, gone: set[int]) -> None:
    index, added = Index(_clock), []
    for number, ((kind, text), priority) in enumerate(made):
        mapping = _mapping(number, kind, text, priority=priority)
        index.add(mapping)
        added.append((priority, -number, mapping))
    for number in gone:
        index.remove(str(number))
    kept = sorted(item for item in added if int(item[2].id) not in gone)
    seen = _seen(target)
    wanted = [mapping.id for _, _, mapping in kept if Pattern(mapping.when, _clock).fits(seen)]
    assert [entry.mapping.id for entry in index.fitting(seen)] == wanted


def test_a_static_path_is_found_without_trying_the_others() -> None:
    index = Index(_clock)
    for number in range(5_000):
        index.add(_mapping(number, "path", f"/static/{number}"))
        index.add(_mapping(number + 10_000, "path_template", f"/things{number}/{{id}}"))
    assert len(list(index.candidates(_seen("/static/77")))) == 1
    assert len(list(index.candidates(_seen("/things9/1")))) == 1


def test_a_mapping_that_is_changed_keeps_its_place() -> None:
    index = Index(_clock)
    for number in range(3):
        index.add(_mapping(number, "path", "/a"))
    index.replace(_mapping(0, "any", ""))
    assert [entry.mapping.id for entry in index.fitting(_seen("/a"))] == ["2", "1", "0"]
    index.replace(_mapping(1, "any", "", priority=1))
    assert [entry.mapping.id for entry in index.fitting(_seen("/a"))] == ["1", "2", "0"]
    assert [entry.mapping.id for entry in index.in_order()] == ["1", "2", "0"]


def test_the_nearest_of_thousands_is_told() -> None:
    index = Index(_clock)
    for number in range(3_000):
        index.add(_mapping(number, "path", f"/orders/{number:05d}/lines"))
    index.add(_mapping(9_999, "path", "/customers/me"))
    misses = nearest_mappings(_seen("/customers/you"), index.in_order())
    assert misses[0].entry.mapping.id == "9999"
    assert [miss.distance for miss in misses] == sorted(miss.distance for miss in misses)
    assert all(0 < miss.distance < 1 for miss in misses)
    assert nearest_mappings(_seen("/customers/me", "POST"), index.in_order())[0].entry.mapping.id == "9999"


def test_methods_are_listed_or_excluded() -> None:
    one = Pattern(Expected(method="PUT|POST"), _clock)
    other = Pattern(Expected(method="!GET|HEAD"), _clock)
    assert [one.takes(method) for method in ("PUT", "POST", "GET")] == [True, True, False]
    assert [other.takes(method) for method in ("PUT", "GET", "HEAD")] == [True, False, False]
