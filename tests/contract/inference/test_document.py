"""A document that is inferred is one that can be read again, holds for what was seen, and tells no secret."""

from __future__ import annotations

import json
from typing import Any

from assay.contract.inference.document import inferred
from assay.contract.matching import Match, Routes
from assay.contract.responses import judge_response
from assay.formats.openapi import read_openapi
from assay.model.contract import Contract
from assay.model.exchange import Answered, Exchange
from assay.model.http import BytesPart, Header, Request, Response

BASE = "http://api.example"
JSON = Header("Content-Type", "application/json")


def exchange(method: str, path: str, status: int, answer: Any = None, body: Any = None, token: str = "") -> Exchange:
    headers = (Header("Authorization", f"Bearer {token}"),) if token else ()
    data = json.dumps(body).encode() if body is not None else b""
    request = Request(
        id="r",
        method=method,
        url=f"{BASE}{path}",
        headers=(*headers, *((JSON,) if data else ())),
        body=(BytesPart(data=data),) if data else (),
    )
    content = json.dumps(answer).encode() if answer is not None else b""
    response = Response(status=status, headers=(JSON,) if content else (), body=content)
    return Exchange(id="r", request=request, outcome=Answered(response=response))


TRAFFIC = (
    exchange("POST", "/login", 200, {"token": "t-1"}, {"username": "ann", "password": "s3cret-1"}),
    exchange("POST", "/posts", 201, {"id": "my-first-post", "title": "T"}, {"title": "T"}, token="t-1"),
    exchange("GET", "/posts/my-first-post", 200, {"id": "my-first-post", "title": "T", "likes": 3}, token="t-1"),
    exchange("GET", "/posts?page=2&draft=true", 200, [{"id": "my-first-post", "title": "T"}], token="t-1"),
    exchange("GET", "/posts/9", 404, {"error": "no"}, token="t-1"),
    exchange("DELETE", "/posts/my-first-post", 204, token="t-1"),
)


def read(document: dict[str, Any]) -> Contract:
    return read_openapi({"a.json": json.dumps(document).encode()}, "a.json")


def test_operations_parameters_bodies_and_answers_are_those_that_were_seen() -> None:
    contract = read(inferred(TRAFFIC, title="T", server=BASE))
    assert contract.inferred
    assert {one.name for one in contract.operations} == {
        "POST /login", "POST /posts", "GET /posts", "GET /posts/{post_id}", "DELETE /posts/{post_id}",
    }  # fmt: skip
    listed = next(one for one in contract.operations if one.name == "GET /posts")
    assert {one.name: one.schema for one in listed.parameters} == {
        "page": {"type": "integer"},
        "draft": {"type": "boolean"},
    }
    login = next(one for one in contract.operations if one.name == "POST /login")
    assert login.security == ()
    assert listed.security == (("bearer",),)


def test_it_holds_for_everything_that_was_seen() -> None:
    contract = read(inferred(TRAFFIC, title="T", server=BASE))
    routes = Routes(contract)
    for one in TRAFFIC:
        match = routes.find(one.request.method, one.request.url)
        assert isinstance(match, Match)
        assert one.response is not None
        assert judge_response(contract, match, one.response) == ()


def test_no_secret_stands_in_it() -> None:
    text = json.dumps(inferred(TRAFFIC, title="T", server=BASE))
    assert "s3cret-1" not in text
    assert "t-1" not in text


def test_traffic_of_elsewhere_and_bodies_of_any_kind_are_read_over() -> None:
    elsewhere = Request(id="x", method="GET", url="http://other.example/b")
    odd = (
        exchange("GET", "/a", 200),
        Exchange(id="x", request=elsewhere, outcome=TRAFFIC[0].outcome),
        exchange("PUT", "/deep", 200, None, [[[[[[{"id": 1}]]]]]]),
    )
    assert set(inferred(odd, title="T", server=BASE)["paths"]) == {"/a", "/deep"}
    assert inferred((), title="T", server=BASE)["paths"] == {}
