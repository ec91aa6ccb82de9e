"""The Python reads as if a person had written it."""

from __future__ import annotations

import pytest

from assay.promote.scripts import Assignment, Scope, Test, translate
from tests.promote.scripts.stage import body_lines, lines

EXPECTS = [
    ("pm.response.to.have.status(200);", ["assert response.status_code == 200"]),
    ("pm.response.to.have.status('Created');", ["assert response.status_code == 201"]),
    ("pm.response.to.be.success;", ["assert 200 <= response.status_code < 300"]),
    ("pm.response.to.not.be.error;", ["assert not 400 <= response.status_code < 600"]),
    ("pm.response.to.have.header('ETag');", ['assert "ETag" in response.headers']),
    ("pm.response.to.have.header('ETag', 'x');", ['assert response.headers["ETag"] == "x"']),
    ("pm.expect(pm.response.responseTime).to.be.below(500);", ["assert response.elapsed.total_seconds() < 0.5"]),
    ("pm.response.to.have.responseTime.below(2000);", ["assert response.elapsed.total_seconds() < 2"]),
    ("pm.expect(pm.response.code).to.be.oneOf([200, 201]);", ["assert response.status_code in (200, 201)"]),
    ("pm.expect(pm.response.text()).to.include('hello');", ['assert "hello" in response.text']),
    ("pm.expect(body.name).to.eql('Ada');", ['assert body["name"] == "Ada"']),
    ("pm.expect(body.active).to.be.true;", ['assert body["active"] is True']),
    ("pm.expect(body.error).to.be.null;", ['assert body["error"] is None']),
    ("pm.expect(body.error).to.be.undefined;", ['assert "error" not in body']),
    ("pm.expect(body).to.have.property('id');", ['assert "id" in body']),
    ("pm.expect(body).to.not.have.property('password');", ['assert "password" not in body']),
    ("pm.expect(body).to.include.all.keys('id', 'name');", ['assert {"id", "name"} <= body.keys()']),
    ("pm.expect(body).to.have.all.keys('id', 'name');", ['assert body.keys() == {"id", "name"}']),
    ("pm.expect(body.items).to.be.an('array').that.is.not.empty;",
     ['assert isinstance(body["items"], list)', 'assert len(body["items"]) > 0']),
    ("pm.expect(body.items.length).to.equal(2);", ['assert len(body["items"]) == 2']),
    ("pm.expect(body.items.every(item => item.price > 0)).to.be.true;",
     ['assert all(item["price"] > 0 for item in body["items"])']),
    ("body.items.forEach(item => { pm.expect(item.id).to.be.a('string'); });",
     ['for item in body["items"]:', '    assert isinstance(item["id"], str)']),
    ("for (const [key, value] of Object.entries(body)) { pm.expect(value, key).to.not.be.null; }",
     ["for key, value in body.items():", "    assert value is not None, key"]),
    ("pm.expect(body.items.map(i => i.id)).to.include(7);",
     ['assert 7 in [item["id"] for item in body["items"]]']),
    ("pm.expect(body.items.some(i => i.id === 7)).to.be.true;",
     ['assert any(item.get("id") == 7 for item in body["items"])']),
    ("if (body.next) { pm.expect(body.next).to.match(/^\\/v1/); }",
     ['if body.get("next"):', '    assert re.search("^/v1", body["next"])']),
    ("pm.expect(typeof body.id).to.equal('string');", None),
    ("pm.expect(body.price).to.be.closeTo(1.5, 0.1);", ['assert body["price"] == pytest.approx(1.5, abs=0.1)']),
    ("const { id, name } = body; pm.expect(id).to.equal(7); pm.expect(name).to.equal('x');",
     ['assert body["id"] == 7', 'assert body["name"] == "x"']),
    ("pm.expect(body.user?.name).to.equal('Ada');", ['assert body["user"]["name"] == "Ada"']),
    ("pm.expect(`${body.first} ${body.last}`).to.equal('Ada Byron');",
     ["assert f\"{body['first']} {body['last']}\" == \"Ada Byron\""]),
    ("pm.expect(_.get(body, 'user.name')).to.equal('Ada');", ['assert body["user"]["name"] == "Ada"']),
    ("if (!body.ok) throw new Error('not ok');", ['assert body.get("ok"), "not ok"']),
    ("pm.expect(body.id, 'the id').to.equal(7);", ['assert body["id"] == 7, "the id"']),
    ("const total = body.items.reduce((sum, item) => sum + item.price, 0); pm.expect(total).to.equal(3);",
     ['total = sum(item["price"] for item in body["items"])', "assert total == 3"]),
]  # fmt: skip


