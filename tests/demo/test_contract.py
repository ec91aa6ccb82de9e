"""The document and the shop say the same: operations, statuses, roles, codes, examples."""

from typing import Any

import jsonschema_rs
import pytest

from assay.demo.access import LEAST_ROLE
from assay.demo.app import HANDLERS
from assay.demo.contract import Operation, document, operations
from assay.demo.problems import PROBLEMS
from tests.demo.client import Client
from tests.demo.judge import validator
from tests.demo.making import PNG, multipart

OPERATIONS = operations()
IDS = [operation.id for operation in OPERATIONS]
NAMES = {
    "address_id": "adr_aaaaaaaaaaaaaaaaaaaa",
    "user_id": "usr_aaaaaaaaaaaaaaaaaaaa",
    "product_id": "prd_aaaaaaaaaaaaaaaaaaaa",
    "review_id": "rev_aaaaaaaaaaaaaaaaaaaa",
    "order_id": "ord_aaaaaaaaaaaaaaaaaaaa",
    "report_id": "rep_aaaaaaaaaaaaaaaaaaaa",
    "announcement_id": "ann_aaaaaaaaaaaaaaaaaaaa",
    "coupon_id": "cpn_aaaaaaaaaaaaaaaaaaaa",
    "tenant": "acme",
    "sku": "KIT-0001",
}


def _node(operation: Operation) -> dict[str, Any]:
    node: dict[str, Any] = document()["paths"][operation.path][operation.method.lower()]
    return node


def _path(operation: Operation) -> str:
    return operation.path.format(**NAMES)


def test_each_operation_has_a_handler_and_each_handler_an_operation() -> None:
    assert sorted(HANDLERS) == sorted(IDS)
    assert len(set(IDS)) == len(IDS) >= 30


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_documents_every_refusal_that_its_features_bring(operation: Operation) -> None:
    places = {parameter.place for parameter in operation.parameters}
    expected = {"400", "406", "422"}
    expected |= {"401"} if operation.security else set()
    expected |= {"403"} if operation.id in LEAST_ROLE or operation.scopes else set()
    expected |= {"404"} if "path" in places else set()
    expected |= {"413", "415"} if operation.bodies else set()
    assert expected <= set(_node(operation)["responses"])


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_tells_the_role_in_its_prose(operation: Operation) -> None:
    prose = _node(operation).get("description", "")
    sentence = {"admin": "Admins only.", "manager": "Managers and admins only"}.get(LEAST_ROLE.get(operation.id, ""))
    assert prose.startswith(sentence) if sentence else "dmins only." not in prose


@pytest.mark.parametrize("operation", [it for it in OPERATIONS if it.security], ids=lambda it: it.id)
@pytest.mark.parametrize("token", [None, "Bearer x.y.z", "Basic YWxpY2U6YWxpY2U=", "Bearer", "Bearer \xe9"])
def test_secured_operations_refuse_bad_credentials(base_url: str, operation: Operation, token: str | None) -> None:
    headers = {"Authorization": token, "X_Api_Key": token} if token else {}
    answer = Client(base_url).send(operation.method, _path(operation), **headers)
    assert answer.status == 401
    assert answer.headers["www-authenticate"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_refuses_an_unknown_query_parameter(
    people: dict[str, Client], operation: Operation, warehouse: Client, feed: Client
) -> None:
    senders = {"warehouseKey": warehouse, "feedToken": feed}
    sender = senders.get("".join(operation.security), people["ada"])
    body = multipart(PNG, "image/png") if "multipart/form-data" in operation.bodies else {"json": {}}
    answer = sender.send(operation.method, _path(operation), query={"colour": "red"}, **body)
    assert answer.status == 422
    assert ("query", "colour", "unknown") in answer.broken


@pytest.mark.parametrize("path", sorted({operation.path for operation in OPERATIONS}))
def test_other_methods_are_refused_with_the_allowed_ones(base_url: str, path: str) -> None:
    declared = {operation.method for operation in OPERATIONS if operation.path == path}
    declared |= {"HEAD"} if "GET" in declared else set()
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - declared:
        answer = Client(base_url).send(method, path.format(**NAMES))
        assert answer.status == 405
        assert set(answer.headers["allow"].split(", ")) == declared


def test_serves_its_own_document(base_url: str) -> None:
    assert Client(base_url).get("/openapi.json").body == document()


def test_the_problem_codes_are_those_of_the_document() -> None:
    assert document()["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] == list(PROBLEMS)


def test_examples_fulfil_their_schemas() -> None:
    judged = list(_examples(document()))
    assert len(judged) > 40
    for schema, example in judged:
        assert validator(schema).is_valid(example), example


def _examples(node: Any) -> Any:
    if isinstance(node, list):
        for part in node:
            yield from _examples(part)
    if not isinstance(node, dict):
        return
    if ("example" in node and not isinstance(node["example"], dict | bool)) or ("schema" in node and "example" in node):
        yield node.get("schema", {key: value for key, value in node.items() if key != "example"}), node["example"]
    for part in node.values():
        yield from _examples(part)


def test_every_schema_of_the_document_is_a_schema() -> None:
    for schema in document()["components"]["schemas"].values():
        jsonschema_rs.meta.validate({**schema, "$schema": "https://json-schema.org/draft/2020-12/schema"})
