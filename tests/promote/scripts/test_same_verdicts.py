"""Script and Python judge an answer and all its mutants alike; each script here is written out, none is left behind."""
# ruff: noqa: E501 - scripts as people write them

from __future__ import annotations

import pytest

from assay.app.promoting.judging import SandboxJudge
from tests.promote.scripts.stage import answer, proven, sandboxed

SHOP = {
    "id": 7,
    "name": "Ada Byron",
    "email": "ada@example.com",
    "active": True,
    "deleted": False,
    "count": 1,
    "zero": 0,
    "price": 12.5,
    "note": None,
    "empty": "",
    "created": "2024-05-01T10:00:00+00:00",
    "tags": ["new", "sale"],
    "numbers": [3, 1, 2],
    "none": [],
    "address": {"city": "Rome", "zip": "00118", "geo": {"lat": 41.9}},
    "items": [
        {"id": 1, "sku": "A-1", "price": 10, "count": 2, "tags": ["x"]},
        {"id": 2, "sku": "B-2", "price": 5, "count": 1, "tags": ["x", "y"]},
    ],
}

CHAI = """
const body = pm.response.json();
pm.test("equal", () => { pm.expect(body.id).to.equal(7); pm.expect(body.name).to.be.equal("Ada Byron"); });
pm.test("equal 1", () => pm.expect(body.count).to.equal(1));
pm.test("equal 0", () => pm.expect(body.zero).to.eql(0));
pm.test("equal true", () => pm.expect(body.active).to.equal(true));
pm.test("eql false", () => pm.expect(body.deleted).to.eql(false));
pm.test("eql object", () => pm.expect(body.address).to.eql({ zip: "00118", city: "Rome", geo: { lat: 41.9 } }));
pm.test("eql list with 1", () => pm.expect(body.numbers).to.eql([3, 1, 2]));
pm.test("deep equal", () => pm.expect(body.tags).to.deep.equal(["new", "sale"]));
pm.test("not equal", () => pm.expect(body.name).to.not.equal("Bob"));
pm.test("not eql", () => pm.expect(body.tags).to.not.eql([]));
pm.test("types", () => {
    pm.expect(body.id).to.be.a("number"); pm.expect(body.name).to.be.a("string");
    pm.expect(body.active).to.be.a("boolean"); pm.expect(body.tags).to.be.an("array");
    pm.expect(body.address).to.be.an("object"); pm.expect(body.note).to.be.a("null");
});
pm.test("not types", () => { pm.expect(body.id).to.not.be.a("string"); pm.expect(body.address).to.not.be.an("array"); });
pm.test("true", () => pm.expect(body.active).to.be.true);
pm.test("false", () => pm.expect(body.deleted).to.be.false);
pm.test("not false", () => pm.expect(body.active).to.not.be.false);
pm.test("null", () => pm.expect(body.note).to.be.null);
pm.test("not null", () => pm.expect(body.id).to.not.be.null);
pm.test("not equal null", () => pm.expect(body.id).to.not.equal(null));
pm.test("undefined", () => pm.expect(body.password).to.be.undefined);
pm.test("not undefined", () => pm.expect(body.note).to.not.be.undefined);
pm.test("exist", () => pm.expect(body.id).to.exist);
pm.test("not exist", () => pm.expect(body.note).to.not.exist);
pm.test("ok", () => { pm.expect(body.tags).to.be.ok; pm.expect(body.name).to.be.ok; });
pm.test("not ok", () => pm.expect(body.empty).to.not.be.ok);
pm.test("empty", () => { pm.expect(body.none).to.be.empty; pm.expect(body.empty).to.be.empty; });
pm.test("not empty", () => { pm.expect(body.tags).to.not.be.empty; pm.expect(body.address).to.not.be.empty; });
pm.test("order", () => {
    pm.expect(body.price).to.be.above(0); pm.expect(body.price).to.be.at.least(12.5);
    pm.expect(body.count).to.be.below(2); pm.expect(body.id).to.be.at.most(7); pm.expect(body.id).to.be.within(1, 10);
});
pm.test("not above", () => pm.expect(body.price).to.not.be.above(100));
pm.test("close", () => pm.expect(body.price).to.be.closeTo(12.4, 0.2));
pm.test("length", () => { pm.expect(body.tags).to.have.lengthOf(2); pm.expect(body.name).to.have.length(9); });
pm.test("length above", () => pm.expect(body.items).to.have.lengthOf.at.least(1));
pm.test("include text", () => pm.expect(body.email).to.include("@"));
pm.test("include element", () => pm.expect(body.tags).to.include("sale"));
pm.test("not include", () => pm.expect(body.tags).to.not.include("old"));
pm.test("include object", () => pm.expect(body).to.include({ id: 7, active: true }));
pm.test("deep include", () => pm.expect(body.items[0].tags).to.deep.include("x"));
pm.test("members", () => pm.expect(body.tags).to.have.members(["sale", "new"]));
pm.test("include members", () => pm.expect(body.tags).to.include.members(["sale"]));
pm.test("ordered members", () => pm.expect(body.numbers).to.have.ordered.members([3, 1, 2]));
pm.test("keys", () => pm.expect(body.address).to.have.all.keys("city", "zip", "geo"));
pm.test("some keys", () => pm.expect(body).to.include.all.keys("id", "name"));
pm.test("any key", () => pm.expect(body).to.have.any.keys("id", "other"));
pm.test("property", () => pm.expect(body).to.have.property("note"));
pm.test("property value", () => pm.expect(body).to.have.property("name", "Ada Byron"));
pm.test("property chain", () => pm.expect(body).to.have.property("address").that.is.an("object").and.has.property("city"));
pm.test("nested property", () => pm.expect(body).to.have.nested.property("address.geo.lat"));
pm.test("no property", () => pm.expect(body).to.not.have.property("password"));
pm.test("match", () => pm.expect(body.email).to.match(/^[^@\\s]+@[\\w.]+$/));
pm.test("not match", () => pm.expect(body.name).to.not.match(/\\d/));
pm.test("string", () => pm.expect(body.name).to.have.string("Ada"));
pm.test("one of", () => pm.expect(body.name).to.be.oneOf(["Ada Byron", "Bob"]));
pm.test("one of numbers", () => pm.expect(body.count).to.be.oneOf([1, 2]));
pm.test("not one of", () => pm.expect(body.name).to.not.be.oneOf(["Bob"]));
pm.test("instance", () => pm.expect(body.tags).to.be.an.instanceof(Array));
pm.test("satisfy", () => pm.expect(body.id).to.satisfy((id) => id > 5));
pm.test("not throw", () => pm.expect(() => JSON.parse(responseBody)).to.not.throw());
"""

