"""Two mappings of which one can never answer are told."""

from __future__ import annotations

from assay.model.stub.mapping import Address, Expected, Mapping
from assay.stub.matching.index import Index
from assay.stub.matching.shadows import shadows

_A = Expected(method="GET", address=Address(kind="path", text="/a"))


def _hidden(*mappings: Mapping) -> list[tuple[str, str]]:
    index = Index(lambda: 0.0)
    for mapping in mappings:
        index.add(mapping)
    return [(shadow.hidden.id, shadow.before.id) for shadow in shadows(index.in_order())]


def test_the_same_request_twice() -> None:
    assert _hidden(Mapping(id="1", when=_A), Mapping(id="2", when=_A)) == [("1", "2")]
    assert _hidden(Mapping(id="1", when=_A, priority=1), Mapping(id="2", when=_A)) == [("2", "1")]


def test_one_for_everything_hides_what_comes_after_it() -> None:
    assert _hidden(Mapping(id="1", when=_A), Mapping(id="2")) == [("1", "2")]
    assert _hidden(Mapping(id="1", when=_A), Mapping(id="2", priority=10)) == []


def test_scenarios_and_others_hide_nothing() -> None:
    first = Mapping(id="1", when=_A, scenario="s", state="Started")
    assert _hidden(Mapping(id="2", when=_A), first) == []
    assert _hidden(Mapping(id="1", when=_A), Mapping(id="2", when=Expected(method="POST"))) == []


def test_the_sentence_names_both() -> None:
    index = Index(lambda: 0.0)
    index.add(Mapping(id="1", when=_A, source="m.json#/0"))
    index.add(Mapping(id="2", when=_A, name="newer"))
    (shadow,) = shadows(index.in_order())
    assert shadow.sentence() == "GET /a (m.json#/0) never answers: newer fits the same requests and is tried first."
