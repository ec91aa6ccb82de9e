"""Answers held against what is declared for them."""

import json

import pytest

from assay.contract.matching import Match
from assay.contract.responses import judge_response
from assay.model.contract import Answer, Contract, Media, Operation, Parameter
from assay.model.http import Header, Response

THING = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "secret": {"type": "string", "writeOnly": True}},
    "required": ["id", "secret"],
}
JSON = Media(type="application/json", schema=THING)


def judged(answers, status=200, body=b"", *, method="GET", **headers):
    operation = Operation(method="GET", path="/t", answers=tuple(answers))
    named = tuple(Header(name.replace("_", "-"), value) for name, value in headers.items())
    response = Response(status=status, headers=named, body=body)
    return judge_response(Contract(operations=(operation,)), Match(operation=operation), response, method=method)


def where(mismatches):
    return [(one.place, one.pointer, one.keyword) for one in mismatches]


def answer(status="200", **fields):
    return Answer(status=status, **fields)


def test_a_status_that_is_not_declared():
    found = judged([answer(), answer("404")], 500)
    assert found[0].message == "GET /t declares no answer 500; it declares 200 or 404."
    assert found[0].source == "/paths/~1t/get/responses"


@pytest.mark.parametrize("declared", ["418", "4XX", "default"])
def test_a_status_is_declared_by_number_class_or_default(declared):
    assert judged([answer(), answer(declared)], 418) == ()


def test_the_number_counts_before_the_class():
    exact, general = answer("404", media=(JSON,)), answer("4XX", media=(Media(type="text/plain"),))
    found = judged([general, exact], 404, b"{}", Content_Type="text/plain")
    assert where(found) == [("media", "Content-Type", "undeclared")]


def test_a_body_that_breaks_its_schema():
    body = json.dumps({"id": "7"}).encode()
    found = judged([answer(media=(JSON,))], 200, body, Content_Type="application/json; charset=utf-8")
    assert where(found) == [("body", "/id", "type")]
    assert found[0].message == '/id in the answer must be an integer; it is the text "7".'
    assert found[0].source == "/paths/~1t/get/responses/200/content"


@pytest.mark.parametrize("body", [b"{", b"\xff", b"<html>", b'{"id": 1} x'])
def test_a_body_that_is_not_what_it_says(body):
    assert where(judged([answer(media=(JSON,))], 200, body, Content_Type="application/json")) == [
        ("body", "", "unreadable")
    ]


def test_media_types_that_are_not_declared():
    assert where(judged([answer(media=(JSON,))], 200, b"x", Content_Type="text/html")) == [
        ("media", "Content-Type", "undeclared")
    ]
    assert where(judged([answer(media=(JSON,))], 200, b"{}")) == [("media", "Content-Type", "missing")]
    ranged = answer(media=(Media(type="application/*"),))
    assert judged([ranged], 200, b"{}", Content_Type="application/json") == ()


def test_headers_that_are_declared():
    headers = (
        Parameter(name="ETag", place="header", required=True),
        Parameter(name="X-Left", place="header", style="simple", schema={"type": "integer"}),
    )
    found = judged([answer(headers=headers)], X_Left="many")
    assert where(found) == [("header", "ETag", "required"), ("header", "X-Left", "type")]
    assert judged([answer(headers=headers)], etag='"1"', x_left="3") == ()


def test_bodies_where_there_are_none():
    assert [one.info for one in judged([answer()], 200, b"x")] == [True]
    assert where(judged([answer(media=(JSON,))])) == [("body", "", "missing")]
    assert judged([answer("204", media=(JSON,))], 204) == ()
    assert judged([answer(media=(JSON,))], method="HEAD") == ()
    head = Operation(method="GET", path="/t", answers=(answer(media=(JSON,)),))
    cut = Response(status=200, headers=(Header("Content-Type", "application/json"),), body=b"{", truncated=True)
    assert judge_response(Contract(operations=(head,)), Match(operation=head), cut) == ()
