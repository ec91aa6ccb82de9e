"""Input is judged as the contract says: our small judge against a full one, and each rule over the wire."""

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.demo.contract import Operation, document, operations
from assay.demo.schema import violations
from tests.demo.client import Client
from tests.demo.judge import validator
from tests.demo.making import create_product


def _content(operation: Operation) -> dict[str, Any]:
    node = document()["paths"][operation.path][operation.method.lower()]
    return dict(node["requestBody"]["content"]["application/json"])


SCHEMAS = {
    name.rpartition("/")[2]: (operation.bodies["application/json"], content["example"])
    for operation in operations()
    if "application/json" in operation.bodies
    for content in [_content(operation)]
    for name in [content["schema"]["$ref"]]
}
PARAMETERS = list(
    {str(parameter.schema): parameter.schema for it in operations() for parameter in it.parameters}.values()
)

texts = st.one_of(
    st.text(max_size=12),
    st.text(alphabet=string.ascii_letters + string.digits + "_-.@/: \n\t\x00\x7f", max_size=140),
    st.sampled_from(
        ["", "a", "alice", "alice\n", "A-1", "KIT-0042", "a@b.example", "x" * 121, "x" * 2001, "\u00a0", " "]
    ),
    st.from_regex(r"\A[a-z]{3}_[a-z2-7]{20}\Z"),
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 120), st.sampled_from([10_000_000, 10_000_001, 2**70, -1]), texts
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=10) | st.dictionaries(texts, inner, max_size=3), max_leaves=12
)