@pytest.mark.parametrize(("script", "wanted"), [one for one in EXPECTS if one[1] is not None])
def test_an_assertion(script: str, wanted: list[str]) -> None:
    assert body_lines(script) == wanted


def test_the_answer_is_parsed_once_and_where_it_is_needed() -> None:
    script = """
    const jsonData = pm.response.json();
    pm.test("it", function () {
        pm.response.to.have.status(200);
        pm.expect(jsonData.id).to.equal(7);
        pm.expect(pm.response.json().name).to.equal("Ada");
    });
    """
    assert lines(script) == [
        "assert response.status_code == 200",
        "body = response.json()",
        'assert body["id"] == 7',
        'assert body["name"] == "Ada"',
    ]


def test_a_test_takes_with_it_only_what_it_needs() -> None:
    script = """
    const body = pm.response.json();
    const unused = body.other;
    function wanted() { return 200; }
    pm.test("status", () => pm.expect(pm.response.code).to.equal(wanted()));
    pm.test("id", () => pm.expect(body.id).to.exist);
    """
    first, second = translate(script, Scope()).tests
    assert first.lines == ("assert response.status_code == 200",)
    assert second.lines == ("body = response.json()", 'assert body["id"] is not None')


def test_a_condition_around_a_test_stays_around_it() -> None:
    script = "if (pm.response.code === 200) { pm.test('a', () => pm.expect(pm.response.json().id).to.equal(5)); }"
    assert lines(script) == [
        "if response.status_code == 200:",
        "    body = response.json()",
        '    assert body["id"] == 5',
    ]


def test_variables_by_the_names_that_the_scope_gives_them() -> None:
    script = "pm.test('t', () => pm.expect(pm.response.json().id).to.equal(pm.environment.get('order_id')));"
    (test,) = translate(script, Scope(variables={"order_id": 'created_order["id"]'})).tests
    assert test.lines[-1] == 'assert body["id"] == created_order["id"]'
    (test,) = translate(script, Scope()).tests
    assert [(use.variable, use.python) for use in test.uses] == [("order_id", "order_id")]


def test_a_kept_variable_is_an_assignment() -> None:
    script = "const jsonData = pm.response.json();\npm.environment.set('order_id', jsonData.data.id);"
    (block,) = translate(script, Scope()).blocks
    assert isinstance(block, Assignment)
    assert (block.variable, block.scope, block.python) == ("order_id", "environment", "order_id")
    assert block.lines == ("body = response.json()", 'order_id = body["data"]["id"]')


def test_a_schema_becomes_a_constant() -> None:
    script = """
    const orderSchema = { type: "object", required: ["id"] };
    pm.test("schema", () => pm.response.to.have.jsonSchema(orderSchema));
    """
    (test,) = translate(script, Scope()).tests
    assert test.lines == ("body = response.json()", "validate(body, ORDER_SCHEMA)")
    assert test.helpers == ("validate",)
    (schema,) = test.schemas
    assert schema.schema["required"] == ["id"]


def test_schemas_by_status_become_constants_whatever_they_say() -> None:
    script = """
    const schema = {
      "200": {"$ref": "#/definitions/Order", "definitions": {"Order": {"type": "object", "required": ["id"]}}},
      "204": {"enum": [null]}
    }[pm.response.code];
    if (schema) { pm.test("schema", () => { pm.response.to.have.jsonSchema(schema); }); }
    """
    (test,) = [one for one in translate(script, Scope()).blocks if isinstance(one, Test)]
    table = "schema = {200: SCHEMA_200, 204: SCHEMA_204}.get(response.status_code)"
    assert test.lines[0] == table


@pytest.mark.parametrize("name", ["class", "list", "ünïcode", "日本", "a-b", "1st", "", "x" * 300, "'); import os; ('"])
def test_odd_names_of_variables_become_identifiers(name: str) -> None:
    script = f"pm.test('t', () => pm.expect(pm.response.code).to.equal(pm.variables.get({name!r})));"
    for block in translate(script, Scope()).blocks:
        assert isinstance(block, Test)
        assert all(use.python.isidentifier() for use in block.uses)
        compile("\n".join(block.lines), "lines", "exec")


def test_every_line_is_accounted_for() -> None:
    script = "\n".join(
        [
            "// a comment",
            "const body = pm.response.json();",
            "console.log(body);",
            "pm.test('a', () => {",
            "    pm.expect(body.id).to.equal(7);",
            "});",
            "",
            "pm.test('b', () => pm.expect(nobody).to.equal(1));",
            "const unused = 1;",
        ]
    )
    fates = [line.fate for line in translate(script, Scope()).account]
    assert fates == [
        "blank",
        "translated",
        "listed",
        "translated",
        "translated",
        "translated",
        "blank",
        "sandbox",
        "listed",
    ]
