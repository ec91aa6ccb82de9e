"""WireMock's mappings are read as its server reads them; what is wrong is told in one sentence with file and place."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.formats.wiremock.place import MappingError
from assay.formats.wiremock.read import mappings_of, read_mappings
from assay.model.errors import InputError
from assay.model.stub.mapping import Address, Expected, Mapping
from assay.model.stub.matcher import EqualTo, HasExactly, Matches, MatchesJsonPath, Moment, Not
from assay.model.stub.reply import Fault, Fixed, Reply, Uniform


def ids() -> Any:
    numbers = itertools.count(1)
    return lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"


def read(value: Any) -> Mapping:
    (mapping,) = read_mappings(json.dumps(value).encode(), file="m.json", new_id=ids())
    return mapping


def wrong(value: Any) -> MappingError:
    with pytest.raises(MappingError) as caught:
        read(value)
    return caught.value


def test_nothing_at_all_is_a_mapping_for_everything() -> None:
    mapping = read({})
    assert (mapping.when, mapping.replies, mapping.priority) == (Expected(), (Reply(),), 5)
    assert mapping.raw == {
        "id": mapping.id,
        "request": {"method": "ANY"},
        "response": {"status": 200},
        "uuid": mapping.id,
    }


def test_request_and_response_are_read() -> None:
    mapping = read(
        {
            "request": {
                "method": "get",
                "urlPathTemplate": "/a/{id}",
                "headers": {"X": {"not": {"equalTo": "a", "caseInsensitive": True}}},
                "queryParameters": {"q": {"hasExactly": [{"equalTo": "1"}, {"matches": "x+"}]}},
                "bodyPatterns": [{"matchesJsonPath": {"expression": "$.a", "equalTo": "1"}}],
                "basicAuthCredentials": {"username": "u", "password": "p"},
            },
            "response": {
                "status": "201",
                "jsonBody": {"a": 1},
                "fixedDelayMilliseconds": 1500,
                "fault": "EMPTY_RESPONSE",
            },
        }
    )
    when, reply = mapping.when, mapping.replies[0]
    assert (when.method, when.address) == ("GET", Address(kind="path_template", text="/a/{id}"))
    assert when.headers["X"] == Not(matcher=EqualTo(text="a", any_case=True))
    assert when.query["q"] == HasExactly(matchers=(EqualTo(text="1"), Matches(pattern="x+")))
    assert when.body == (MatchesJsonPath(expression="$.a", value=EqualTo(text="1")),)
    assert when.basic_auth == ("u", "p")
    assert (reply.status, reply.body, reply.delay) == (201, b'{"a":1}', Fixed(seconds=1.5))
    assert reply.fault == Fault(name="EMPTY_RESPONSE")


def test_offsets_of_dates_are_written_as_one() -> None:
    mapping = read(
        {"request": {"bodyPatterns": [{"before": "now", "expectedOffset": 3, "expectedOffsetUnit": "HOURS"}]}}
    )
    assert mapping.when.body == (Moment(relation="before", expected="now +3 hours"),)


def test_a_distribution_whose_bounds_are_turned_round_is_turned_back() -> None:
    mapping = read({"response": {"delayDistribution": {"type": "uniform", "lower": 20, "upper": 10}}})
    assert mapping.replies[0].delay == Uniform(lower=0.01, upper=0.02)


@pytest.mark.parametrize("wrap", [lambda one: {"mappings": [one, one]}, lambda one: [one, one]])
def test_many_are_read_in_order(wrap: Any) -> None:
    found = mappings_of(wrap({"request": {"url": "/a"}}), new_id=ids())
    assert [mapping.id[-1] for mapping in found] == ["1", "2"]


@pytest.mark.parametrize(
    ("value", "pointer", "what", "remedy"),
    [
        ({"request": {"urlz": "/a"}}, "/request/urlz", 'Unrecognized field "urlz"', '"url"'),
        ({"respons": {}}, "/respons", 'Unrecognized field "respons"', '"response"'),
        ({"request": {"headers": {"X/~": {"equalsTo": "a"}}}}, "/request/headers/X~1~0", "valid match", '"equalTo"'),
        ({"request": {"headers": {"X": "a"}}}, "/request/headers/X", "valid match", "equalTo"),
        ({"request": {"headers": []}}, "/request/headers", "An object is expected here, not a list.", ""),
        ({"request": {"bodyPatterns": {}}}, "/request/bodyPatterns", "A list is expected here, not an object.", ""),
        ({"request": {"urlPattern": "(a"}}, "/request/urlPattern", "no regular expression", ""),
        ({"request": {"bodyPatterns": [{"matches": "x" * 20_000}]}}, "/request/bodyPatterns/0", "longer than", ""),
        ({"request": {"bodyPatterns": [{"equalToJson": "{bad"}]}}, "/request/bodyPatterns/0", "no JSON", ""),
        (
            {"request": {"bodyPatterns": [{"binaryEqualTo": "!"}]}},
            "/request/bodyPatterns/0/binaryEqualTo",
            "base64",
            "",
        ),
        ({"request": {"port": 1.5}}, "/request/port", "whole number", ""),
        ({"request": {"customMatcher": {"name": "x"}}}, "/request/customMatcher", "Java", ""),
        ({"response": {"status": "abc"}}, "/response/status", "A number is expected here, not 'abc'.", ""),
        ({"response": {"status": 99}}, "/response/status", "three digits", ""),
        ({"response": {"status": 1e300}}, "/response/status", "number", ""),
        ({"response": {"fault": "EMPTY_RESPONS"}}, "/response/fault", "no fault", '"EMPTY_RESPONSE"'),
        ({"response": {"fixedDelayMilliseconds": -1}}, "/response/fixedDelayMilliseconds", "between", ""),
        (
            {"response": {"delayDistribution": {"type": "normal"}}},
            "/response/delayDistribution/type",
            "no delay",
            "lognormal",
        ),
        ({"response": {"proxyBaseUrl": "file:///etc"}}, "/response/proxyBaseUrl", "http://", ""),
        (
            {"response": {"chunkedDribbleDelay": {"numberOfChunks": 0}}},
            "/response/chunkedDribbleDelay/numberOfChunks",
            "1 to",
            "",
        ),
        ({"id": "abc"}, "/id", "abc is not a valid UUID", ""),
        ({"serveEventListeners": [{"name": "webhook"}]}, "/serveEventListeners/0/parameters/url", "URL", ""),
        ([{}, {"x": 1}], "/1/x", 'Unrecognized field "x"', ""),
    ],
)
def test_what_is_wrong_is_told_with_its_place(value: Any, pointer: str, what: str, remedy: str) -> None:
    error = wrong(value)
    assert error.pointer == pointer
    assert error.where == f"m.json#{pointer}"
    assert what in error.what
    assert remedy in error.remedy
    assert "\n" not in error.what


def test_matchers_nest_only_so_deep() -> None:
    matcher: Any = {"equalTo": "a"}
    for _ in range(60):
        matcher = {"not": matcher}
    assert "nested deeper" in wrong({"request": {"headers": {"X": matcher}}}).what


def test_a_deep_document_and_no_json_are_input_errors() -> None:
    for data in (b"[" * 100_000, b"{", b"", b"\xff\xfe", b'{"request": NaN}'):
        with pytest.raises(InputError):
            read_mappings(data, file="m.json", new_id=ids())


_WRITTEN = (
    "request response url method headers bodyPatterns equalTo matches and not status fault matchesJsonPath expression"
)
_KEYS = st.sampled_from([*_WRITTEN.split(), "id", "postServeActions", "webhook", "delayDistribution", "type", "x"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES)
@settings(max_examples=300, deadline=None)
def test_any_json_is_mappings_or_an_input_error(value: Any) -> None:
    try:
        found = mappings_of(value, new_id=ids())
    except InputError:
        return
    assert all(isinstance(mapping, Mapping) for mapping in found)
