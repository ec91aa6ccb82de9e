"""What is written reads as the same mapping."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
import yaml

from assay.formats.wiremock.read import mappings_of
from assay.formats.wiremock.write import write_mapping
from assay.model.http import Header
from assay.model.stub.mapping import Address, Expected, Hook, Mapping, MultipartPattern
from assay.model.stub.matcher import Absent, EqualTo, EqualToXml, Includes, MatchesXPath, Moment
from assay.model.stub.reply import Dribble, Fixed, Forward, LogNormal, Reply

_ID = "00000000-0000-4000-8000-000000000001"
_CASES = Path(__file__).parents[2] / "stub" / "wiremock" / "cases"


def _new_id() -> str:
    return _ID


def _all_mappings() -> list[Mapping]:
    cases = [case for file in sorted(_CASES.glob("*.yaml")) for case in yaml.safe_load(file.read_text("utf-8"))]
    given = [mapping for case in cases for mapping in case.get("mappings", [])]
    told = json.loads(json.dumps(given).replace("@SELF@", "http://127.0.0.1:1"))
    return [mapping for one in told for mapping in mappings_of(one, new_id=_new_id)]


def _again(mapping: Mapping) -> Mapping:
    (read,) = mappings_of(write_mapping(msgspec.structs.replace(mapping, raw=None)), new_id=_new_id)
    return read


def _bare(mapping: Mapping) -> Mapping:
    return msgspec.structs.replace(mapping, raw=None)


def test_every_mapping_of_the_cases_comes_back() -> None:
    mappings = _all_mappings()
    assert len(mappings) > 150
    for mapping in mappings:
        assert _bare(_again(mapping)) == _bare(mapping)


@pytest.mark.parametrize(
    "mapping",
    [
        Mapping(
            id=_ID, name="n", priority=2, persistent=True, metadata={"a": [1]}, scenario="s", state="a", next_state="b"
        ),
        Mapping(
            id=_ID, when=Expected(method="!GET|PUT", address=Address(kind="url", text="/a?b"), scheme="https", port=1)
        ),
        Mapping(id=_ID, when=Expected(headers={"A": Includes(matchers=(EqualTo(text="1"), Absent()))})),
        Mapping(id=_ID, when=Expected(body=(EqualToXml(text="<a/>", exempt=("ATTR_VALUE",), ignore_order=True),))),
        Mapping(
            id=_ID,
            when=Expected(body=(MatchesXPath(expression="//a", namespaces={"p": "u"}, value=EqualTo(text="x")),)),
        ),
        Mapping(
            id=_ID, when=Expected(cookies={"a": Moment(relation="equal", expected="now +3 days", actual_format="unix")})
        ),
        Mapping(id=_ID, when=Expected(multipart=(MultipartPattern(name=EqualTo(text="a"), every=True),))),
        Mapping(
            id=_ID, replies=(Reply(status=299, reason="R", body=b"\xff", headers=(Header("A", "1"), Header("A", "2"))),)
        ),
        Mapping(
            id=_ID,
            replies=(Reply(delay=LogNormal(median=0.08, sigma=0.4, most=1.0), template=True, settings={"a": 1}),),
        ),
        Mapping(id=_ID, replies=(Reply(delay=Fixed(seconds=1.5), dribble=Dribble(pieces=5, seconds=1.0)),)),
        Mapping(id=_ID, replies=(Reply(forward=Forward(base_url="http://a", without=("B",), prefix_removed="/x")),)),
        Mapping(
            id=_ID, hooks=(Hook(url="http://a", headers=(Header("A", "1"),), body=b"x", delay=Fixed(seconds=0.5)),)
        ),
    ],
)
def test_what_has_a_word_in_wiremock_comes_back(mapping: Mapping) -> None:
    assert _bare(_again(mapping)) == mapping
