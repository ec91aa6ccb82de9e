"""A function loses its detours and nothing of what it judges."""

from __future__ import annotations

import ast

import pytest

from assay.promote.writing.code import Block, Module
from assay.promote.writing.polishing import polished


def body(*lines: str, imports: tuple[str, ...] = ()) -> Block:
    block = Block(name="test_it", doc="It.", body=lines, imports=imports)
    return polished(Module(path="test_it.py", doc="It.", blocks=(block,))).blocks[0]


def test_a_list_does_not_go_through_json_text() -> None:
    made = body(
        'seen = json.dumps([one["id"] for one in first.json()], separators=(",", ":"))',
        "known = json.loads(seen)",
        "for one in second.json():",
        '    assert one["id"] not in known',
        imports=("import json", "import httpx"),
    )
    assert made.body == (
        'seen = [one["id"] for one in first.json()]',
        "for one in second.json():",
        '    assert one["id"] not in seen',
    )
    assert made.imports == ("import httpx",)


def test_a_body_that_one_assertion_looks_at_has_no_name() -> None:
    made = body("assert response.status_code == 200", "body = response.json()", 'assert body["code"] == "late"')
    assert made.body == ("assert response.status_code == 200", 'assert response.json()["code"] == "late"')


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("body = response.json()", "assert body", 'assert body["a"]'), id="used twice"),
        pytest.param(("body = response.json()", "assert all(body == one for one in rows)"), id="used for each element"),
        pytest.param(("body = response.json()", "for one in rows:", "    assert body == one"), id="used in a loop"),
        pytest.param(("body = response.json()  # as it came", "assert body == {}"), id="a comment"),
        pytest.param(
            ("body = response.json()", 'assert body["a_rather_long_name_of_a_field"] == "a rather long value of it"'),
            id="too long",
        ),
        pytest.param(("text = json.dumps(rows)", "assert text == other", "json.loads(text)"), id="its text matters"),
        pytest.param(("text = json.dumps(rows)", "assert json.loads(text, strict=False)"), id="read in another way"),
        pytest.param(
            ("a = first", "for one in rows:", "    a = one", "assert a"), id="a name that becomes something else"
        ),
        pytest.param(("wanted = created_order", "assert wanted.text"), id="a fixture under another name"),
        pytest.param(("if broken(:", "    pass"), id="no Python"),
    ],
)
def test_what_would_not_be_the_same_stays(lines: tuple[str, ...]) -> None:
    assert body(*lines).body == lines


def test_the_first_iterable_is_read_once() -> None:
    made = body("body = response.json()", 'assert [one["id"] for one in body] == [1]')
    assert made.body == ('assert [one["id"] for one in response.json()] == [1]',)
    ast.parse("\n".join(made.body))