RESPONSE = """
pm.test("status", () => { pm.response.to.have.status(200); pm.response.to.have.status("OK"); });
pm.test("ok", () => pm.response.to.be.ok);
pm.test("success", () => pm.response.to.be.success);
pm.test("not found", () => pm.response.to.not.be.notFound);
pm.test("no error", () => { pm.response.to.not.be.error; pm.response.to.not.be.clientError; });
pm.test("json", () => pm.response.to.be.json);
pm.test("with body", () => pm.response.to.be.withBody);
pm.test("header", () => { pm.response.to.have.header("content-type"); pm.response.to.not.have.header("X-None"); });
pm.test("header value", () => pm.response.to.have.header("X-Trace", "t-1"));
pm.test("header get", () => pm.expect(pm.response.headers.get("Content-Type")).to.include("application/json"));
pm.test("header has", () => pm.expect(pm.response.headers.has("X-Trace")).to.be.true);
pm.test("body text", () => pm.expect(pm.response.text()).to.include("Ada"));
pm.test("body pattern", () => pm.response.to.have.body(/Ada/));
pm.test("json body", () => { pm.response.to.have.jsonBody("address.city"); pm.response.to.have.jsonBody("name", "Ada Byron"); });
pm.test("code", () => pm.expect(pm.response.code).to.be.oneOf([200, 201]));
pm.test("time", () => pm.expect(pm.response.responseTime).to.be.below(1000));
pm.test("size", () => pm.expect(pm.response.text().length).to.be.above(10));
pm.test("reason", () => pm.expect(pm.response.status).to.equal("OK"));
const schema = { type: "object", required: ["id"], properties: { id: { type: "integer" }, tags: { type: "array" } } };
pm.test("schema", () => pm.response.to.have.jsonSchema(schema));
pm.test("no schema", () => pm.response.to.not.have.jsonSchema({ type: "array" }));
const Ajv = require("ajv"), ajv = new Ajv();
pm.test("ajv", () => pm.expect(ajv.validate(schema, pm.response.json())).to.be.true);
const check = ajv.compile(schema);
pm.test("ajv compiled", () => pm.expect(check(pm.response.json())).to.be.true);
"""