@pytest.mark.parametrize("name", SCHEMAS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_our_judge_says_of_a_body_what_a_full_one_says(name: str, data: st.DataObject) -> None:
    schema, example = SCHEMAS[name]
    body = data.draw(st.one_of(values, _changed(example, schema)))
    assert (not list(violations(schema, body))) == validator(schema).is_valid(body)


@settings(max_examples=500, deadline=None)
@given(schema=st.sampled_from(PARAMETERS), value=scalars)
def test_our_judge_says_of_a_parameter_what_a_full_one_says(schema: dict[str, Any], value: Any) -> None:
    assert (not list(violations(schema, value))) == validator(schema).is_valid(value)


def _changed(example: dict[str, Any], schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The example with some fields replaced, left out or added."""
    fields = st.dictionaries(st.sampled_from([*schema["properties"], "extra"]), values, max_size=2)
    return st.builds(
        lambda new, gone: {key: value for key, value in {**example, **new}.items() if key != gone},
        fields,
        st.sampled_from([*example, "nothing"]),
    )


@settings(deadline=None)
@given(text=st.from_regex(f"\\A{document()['components']['schemas']['Email']['pattern'][1:-1]}\\Z"))
def test_each_email_of_the_pattern_is_one(text: str) -> None:
    assert len(text) > 100 or validator({"type": "string", "format": "email"}).is_valid(text)


@given(
    text=st.from_regex(
        f"\\A{document()['components']['schemas']['ProductInput']['properties']['manual_url']['pattern'][1:-1]}\\Z"
    )
)
def test_each_manual_url_of_the_pattern_is_one(text: str) -> None:
    assert validator({"type": "string", "format": "uri"}).is_valid(text)


GOOD = {"sku": "TST-90001", "name": "Pot", "category": "garden", "price_cents": 100, "stock": 1}
BAD_PRODUCTS = [
    ({"sku": None}, "/sku", "type"),
    ({"sku": "tst-90001"}, "/sku", "pattern"),
    ({"sku": "TST-90001\n"}, "/sku", "pattern"),
    ({"name": ""}, "/name", "minLength"),
    ({"name": "   "}, "/name", "pattern"),
    ({"name": "a\x00b"}, "/name", "pattern"),
    ({"name": "x" * 121}, "/name", "maxLength"),
    ({"category": "cars"}, "/category", "enum"),
    ({"category": ["garden"]}, "/category", "enum"),
    ({"price_cents": 0}, "/price_cents", "minimum"),
    ({"price_cents": 10_000_001}, "/price_cents", "maximum"),
    ({"price_cents": 2**80}, "/price_cents", "maximum"),
    ({"price_cents": 1.5}, "/price_cents", "type"),
    ({"price_cents": "100"}, "/price_cents", "type"),
    ({"price_cents": True}, "/price_cents", "type"),
    ({"stock": -1}, "/stock", "minimum"),
    ({"tags": ["a", "a"]}, "/tags", "uniqueItems"),
    ({"tags": [str(number) for number in range(9)]}, "/tags", "maxItems"),
    ({"tags": ["ok", "Not Ok"]}, "/tags/1", "pattern"),
    ({"tags": None}, "/tags", "type"),
    ({"manual_url": "javascript:alert(1)"}, "/manual_url", "pattern"),
    ({"id": "prd_aaaaaaaaaaaaaaaaaaaa"}, "/id", "additionalProperties"),
    ({"a/b~c": 1}, "/a~1b~0c", "additionalProperties"),
]


@pytest.mark.parametrize(("change", "pointer", "rule"), BAD_PRODUCTS)
def test_names_the_place_and_the_rule_of_each_error(
    ada: Client, change: dict[str, Any], pointer: str, rule: str
) -> None:
    before = ada.get("/v1/products").body["total"]
    answer = ada.post("/v1/products", {**GOOD, **change})
    assert answer.status == 422
    assert answer.code == "invalid_request"
    assert ("body", pointer, rule) in answer.broken
    assert ada.get("/v1/products").body["total"] == before


def test_bounds_themselves_are_allowed(ada: Client) -> None:
    product = create_product(ada, name="x" * 120, price_cents=10_000_000, stock=0, tags=list("abcdefgh"))
    assert product["price_cents"] == 10_000_000
    assert create_product(ada, price_cents=1.0)["price_cents"] == 1


def test_errors_of_all_places_come_together(alice: Client) -> None:
    answer = alice.send("PATCH", "/v1/orders/nothing", {}, query={"x": "1"}, If_Match="x" * 201)
    expected = {("path", "order_id", "pattern"), ("query", "x", "unknown")}
    expected |= {("header", "If-Match", "maxLength"), ("body", "", "minProperties")}
    assert answer.broken == expected


def test_names_no_more_than_twenty_errors(ada: Client) -> None:
    answer = ada.post("/v1/products", {f"field{number}": 1 for number in range(500)})
    assert len(answer.body["errors"]) == 20
    assert "505 places" in answer.body["detail"]


BAD_QUERIES = [
    ("limit=0", "limit", "minimum"),
    ("limit=101", "limit", "maximum"),
    ("limit=-1", "limit", "minimum"),
    ("limit=ten", "limit", "type"),
    ("limit=1.0", "limit", "type"),
    ("limit=", "limit", "type"),
    ("limit=%2B1", "limit", "type"),
    ("limit=٣", "limit", "type"),
    ("limit=" + "9" * 5000, "limit", "type"),
    ("limit=1&limit=2", "limit", "repeated"),
    ("offset=-1", "offset", "minimum"),
    ("category=cars", "category", "enum"),
    ("in_stock=yes", "in_stock", "type"),
    ("sort=stock", "sort", "enum"),
    ("q=a", "q", "minLength"),
    ("q=a%00b", "q", "pattern"),
    ("LIMIT=1", "LIMIT", "unknown"),
]


@pytest.mark.parametrize(("query", "name", "rule"), BAD_QUERIES, ids=[query[:20] for query, _, _ in BAD_QUERIES])
def test_refuses_bad_query_parameters(alice: Client, query: str, name: str, rule: str) -> None:
    answer = alice.send("GET", f"/v1/products?{query}" if query.isascii() else "/v1/products?limit=%D9%A3")
    assert answer.status == 422
    assert ("query", name, rule) in answer.broken


@pytest.mark.parametrize("moment", ["2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00+01:00", "now"])
def test_refuses_a_moment_that_is_none(alice: Client, moment: str) -> None:
    answer = alice.get("/v1/orders", created_from=moment)
    assert {(place, name) for place, name, _ in answer.broken} == {("query", "created_from")}
