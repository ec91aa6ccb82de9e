"""The collection and its files: each request is an operation of the contract, each variable is known."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from assay.demo import resources
from assay.demo.contract import operations
from tests.demo.judge import operation_of

TEXT = resources.collection().read_text("utf-8")
COLLECTION = json.loads(TEXT)


def _requests(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in node.get("item", ()):
        yield from _requests(item)
    if "request" in node:
        yield node


def test_each_request_is_an_operation_of_the_contract() -> None:
    reached = set()
    for item in _requests(COLLECTION):
        raw = item["request"]["url"]["raw"].removeprefix("{{base_url}}").partition("?")[0]
        operation = operation_of(item["request"]["method"], re.sub(r"\{\{\w+\}\}", "x", raw))
        assert operation, item["name"]
        reached.add(operation.id)
    assert len(reached) >= 20
    assert {"listAuditEvents", "disableUser", "refresh", "createOrder", "payOrder"} <= reached
    assert reached < {operation.id for operation in operations()}


def test_each_request_has_a_name_of_its_own_and_tests() -> None:
    items = list(_requests(COLLECTION))
    assert len({item["name"] for item in items}) == len({item["id"] for item in items}) == len(items) >= 25
    for item in items:
        tests = [line for event in item["event"] if event["listen"] == "test" for line in event["script"]["exec"]]
        assert any("pm.test(" in line for line in tests), item["name"]


def test_each_variable_is_known_or_set_by_a_script() -> None:
    environment = json.loads(resources.environment().read_text("utf-8"))
    known = {value["key"] for value in environment["values"]} | {value["key"] for value in COLLECTION["variable"]}
    known |= set(re.findall(r"(?:environment|collectionVariables|variables)\.set\(\\\"(\w+)", TEXT))
    assert set(re.findall(r"\{\{(\w+)\}\}", TEXT)) <= known


def test_secrets_of_the_environment_are_of_type_secret() -> None:
    for value in json.loads(resources.environment().read_text("utf-8"))["values"]:
        secret = re.search("password|token|_key", value["key"]) is not None
        assert (value["type"] == "secret") is secret, value["key"]


def test_the_data_has_rows_for_members() -> None:
    rows = list(csv.DictReader(io.StringIO(resources.data().read_text("utf-8"))))
    assert [row["username"] for row in rows] == ["alice", "bob"]
    assert all(1 <= int(row["quantity"]) <= 99 for row in rows)