LEGACY = """
var data = JSON.parse(responseBody);
tests["status"] = responseCode.code === 200;
tests["id"] = data.id == 7;
tests["text id"] = data.id == "7";
tests["name"] = data.name !== undefined;
tests["has email"] = data.hasOwnProperty("email");
tests["body"] = responseBody.indexOf("Ada") !== -1;
tests["body has"] = responseBody.has("Byron");
tests["header"] = responseHeaders["Content-Type"] === "application/json";
tests["time"] = responseTime < 500;
tests["both"] = data.active && data.count > 0;
tests["either"] = data.note || data.name;
tests["length"] = data.items.length === 2;
tests["tv4"] = tv4.validate(data, { type: "object", required: ["id"] });
"""

LANGUAGE = """
const body = pm.response.json();
const { id, address: { city } } = body;
const isOpen = (status) => status === true;
function total(items) { return items.reduce((sum, item) => sum + item.price * item.count, 0); }
let found = false;
for (const item of body.items) { if (item.sku === "B-2") { found = true; } }
pm.test("destructured", () => { pm.expect(id).to.equal(7); pm.expect(city).to.equal("Rome"); });
pm.test("function", () => pm.expect(isOpen(body.active)).to.be.true);
pm.test("reduce", () => pm.expect(total(body.items)).to.equal(25));
pm.test("loop", () => pm.expect(found).to.be.true);
pm.test("template", () => pm.expect(`${body.name}!`).to.equal("Ada Byron!"));
pm.test("for of", () => { for (const item of body.items) { pm.expect(item).to.have.property("sku"); } });
pm.test("forEach", () => body.items.forEach((item, index) => { pm.expect(item.price, `item ${index}`).to.be.above(0); }));
pm.test("for", () => { for (let i = 0; i < body.items.length; i++) { pm.expect(body.items[i].id).to.be.a("number"); } });
pm.test("every", () => pm.expect(body.items.every((item) => item.tags.includes("x"))).to.be.true);
pm.test("some", () => pm.expect(body.items.some((item) => item.sku === "A-1")).to.be.true);
pm.test("find", () => pm.expect(body.items.find((item) => item.id === 2).sku).to.equal("B-2"));
pm.test("filter", () => pm.expect(body.items.filter((item) => item.price > 6)).to.have.lengthOf(1));
pm.test("map", () => pm.expect(body.items.map((item) => item.sku)).to.eql(["A-1", "B-2"]));
pm.test("sorted", () => pm.expect([...body.numbers].sort((a, b) => a - b)).to.eql([1, 2, 3]));
pm.test("unique", () => pm.expect(new Set(body.items.map((item) => item.id)).size).to.equal(body.items.length));
pm.test("keys", () => pm.expect(Object.keys(body.address)).to.include("zip"));
pm.test("is array", () => pm.expect(Array.isArray(body.items)).to.be.true);
pm.test("typeof", () => pm.expect(typeof body.name === "string").to.be.true);
pm.test("typeof number", () => pm.expect(typeof body.id === "number").to.equal(true));
pm.test("in", () => pm.expect("id" in body).to.be.true);
pm.test("text", () => pm.expect(body.name.toLowerCase().trim().split(" ")[0]).to.equal("ada"));
pm.test("starts", () => pm.expect(body.sku === undefined && body.email.startsWith("ada")).to.be.true);
pm.test("regex", () => pm.expect(/^A-\\d+$/.test(body.items[0].sku)).to.be.true);
pm.test("ternary", () => pm.expect(body.note === null ? "none" : "some").to.equal("none"));
pm.test("optional", () => pm.expect(body.address?.geo?.lat).to.equal(41.9));
pm.test("default", () => pm.expect(body.missing ?? "none").to.equal("none"));
pm.test("if", () => { if (body.email) { pm.expect(body.email).to.include("@"); } else { pm.expect(body.name).to.be.ok; } });
pm.test("throw", () => { if (body.id !== 7) { throw new Error("another id"); } });
pm.test("math", () => pm.expect(Math.round(body.price)).to.equal(13));
pm.test("integer", () => pm.expect(Number.isInteger(body.id)).to.be.true);
pm.test("string of", () => pm.expect(String(body.id)).to.equal("7"));
pm.test("stringify", () => pm.expect(JSON.stringify(body.tags)).to.equal('["new","sale"]'));
pm.test("and", () => pm.expect(body.id === 7 && body.active === true).to.be.true);
pm.test("not", () => pm.expect(!body.deleted).to.be.true);
pm.test("lodash", () => { pm.expect(_.get(body, "address.city")).to.equal("Rome"); pm.expect(_.has(body, "id")).to.be.true; });
if (body.active) { pm.test("when active", () => pm.expect(body.count).to.be.above(0)); }
"""


