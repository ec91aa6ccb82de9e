"""URLs taken apart as postman-collection 4.4 does: `urls.json` holds what it made of each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.postman import parse_url, read_request, url_json, url_text
from assay.formats.postman.url_object import read_url, split_domain
from assay.model.suite import Entry, UrlTemplate

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("urls.json").read_text("utf-8"))
VALUES = {"id": "7", "name": "x/y"}
SEPARATORS = st.text(alphabet="a:/\\?#&=@.[]{} é%", max_size=30)
TOKENS = st.lists(st.sampled_from(["http", "://", "{{v}}", "{{a.b}}", "{{x\\y?}}", ":id", "/", "?", "&", "="])).map(
    "".join
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["url"]))
def test_parts_and_text(case: dict[str, Any]) -> None:
    url = parse_url(case["url"])
    assert url.protocol == case.get("protocol")
    assert url.auth == (tuple(case["auth"]) if "auth" in case else None)
    assert list(url.host) == case.get("host", [])
    assert url.port == case.get("port")
    assert url.path == (tuple(case["path"]) if "path" in case else None)
    assert [[entry.key, entry.value] for entry in url.query] == case.get("query", [])
    assert url.hash == case.get("hash")
    assert [entry.key for entry in url.variables] == case.get("variables", [])
    filled = tuple(Entry(key=entry.key, value=VALUES.get(entry.key or "")) for entry in url.variables)
    assert url_text(msgspec.structs.replace(url, variables=filled), path_variables=True) == case["text"]


def test_path_variables_stay_names_where_that_is_asked() -> None:
    url = read_url({"host": "a.b", "path": "/:id/c", "variable": [{"key": "id", "value": "7"}]})
    assert url_text(url, path_variables=False) == "a.b/:id/c"
    assert url_text(url, path_variables=True) == "a.b/7/c"


def test_the_last_of_two_path_variables_wins_and_an_empty_one_is_none() -> None:
    rows = [{"key": "id", "value": "1"}, {"key": "id", "value": "2"}, {"key": "x", "value": ""}]
    assert url_text(read_url({"path": [":id", ":x"], "variable": rows}), path_variables=True) == "/2/:x"


def test_disabled_parameters_are_left_out_of_the_text() -> None:
    query = (
        Entry(key="a", value="1", enabled=False),
        Entry(key="b", value="2"),
        Entry(key="c", value="3", enabled=False),
    )
    assert url_text(UrlTemplate(host=("h",), query=query), path_variables=True) == "h?b=2"
    assert url_text(UrlTemplate(host=("h",), query=query[:1]), path_variables=True) == "h"


def test_what_would_part_a_query_is_escaped_outside_of_variables() -> None:
    query = (Entry(key="a=b&c#", value="d=e&f#{{g&h#i}}&"), Entry(key="n", value=5))
    assert url_text(UrlTemplate(query=query), path_variables=True) == "?a%3Db%26c%23=d=e%26f%23{{g&h#i}}%26&n"


@pytest.mark.parametrize(
    ("host", "labels"),
    [
        ("a.b", ["a", "b"]),
        ("{{a.b}}.c", ["{{a.b}}", "c"]),
        ("a.{{b.c}}.d.{{e}}", ["a", "{{b.c}}", "d", "{{e}}"]),
        ("a.b}}c.d", ["a.b}}c", "d"]),
        ("a.{b.c", ["a", "{b", "c"]),
    ],
)
def test_dots_in_the_name_of_a_variable_do_not_part_a_host(host: str, labels: list[str]) -> None:
    assert split_domain(host) == labels


def test_parts_win_over_raw_and_raw_over_nothing() -> None:
    assert read_url({"raw": "http://raw/:id", "host": ["parts"]}).host == ("parts",)
    url = read_url({"raw": "http://raw/:id/:x", "variable": [{"id": "id", "value": 5, "type": "string"}]})
    assert url_text(url, path_variables=True) == "http://raw/5/:x"


@pytest.mark.parametrize("text", ["." * 200_000, "{{" * 100_000, "{{a" * 70_000 + "}}", "@:" * 100_000, "\\" * 200_000])
def test_long_urls_take_no_longer_for_their_form(text: str) -> None:
    url_text(parse_url(text), path_variables=True)
    split_domain(text)


@given(st.text(max_size=40) | SEPARATORS | TOKENS)
def test_every_text_is_a_url_that_survives_being_written(text: str) -> None:
    url = parse_url(text)
    assert read_url(json.loads(json.dumps(url_json(url)))) == url
    assert read_request(text).url == url
