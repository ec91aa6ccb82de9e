"""Matchers are bounded in time and memory, whatever comes."""

from __future__ import annotations

import gzip
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.formats.wiremock.matchers import read_matcher
from assay.formats.wiremock.place import Place
from assay.model.http import Header
from assay.model.stub.received import Received
from assay.stub.matching.comparison import Comparison, Text
from assay.stub.matching.compile import compile_matcher
from assay.stub.matching.multipart import parts_of
from assay.stub.matching.seen import Seen


def comparison(pattern: dict[str, Any]) -> Comparison:
    return compile_matcher(read_matcher(Place(pattern)), lambda: 0.0)


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ({"matches": "(a+)+b"}, "a" * 40),
        ({"matches": "(.*)*x(.*)*y(.*)*z"}, "a" * 2_000),
        ({"matches": "a*"}, "a" * 2_000_000),
        ({"equalToJson": {"a": "${json-unit.regex}(a+)+b"}}, '{"a":"' + "a" * 40 + '"}'),
        ({"equalToJson": {"a": 1}}, "[" * 100_000),
        ({"matchesJsonPath": "$..a..b..c..d"}, "[" * 500 + "]" * 500),
        ({"matchesJsonPath": "$..*..*..*..*..*"}, '{"a":' * 60 + "1" + "}" * 60),
        ({"matchesJsonPath": "$[?(@ =~ /(a+)+b/)]"}, '["' + "a" * 40 + '"]'),
        ({"matchesJsonPath": "$.a["}, '{"a":1}'),
        ({"matchesJsonSchema": {"$ref": "http://127.0.0.1:1/schema"}}, "1"),
        ({"matchesJsonSchema": {"type": "nope"}}, "1"),
        ({"equalToXml": "<a/>"}, '<!DOCTYPE a [<!ENTITY b "cccccccccc">]><a>&b;</a>'),
        ({"matchesXPath": "//a"}, '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        ({"matchesXPath": "//a["}, "<a/>"),
        ({"matchesXPath": "//a"}, "<a>" * 20_000),
        ({"equalToXml": "<a>"}, "<a/>"),
        ({"before": "now +999999999 years"}, "2020-01-01T00:00:00Z"),
        ({"equalToDateTime": "2020-01-01", "actualFormat": "''''"}, "x"),
    ],
)
def test_what_cannot_be_looked_at_does_not_fit(pattern: dict[str, Any], value: str) -> None:
    test = comparison(pattern)
    assert test.fits(Text(value)) is False
    assert 0 < test.distance(Text(value)) <= 1


def test_two_long_lists_in_any_order_are_paired_within_bounds() -> None:
    wanted = [[n % 7, n % 5] for n in range(400)]
    same = comparison({"equalToJson": wanted, "ignoreArrayOrder": True})
    assert same.fits(Text(str(list(reversed(wanted)))))
    assert not same.fits(Text(str([*wanted[:-1], [9, 9]])))
    assert not comparison({"equalToJson": list(range(2_000)), "ignoreArrayOrder": True}).fits(
        Text(str(list(range(2_000))))
    )


def test_pairs_are_moved_where_that_frees_an_item() -> None:
    wanted = ["${json-unit.any-string}", "${json-unit.regex}a|b", "a"]
    for order in itertools.permutations(["a", "b", "c"]):
        got = "[" + ",".join(f'"{item}"' for item in order) + "]"
        assert comparison({"equalToJson": wanted, "ignoreArrayOrder": True}).fits(Text(got))
    assert not comparison({"equalToJson": wanted, "ignoreArrayOrder": True}).fits(Text('["b","b","c"]'))


def test_a_bomb_of_gzip_is_unpacked_only_so_far() -> None:
    body = gzip.compress(b"\0" * 100_000_000)
    seen = Seen(Received(id="1", method="POST", target="/", body=body, headers=(Header("Content-Encoding", "gzip"),)))
    assert len(seen.body) == 32 * 1024 * 1024


def test_many_parts_and_broken_parts_are_read_as_far_as_they_go() -> None:
    kind = 'multipart/form-data; boundary="x"'
    assert len(parts_of(kind, b"--x\r\n\r\n\r\n" * 5_000)) == 1_000
    assert parts_of(kind, b"no boundary") == []
    assert parts_of("text/plain", b"--x") == []
    (part,) = parts_of(kind, b'--x\r\nContent-Disposition: form-data; name="a"; filename="f"\r\n\r\n\xff\x00\r\n--x--')
    assert (part.name, part.filename, part.body, part.text().raw) == ("a", "f", b"\xff\x00", b"\xff\x00")


_PATTERNS: list[dict[str, Any]] = [
    {"equalTo": "a"},
    {"contains": "a"},
    {"matches": "[a-z]*"},
    {"equalToJson": {"a": [1, "${json-unit.any-string}"]}, "ignoreArrayOrder": True},
    {"matchesJsonPath": "$..a[?(@.b > 1)]"},
    {"matchesJsonPath": {"expression": "$.a", "contains": "1"}},
    {"matchesJsonSchema": {"type": "object"}},
    {"equalToXml": "<a/>"},
    {"matchesXPath": "//a"},
    {"before": "2020-01-01T00:00:00Z"},
    {"absent": True},
    {"not": {"or": [{"contains": "x"}, {"absent": True}]}},
    {"binaryEqualTo": "AA=="},
]


@given(
    st.sampled_from(_PATTERNS),
    st.none() | st.binary(max_size=40) | st.sampled_from([b"<a/>", b'{"a":1}', b"2019-01-01"]),
)
@settings(max_examples=400, deadline=None)
def test_any_bytes_fit_or_do_not(pattern: dict[str, Any], value: bytes | None) -> None:
    test = comparison(pattern)
    text = None if value is None else Text(value.decode("utf-8", "surrogateescape"), value)
    assert (test.distance(text) == 0) == test.fits(text)