@pytest.mark.parametrize("script", [CHAI, RESPONSE, LEGACY, LANGUAGE], ids=["chai", "response", "legacy", "language"])
def test_every_verdict_is_the_same(judge: SandboxJudge, script: str) -> None:
    found = proven(judge, script, answer(SHOP, X_Trace="t-1"))
    assert sandboxed(found) == {}
    assert found.mutants > 150
    assert found.compared > 3000


def test_variables_have_the_values_that_the_script_sees(judge: SandboxJudge) -> None:
    script = """
    pm.test("id", () => pm.expect(pm.response.json().id).to.equal(pm.environment.get("id")));
    pm.test("path", () => pm.expect(pm.response.json().name).to.equal(pm.variables.replaceIn("{{first}} Byron")));
    """
    found = proven(judge, script, answer(SHOP), id=7, first="Ada")
    assert sandboxed(found) == {}
    assert found.differences == ()


def test_names_that_are_made_as_the_script_runs(judge: SandboxJudge) -> None:
    script = """
    pm.test("static", () => pm.expect(pm.response.code).to.equal(200));
    pm.response.json().items.forEach((item) => {
        pm.test(`item ${item.id} has a price`, () => pm.expect(item.price).to.be.a("number"));
    });
    """
    found = proven(judge, script, answer(SHOP))
    assert sandboxed(found) == {}
    assert [test.name for test in found.translation.tests] == ["static", "item … has a price"]


def test_one_name_twice(judge: SandboxJudge) -> None:
    script = """
    const body = pm.response.json();
    pm.test("same", () => pm.expect(body.id).to.equal(7));
    pm.test("same", () => pm.expect(body.name).to.equal("another"));
    if (body.active) { pm.test("either", () => pm.expect(body.count).to.equal(1)); }
    else { pm.test("either", () => pm.expect(body.count).to.equal(2)); }
    """
    assert sandboxed(proven(judge, script, answer(SHOP))) == {}


def test_what_runs_later_is_judged_as_if_at_once(judge: SandboxJudge) -> None:
    script = """
    pm.test("done", (done) => { setTimeout(() => { pm.expect(pm.response.json().id).to.equal(7); done(); }, 5); });
    pm.test("done at once", (done) => { pm.expect(pm.response.json().count).to.equal(1); done(); });
    pm.test("done with an error", (done) => { setTimeout(() => done(new Error("late")), 5); });
    setTimeout(() => { pm.test("in a timer", () => pm.expect(pm.response.json().zero).to.equal(0)); }, 5);
    """
    assert sandboxed(proven(judge, script, answer({"id": 7, "count": 1, "zero": 0}))) == {}
    script = 'pm.test("async", async () => { await Promise.resolve(1); });'
    assert sandboxed(proven(judge, script, answer({"id": 7}))) == {}


def test_a_body_that_is_no_json(judge: SandboxJudge) -> None:
    script = """
    pm.test("text", () => pm.expect(pm.response.text()).to.equal("hello"));
    pm.test("json", () => pm.expect(pm.response.json().id).to.equal(7));
    """
    found = proven(judge, script, answer(b"hello"))
    assert sandboxed(found) == {}
