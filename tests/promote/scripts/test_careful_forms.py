"""Where a short form differs from its script, what is written instead still reads as a person would write it."""

from __future__ import annotations

import pytest

from assay.app.promoting.judging import SandboxJudge
from tests.promote.scripts.stage import answer, proven, sandboxed

FORMS = [
    (
        'pm.expect(body.token).not.to.equal(pm.environment.get("token"));',
        {"token": "new"},
        ['assert field_of(body, "token") != token'],
    ),
    (
        "pm.expect(Object.keys(body).join()).not.to.match(/password|hash/i);",
        {"id": 7, "name": "Ada"},
        ['assert not re.search("password|hash", ",".join(fields_of(body)), re.IGNORECASE)'],
    ),
    (
        "body.items.forEach((hit) => pm.expect(hit.title + hit.text).to.match(/lamp/i));",
        {"items": [{"title": "Desk lamp", "text": "A lamp"}, {"title": "Lamp oil", "text": "For a lamp"}]},
        [
            'assert isinstance(body["items"], list)',
            'for hit in body["items"]:',
            "    assert re.search(",
            '        "lamp",',
            "        f\"{hit.get('title', 'undefined')}{hit.get('text', 'undefined')}\",",
            "        re.IGNORECASE,",
            "    )",
        ],
    ),
    ("pm.expect(body.note).to.not.be.null;", {"note": "x"}, ['assert field_of(body, "note", "") is not None']),
    ("pm.expect(body.password).to.be.undefined;", {"id": 1}, ['assert not has_field(body, "password")']),
    (
        "pm.expect(body.items.filter((item) => item.price > 6)).to.have.lengthOf(1);",
        {"items": [{"price": 10}, {"price": 5}]},
        [
            'assert isinstance(body["items"], list)',
            "assert (",
            "    len(",
            "        [",
            "            item",
            '            for item in body["items"]',
            '            if has_field(item, "price") and number_of(item["price"]) > 6',
            "        ]",
            "    )",
            "    == 1",
            ")",
        ],
    ),
]


@pytest.mark.parametrize(("statement", "body", "wanted"), FORMS)
def test_a_careful_form(judge: SandboxJudge, statement: str, body: object, wanted: list[str]) -> None:
    script = f"const body = pm.response.json();\npm.test('t', () => {{ {statement} }});"
    found = proven(judge, script, answer(body), token="old")
    assert sandboxed(found) == {}
    (test,) = found.translation.tests
    assert [line for line in test.lines if line != "body = response.json()"] == wanted
    assert (found.compared, found.differences) == (found.equal, ())
    functions = {name for name in ("field_of", "fields_of", "has_field", "number_of") if name + "(" in str(test.lines)}
    assert {line.split()[-1] for line in test.imports if "assay" in line} == functions


def test_a_sum_of_numbers_stays_one(judge: SandboxJudge) -> None:
    script = "const b = pm.response.json(); pm.test('t', () => pm.expect(b.net + b.tax).to.equal(b.total));"
    found = proven(judge, script, answer({"net": 10, "tax": 2, "total": 12}))
    (test,) = found.translation.tests
    assert 'b["net"] + b["tax"]' in "\n".join(test.lines).replace("body[", "b[")


def test_names_of_the_script_give_way_to_the_functions(judge: SandboxJudge) -> None:
    script = """
    const field_of = pm.response.json();
    pm.test("t", () => pm.expect(field_of.name).to.not.equal("Bob"));
    """
    assert sandboxed(proven(judge, script, answer({"name": "Ada"}))) == {}
