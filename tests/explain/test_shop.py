"""Ordinary exchanges with a good API: silence is the norm, and what is told of a refusal is true."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assay.demo.serve import serving
from assay.explain.evidence import Evidence
from assay.explain.explaining import explain
from assay.model.exchange import Exchange
from assay.model.explanation import Explanation

from ..transport.sending import request, send

ALICE = {"username": "alice", "password": "alice-secret-1"}


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture(scope="module")
def token(shop: str) -> str:
    answered = ask(shop, "POST", "/v1/auth/login", ALICE)
    assert answered.response is not None
    return str(json.loads(answered.response.body)["access_token"])


def ask(shop: str, method: str, path: str, body: object = None, **headers: str) -> Exchange:
    given = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    if body is not None:
        given = (*given, ("Content-Type", "application/json"))
    data = json.dumps(body).encode() if body is not None else b""
    return send(request(f"{shop}{path}", method, headers=given, body=data if body is not None else ()))


def told(exchange: Exchange) -> tuple[Explanation, ...]:
    return explain(Evidence(exchanges=(exchange,), now=exchange.started))


READS = ("/health", "/openapi.json", "/v1/products", "/v1/products?limit=3", "/v1/orders", "/v1/me")


@pytest.mark.parametrize("path", READS)
def test_nothing_is_said_of_a_good_read(shop: str, token: str, path: str) -> None:
    exchange = ask(shop, "GET", path, Authorization=f"Bearer {token}", Accept="application/json")
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert told(exchange) == ()


def test_nothing_is_said_of_a_good_write(shop: str) -> None:
    exchange = ask(shop, "POST", "/v1/auth/login", ALICE)
    assert exchange.response is not None
    assert exchange.response.status in (200, 201)
    assert told(exchange) == ()


def test_a_read_without_a_token_is_explained_in_one_sentence(shop: str) -> None:
    assert [each.rule for each in told(ask(shop, "GET", "/v1/orders"))] == ["no-credentials"]


def test_a_path_that_is_not_there(shop: str, token: str) -> None:
    exchange = ask(shop, "GET", "/v1/order", Authorization=f"Bearer {token}")
    assert [each.rule for each in told(exchange)] == ["problem-details"]


def test_a_body_with_wrong_fields_is_told_field_by_field(shop: str) -> None:
    explanations = told(ask(shop, "POST", "/v1/auth/login", {"username": 7}))
    fields = next(each for each in explanations if each.rule == "field-errors")
    assert any("password" in seen for seen in fields.evidence)
    assert any("username" in seen for seen in fields.evidence)


def test_a_wrong_method_names_those_that_are_offered(shop: str, token: str) -> None:
    exchange = ask(shop, "DELETE", "/v1/products", Authorization=f"Bearer {token}")
    explanation = next(each for each in told(exchange) if each.rule == "method-not-allowed")
    assert "GET" in explanation.means
