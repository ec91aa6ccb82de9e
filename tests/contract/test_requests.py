"""Requests of every shape held against operations made for the case."""

import json

import pytest

from assay.contract.matching import Match, Routes
from assay.contract.requests import judge_request
from assay.model.contract import Body, Contract, Media, Operation, Parameter, SecurityScheme
from assay.model.http import BytesPart, FilePart, Header, Request

INTEGER = {"type": "integer"}
NUMBERS = {"type": "array", "items": INTEGER, "maxItems": 3}
POINT = {"type": "object", "properties": {"x": INTEGER, "y": INTEGER}, "required": ["x"]}


def judged(operation, url="/t", *, method="GET", body=b"", headers=(), schemes=(), definitions=None):
    operation = {"method": method, "path": "/t", **operation}
    contract = Contract(
        servers=("/",),
        operations=(Operation(**operation),),
        security_schemes=schemes,
        definitions=definitions or {},
    )
    match = Routes(contract).find(method, url)
    assert isinstance(match, Match)
    parts = (body,) if isinstance(body, FilePart) else (BytesPart(data=body),) if body else ()
    request = Request(
        id="1", method=method, url=url, headers=tuple(Header(name, value) for name, value in headers), body=parts
    )
    return judge_request(contract, match, request)


def where(mismatches):
    return [(one.place, one.pointer, one.keyword) for one in mismatches]


def parameter(place="query", **fields):
    return Parameter(**{"name": "p", "place": place, "style": "form", "schema": INTEGER} | fields)


@pytest.mark.parametrize(
    ("fields", "query", "broken"),
    [
        ({}, "p=5", False),
        ({}, "p=five", True),
        ({}, "p=%35", False),
        ({}, "p=", True),
        ({}, "p=" + "9" * 5000, True),
        ({"schema": {"type": "boolean"}}, "p=true", False),
        ({"schema": {"type": "boolean"}}, "p=yes", True),
        ({"schema": {"type": ["string", "null"]}}, "p=null", False),
        ({"schema": {"enum": [1, 2]}}, "p=2", False),
        ({"schema": {"enum": [1, 2]}}, "p=3", True),
        ({"schema": {"type": "string", "format": "date"}}, "p=2026-02-30", True),
        ({"schema": {"anyOf": [INTEGER, {"type": "null"}]}}, "p=7", False),
        ({"schema": NUMBERS}, "p=1&p=2", False),
        ({"schema": NUMBERS}, "p[]=1&p%5B%5D=2", False),
        ({"schema": NUMBERS}, "p=1,2", True),
        ({"schema": NUMBERS, "explode": False}, "p=1,2", False),
        ({"schema": NUMBERS, "explode": False}, "p=1,2,3,4", True),
        ({"schema": NUMBERS, "explode": False, "style": "pipeDelimited"}, "p=1|2", False),
        ({"schema": NUMBERS, "explode": False, "style": "spaceDelimited"}, "p=1%202", False),
        ({"schema": POINT, "style": "deepObject"}, "p[x]=1&p[y]=2", False),
        ({"schema": POINT, "style": "deepObject"}, "p[y]=b", True),
        ({"schema": POINT}, "x=1&y=2", False),
        ({"schema": POINT, "explode": False}, "p=x,1,y,2", False),
        ({"schema": POINT, "media": "application/json"}, "p=%7B%22x%22%3A1%7D", False),
        ({"schema": POINT, "media": "application/json"}, "p=nope", True),
    ],
)
def test_query_parameters(fields, query, broken):
    found = judged({"parameters": (parameter(**fields),)}, f"/t?{query}")
    assert bool(found) is broken, found


def test_what_is_required_and_not_there():
    wanted = tuple(parameter(place, required=True, name=f"X-{place}") for place in ("query", "header", "cookie"))
    found = judged({"parameters": wanted})
    assert where(found) == [
        ("query", "X-query", "required"),
        ("header", "X-header", "required"),
        ("cookie", "X-cookie", "required"),
    ]
    assert found[1].message == "The header X-header is required, and missing."
    headers = (("x-HEADER", "1"), ("Cookie", "a=b; X-cookie=2"))
    assert judged({"parameters": wanted}, "/t?X-query=3", headers=headers) == ()


@pytest.mark.parametrize(
    ("style", "explode", "schema", "text"),
    [
        ("simple", False, NUMBERS, "1,2"),
        ("label", False, NUMBERS, ".1,2"),
        ("label", True, NUMBERS, ".1.2"),
        ("matrix", False, NUMBERS, ";p=1,2"),
        ("matrix", True, NUMBERS, ";p=1;p=2"),
        ("simple", True, POINT, "x=1,y=2"),
        ("simple", False, POINT, "x,1,y,2"),
        ("matrix", True, POINT, ";x=1;y=2"),
        ("simple", False, INTEGER, "%37"),
    ],
)
def test_path_parameters(style, explode, schema, text):
    given = parameter("path", style=style, explode=explode, schema=schema)
    assert judged({"path": "/t/{p}", "parameters": (given,)}, f"/t/{text}") == ()
    wrong = text.replace("1", "one").replace("%37", "seven")
    assert judged({"path": "/t/{p}", "parameters": (given,)}, f"/t/{wrong}") != ()


