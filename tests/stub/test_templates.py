"""Templates are bounded in time, depth and output, and say in one sentence what is wrong."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.model.http import Header
from assay.model.stub.received import Received
from assay.stub.matching.seen import Seen
from assay.stub.replying.templates.fill import MOST_OUTPUT, Filling, World
from assay.stub.replying.templates.model import model_of
from assay.stub.replying.templates.nodes import BadTemplate
from assay.stub.replying.templates.parse import parsed
from assay.stub.replying.templates.registry import HELPERS

_NOON = 1_600_000_000.0


def fill(text: str, **request: Any) -> str:
    given_ = {"id": "i", "method": "GET", "target": "/a/b?q=1&q=2", "host": "shop.test", "port": 80, **request}
    ticks = itertools.count()
    world = World(
        clock=lambda: _NOON, chance=random.Random(1), hostname="h", stopwatch=lambda: float(next(ticks)) / 1000
    )
    return Filling(model_of(Seen(Received(**given_)), {}, {}), HELPERS, world).filled(text)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{now}} {{now format='epoch'}}", "2020-09-13T12:26:40Z 1600000000000"),
        ("{{now offset='1 months' format='d MMM uuuu'}}", "13 Oct 2020"),
        ("{{now timezone='Asia/Tokyo' format='HH:mm z'}}", "21:26 JST"),
        ("{{truncateDate (now) 'last day of month'}}", "2020-09-30T00:00:00Z"),
        ("{{request.baseUrl}} {{hostname}}", "http://shop.test h"),
        ("{{eq request.method 'GET'}} {{eq request.query.q '1'}}", "true true"),
        ("{{#eq request.method 'PUT'}}a{{else if (eq 1 1)}}b{{else}}c{{/eq}}", "b"),
        ("{{#each (split 'a,b' ',')}}{{@index}}{{this}}{{/each}}", "0a1b"),
        ("""{{jsonSort '[{"n":2},{"n":1}]' '$[*].n'}}""", '[{"n":1},{"n":2}]'),
        ("{{nothing.at.all}}{{../up}}{{@data}}", ""),
        ("{{#nothing}}a{{/nothing}}{{^nothing}}b{{/nothing}}", "b"),
        ("a{{! comment }}b{{!-- {{x}} --}}c", "abc"),
        ("{{{request.url}}}", "/a/b?q=1&q=2"),
        ("{{request.headers.x-y}}", "1"),
        ("{{#each (range 1 3) as |n|}}{{n}}{{#unless @last}}-{{/unless}}{{/each}}", "1-2-3"),
        ("{ {a}} }} {", "{ {a}} }} {"),
    ],
)
def test_what_templates_make(text: str, filled: str) -> None:
    assert fill(text, headers=(Header("X-Y", "1"),)) == filled


def test_a_long_template_is_read_once_through() -> None:
    assert fill("{{upper 'a'}}\n" * 40_000) == "A\n" * 40_000


def test_members_of_python_are_not_members() -> None:
    assert (
        fill("{{request.__class__}}{{request.headers.__init__}}{{request.url.upper}}{{lookup request '__dict__'}}")
        == ""
    )
    assert "ERROR" in fill("{{random '__class__.__mro__'}}")
    assert "denied" in fill("{{systemValue key='PATH'}}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{#if a}}", "1:10: the block 'if' is not closed"),
        ("a\n {{/if}}", "2:5: no end of a block is expected, not '{{/if}}'"),
        ("{{#if a}}{{/each}}", "1:13: '{{/if}}' is expected, not '{{/each}}'"),
        ("{{else}}", "1:3: 'else' stands outside of a block"),
        ("{{a", "1:3: '}}' is expected"),
        ("{{{a}}", "'}}}' is expected"),
        ("{{upper 'a}}", "'}}' is expected"),
        ("{{uper 'a'}}", "1:3: could not find helper: 'uper', did you mean 'upper'?"),
        ("{{upper (lower 'a'}}", "')' is expected"),
        ("{{> partial}}", "partials are not known here"),
        ("{{substring 'abc' 5}}", "1:3: substring: there is no text from 5 to 3 in 3 characters"),
        ("{{math 1 '/' 0}}", "1:3: math: division by zero"),
        ("{{rjust 'a' size=999999999}}", "the size is too large"),
        ("{{stringFormat '%999999999d' 1}}", "the width is too large"),
        ("{{range 0 999999999}}", "a range has 1 to 10,000 numbers"),
        ("{{randomValue length=999999999}}", "at most 100,000 characters"),
        ("{{now format='yyyy" + "y" * 300 + "'}}", "longer than 200 characters"),
        ("{{now offset='9999999 years'}}", "leads out of the calendar"),
        ("{{now timezone='../../etc/passwd'}}", "there is no time zone"),
        ("{{" + "(" * 100 + "}}", "a name is expected"),
        ("{{a " + "(a " * 100 + ")" * 100 + "}}", "nested deeper than 60"),
        ("{{#if a}}" * 100 + "{{/if}}" * 100, "nested deeper than 60"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(text: str, told: str) -> None:
    with pytest.raises(BadTemplate) as wrong:
        fill(text)
    assert told in str(wrong.value)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    "text",
    [
        "{{#each (range 1 1000)}}{{#each (range 1 1000)}}{{#each (range 1 1000)}}x{{/each}}{{/each}}{{/each}}",
        "{{#assign 'a'}}" + "x" * 100_000 + "{{/assign}}{{#each (range 1 1000)}}{{a}}{{/each}}",
        "{{#assign 'a'}}xxxxxxxxxx{{/assign}}" + "{{#assign 'a'}}{{a}}{{a}}{{a}}{{a}}{{/assign}}" * 40 + "{{a}}",
        "{{regexExtract '" + "a" * 5_000 + "!' '(a+)+$' default='d'}}" * 400,
    ],
)
def test_what_has_no_end_is_stopped(text: str) -> None:
    try:
        filled = fill(text)
    except BadTemplate as wrong:
        assert "more than" in str(wrong) or "longer than" in str(wrong)  # noqa: PT017 - either end is a good one
    else:
        assert len(filled) <= MOST_OUTPUT


_WRITTEN = (
    "{{ }} {{# {{/ {{{ }}} {{!-- --}} if each a . ../ @ ' \" ( ) [ ] ~ else | |x| = 1 - & > \\ upper {{{{ }}}} \n"
)
_BITS = st.sampled_from([*_WRITTEN.split(" "), " ", "request.path"])


@given(st.lists(_BITS, max_size=25).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_is_filled_or_a_bad_template(text: str) -> None:
    try:
        parsed(text)
        fill(text)
    except BadTemplate as wrong:
        assert str(wrong)  # noqa: PT017


_ARGUMENTS = st.sampled_from(
    ["''", "'a'", "1", "-1", "1.5", "true", "null", "request", "request.query", "request.path"]
)
_NAMED = st.sampled_from(["format='x'", "length=3", "position=9", "default=1", "decode=true", "size=3", "maxItems=0"])


@given(st.sampled_from(sorted(HELPERS)), st.lists(_ARGUMENTS, max_size=4), st.lists(_NAMED, max_size=2), st.booleans())
@settings(max_examples=600, deadline=None)
def test_every_helper_takes_any_arguments(name: str, arguments: list[str], named: list[str], block: bool) -> None:
    inner = " ".join([name, *arguments, *named])
    try:
        fill(f"{{{{#{inner}}}}}x{{{{/{name}}}}}" if block else f"{{{{{inner}}}}}")
    except BadTemplate as wrong:
        assert str(wrong)  # noqa: PT017
