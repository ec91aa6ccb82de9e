"""Branches, loops and functions of a script are those of Python, and judge alike."""
# ruff: noqa: E501 - scripts as people write them

from __future__ import annotations

import pytest

from assay.app.promoting.judging import SandboxJudge
from tests.promote.scripts.stage import answer, body_lines, lines, proven, reason, sandboxed

ORDER = {
    "id": 7,
    "kind": "gift",
    "total": 15,
    "note": None,
    "tags": ["New", "sale"],
    "items": [{"id": 1, "price": 5}, {"id": 2, "price": 10}],
}

READS = [
    (
        "switch (body.kind) { case 'a': case 'b': pm.expect(body.id).to.equal(2); break; default: pm.expect(body.id).to.equal(3); }",
        ['if body.get("kind") in ("a", "b"):', '    assert body["id"] == 2', "else:", '    assert body["id"] == 3'],
    ),
    (
        "let i = 0; while (i < body.items.length) { pm.expect(body.items[i].id).to.equal(i); i++; }",
        ["i = 0", 'while i < len(body["items"]):', '    assert body["items"][i]["id"] == i', "    i += 1"],
    ),
    (
        "for (let i = body.items.length - 1; i >= 0; i--) { pm.expect(body.items[i].id).to.exist; }",
        ['for i in range(len(body["items"]) - 1, -1, -1):', '    assert body["items"][i]["id"] is not None'],
    ),
    (
        "for (let i = 0; i < 10; i += 2) { pm.expect(body.items[i].id).to.exist; }",
        ["for i in range(0, 10, 2):", '    assert body["items"][i]["id"] is not None'],
    ),
    (
        "for (const item of body.items) { if (item.id === 3) { return; } } pm.expect.fail('no third item');",
        ['for item in body["items"]:', '    if item.get("id") == 3:', "        return", 'raise AssertionError("no third item")'],
    ),
    (
        "const { page = 1 } = body; pm.expect(page).to.equal(1);",
        ['assert body.get("page", 1) == 1'],
    ),
    (
        "const [first, ...others] = body.items; pm.expect(others).to.have.lengthOf(1);",
        ['found = body["items"]', "assert len(found[1:]) == 1"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("script", "wanted"), READS)
def test_it_reads_as_a_person_writes_it(script: str, wanted: list[str]) -> None:
    assert body_lines(script) == wanted


def test_a_function_of_several_statements_is_a_function() -> None:
    script = """
    function isSorted(prices) {
        for (let i = 1; i < prices.length; i++) { if (prices[i - 1] > prices[i]) { return false; } }
        return true;
    }
    pm.test("sorted", () => pm.expect(isSorted(pm.response.json().items.map((item) => item.price))).to.be.true);
    """
    assert lines(script) == [
        "def is_sorted(prices: Any) -> Any:",
        "    for i in range(1, len(prices)):",
        "        if prices[i - 1] > prices[i]:",
        "            return False",
        "    return True",
        "",
        "body = response.json()",
        'assert is_sorted([item["price"] for item in body["items"]]) is True',
    ]


def test_texts_that_a_loop_goes_through_may_name_variables() -> None:
    script = "['token', 'userId'].forEach((name) => pm.test(name + ' is kept', () => pm.expect(pm.environment.get(name)).to.be.a('string')));"
    assert lines(script) == [
        'for name in ["token", "userId"]:',
        '    assert isinstance({"token": token, "userId": user_id}[name], str)',
    ]


JUDGED = """
const body = pm.response.json();
function sum(items) { let total = 0; for (const item of items) { total += item.price; } return total; }
const place = (wanted) => { let at = 0; for (const tag of body.tags) { if (tag === wanted) { return at; } at++; } return -1; };
function judge(tags) { for (const tag of tags) { if (tag === "sale") { return; } pm.expect(tag).to.equal("New"); } }
switch (pm.response.code) {
    case 200: pm.test("switch around", () => pm.expect(body.id).to.equal(7)); break;
    case 404: pm.test("never", () => pm.expect.fail()); break;
    default: pm.test("otherwise", () => pm.expect(body.error).to.be.a("string"));
}
pm.test("switch", () => {
    switch (body.kind) { case "gift": pm.expect(body.total).to.equal(15); break; case "other": return; default: throw new Error("kind"); }
    pm.expect(body.id).to.equal(7);
});
pm.test("switch of numbers", () => { switch (body.id) { case 6: case 7: pm.expect(body.total).to.equal(15); break; default: pm.expect.fail("id"); } });
pm.test("while", () => { let i = 0, seen = 0; while (i < body.items.length) { seen += body.items[i].price; i++; } pm.expect(seen).to.equal(15); });
pm.test("do", () => { let n = 0; do { n++; } while (n < 3); pm.expect(n).to.equal(3); });
pm.test("down", () => { for (let i = 1; i >= 0; i--) { pm.expect(body.items[i].id).to.equal(i + 1); } });
pm.test("left early", () => { for (const tag of body.tags) { if (tag === "sale") { return; } } pm.expect.fail("no sale"); });
pm.test("left in a branch", () => { if (body.kind) { if (body.total === 15) { return; } pm.expect(body.id).to.equal(8); } pm.expect(body.id).to.equal(9); });
pm.test("sum", () => pm.expect(sum(body.items)).to.equal(body.total));
pm.test("find", () => pm.expect(place("sale")).to.equal(1));
pm.test("judge", () => judge(body.tags));
pm.test("callback", () => pm.expect(body.tags.filter((tag) => { const low = tag.toLowerCase(); return low === "new"; })).to.have.lengthOf(1));
pm.test("defaults", () => { const { total = 1, other = 2, items: [first] } = body; pm.expect(total + other).to.equal(17); pm.expect(first.id).to.equal(1); });
"""


def test_every_verdict_is_the_same(judge: SandboxJudge) -> None:
    found = proven(judge, JUDGED, answer(ORDER))
    assert sandboxed(found) == {}
    assert found.compared > 1000


LEFT = [
    ("switch (pm.response.code) { case 200: pm.expect(1).to.equal(pm.response.code); case 201: break; }", "runs on into the next"),
    ("switch (pm.response.code) { case 200: if (pm.response.text()) { break; } pm.expect.fail(); }", "break in the midst"),
    ("do { if (pm.response.text()) { continue; } } while (pm.response.code < 3);", "continue in a do-while"),
    ("for (let i = 0; i < 3; i *= 2) { pm.expect(i).to.equal(1); }", "this loop"),
    ("outer: for (const a of [1]) { break outer; }", "labeled statement"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "wanted"), LEFT)
def test_what_is_not_python_is_told(script: str, wanted: str) -> None:
    assert wanted in reason(f"pm.test('t', () => {{ {script} }});")