JSON = Media(type="application/json", schema={**POINT, "additionalProperties": False})
FORM = {
    "type": "object",
    "properties": {"n": INTEGER, "tags": NUMBERS, "file": {"type": "string", "format": "binary"}},
    "required": ["n"],
}


def test_a_json_body_field_by_field():
    body = json.dumps({"y": None, "z": 1}).encode()
    found = judged(
        {"body": Body(media=(JSON,))}, method="POST", body=body, headers=[("Content-Type", "application/json")]
    )
    assert where(found) == [("body", "/x", "required"), ("body", "/y", "type"), ("body", "/z", "additionalProperties")]
    assert found[1].message == "/y in the body must be an integer; it is null."


def test_a_body_without_a_content_type_is_judged_as_the_only_one_that_is_declared():
    found = judged({"body": Body(media=(JSON,))}, method="POST", body=b'{"x": "1"}')
    assert where(found) == [("media", "Content-Type", "missing"), ("body", "/x", "type")]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"n=1&tags=1&tags=2"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n'
            b'--b\r\nContent-Disposition: form-data; name="tags"\r\nContent-Type: application/json\r\n\r\n2\r\n'
            b'--b\r\nContent-Disposition: form-data; name=file; filename="a"\r\n\r\n\xff\x00\r\n--b--\r\n',
        ),
    ],
)
def test_forms(content_type, body):
    media = Media(type=content_type.partition(";")[0], schema=FORM)
    sent = {"method": "POST", "headers": [("Content-Type", content_type)]}
    assert judged({"body": Body(media=(media,))}, body=body, **sent) == ()
    broken = body.replace(b"n=1", b"n=one").replace(b"\r\n\r\n1\r\n", b"\r\n\r\none\r\n")
    assert where(judged({"body": Body(media=(media,))}, body=broken, **sent)) == [("body", "/n", "type")]


def test_what_cannot_be_looked_into_is_not_judged():
    media, sent = Body(media=(JSON,)), [("Content-Type", "application/json")]
    assert judged({"body": media}, method="POST", body=FilePart(path="x", size=9), headers=sent) == ()
    packed = [*sent, ("Content-Encoding", "gzip")]
    assert judged({"body": media}, method="POST", body=b"\x1f\x8b", headers=packed) == ()
    assert judged({"body": media}, method="POST", body=b"[" * 300 + b"]" * 300, headers=sent) == ()


def test_a_body_that_nobody_declared_is_worth_knowing():
    found = judged({}, method="POST", body=b"x")
    assert [(one.keyword, one.info) for one in found] == [("undeclared", True)]


def test_fields_that_a_client_only_reads_are_not_wanted_from_it():
    schema = {"properties": {"id": {"readOnly": True}, "n": {}}, "required": ["id", "n"]}
    media = Media(type="application/json", schema={"$ref": "#/$defs/T"})
    found = judged({"body": Body(media=(media,))}, method="POST", body=b"{}", definitions={"T": schema})
    assert where(found)[1:] == [("body", "/n", "required")]


BEARER = SecurityScheme(name="b", type="http", scheme="bearer")
KEY = SecurityScheme(name="k", type="apiKey", place="query", key="key")
OAUTH = SecurityScheme(name="o", type="oauth2")


@pytest.mark.parametrize(
    ("security", "url", "headers", "enough"),
    [
        ((("b",),), "/t", (), False),
        ((("b",),), "/t", (("authorization", "bearer x"),), True),
        ((("b",),), "/t", (("authorization", "Basic x"),), False),
        ((("b",), ("k",)), "/t?key=1", (), True),
        ((("b", "k"),), "/t?key=1", (), False),
        ((("b",), ()), "/t", (), True),
        ((), "/t", (), True),
        (None, "/t", (), True),
        ((("o",),), "/t", (("Authorization", "Bearer x"),), True),
        ((("undefined",),), "/t", (), True),
    ],
)
def test_credentials(security, url, headers, enough):
    found = judged({"security": security}, url, headers=headers, schemes=(BEARER, KEY, OAUTH))
    assert ("security" not in [one.place for one in found]) is enough


def test_differences_are_sorted_and_bounded():
    media = Media(type="application/json", schema={"type": "array", "items": INTEGER})
    body = json.dumps(["x"] * 100).encode()
    found = judged(
        {"body": Body(media=(media,))}, method="POST", body=body, headers=[("Content-Type", "application/json")]
    )
    assert [one.pointer for one in found] == [f"/{index}" for index in range(50)]
