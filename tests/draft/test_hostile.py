"""Whatever strings occur, the scripts are JavaScript that means what it says; checked in Node itself."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.draft.extraction import expression
from assay.draft.javascript import comment, literal, value
from assay.draft.origins import Origin
from assay.script.node import executable
from tests.draft.kit import call, folder, source, steps

UGLY = [
    "__proto__", "constructor", "toString", "</script><!--", "\u2028\u2029", "a\nb", "\r", "\\", '"', "'", "`${1}`",
    "*/", "//", "{{x}}", "\ud800", "\U0001f600", "\x00", "\u202e", "0", "1a", "a-b", "ünï", "", "class", "\ufeff",
]  # fmt: skip
NAMES = st.sampled_from(UGLY) | st.text(max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def in_node(program: str, given: Any) -> Any:
    """What a program makes of `input`."""
    text = f"const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));\nconsole.log(JSON.stringify({program}));"
    done = subprocess.run(
        [str(executable()), "-e", text], input=json.dumps(given).encode(), capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


@settings(max_examples=3, deadline=None)
@given(st.lists(VALUES, min_size=100, max_size=100))
def test_a_literal_is_its_value(values: list[Any]) -> None:
    sources = [value(one) for one in [*values, UGLY, {name: name for name in UGLY}]]
    found = in_node("input.map((source) => (0, eval)(`(${source})`))", sources)
    assert found == [*values, UGLY, {name: name for name in UGLY}]


def test_a_literal_hides_nothing() -> None:
    for text in UGLY:
        assert literal(text).isprintable()
        assert "</" not in literal(text)


def test_a_comment_is_one_line() -> None:
    for text in UGLY:
        assert len(comment(f"a{text}b").splitlines()) == 1
        assert comment(f"a{text}b").isprintable()


def test_accesses_reach_their_field() -> None:
    body = {name: {other: [1, {"id": f"{name}/{other}"}] for other in UGLY} for name in UGLY}
    body = json.loads(json.dumps(body))
    paths = [(name, other, 1, "id") for name in UGLY for other in UGLY]
    sources = [expression(Origin(1, "body", path, "id", ""), None) for path in paths]
    program = (
        "input.sources.map((source) => new Function('pm', 'return ' + source)({response: {json: () => input.body}}))"
    )
    assert in_node(program, {"sources": sources, "body": body}) == [f"{name}/{other}" for name, other, _, _ in paths]


@settings(max_examples=4, deadline=None)
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=40, max_size=40))
def test_every_script_can_be_parsed(answers: list[Any]) -> None:
    sources = []
    for answer in answers:
        thing = {**answer, "id": "abcdef1234567890", "state": next(iter(answer), "x"), "email": "a@b.example"}
        made = folder(
            call(1, "POST /things", thing, 201, thing, answered={"X-\"Id'": "ab12cd34ef56gh"}),
            call(2, "GET /things/abcdef1234567890", answer=thing, headers={"X-Other": "ab12cd34ef56gh"}),
            call(3, "GET /gone", None, 404, {"code": next(iter(answer), ""), "type": "x"}),
        )
        sources += [source(step, listen) for step in steps(made) for listen in ("prerequest", "test")]
    assert in_node("input.map((source) => typeof new Function('pm', source))", sources) == ["function"] * len(sources)
