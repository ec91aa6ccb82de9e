"""A stand-in made of a contract: healthy for real callers, and strict with what the contract does not allow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from assay import demo
from assay.contract.matching import Match
from assay.contract.responses import judge_response
from assay.demo.serve import serving
from assay.formats.openapi import read_openapi
from assay.model.contract import Contract
from assay.model.http import Header, Response
from assay.model.stub.received import Received
from assay.stub.contract.memory import LONGEST, MOST_BYTES, Memory
from assay.stub.contract.responder import ContractStub
from assay.stub.stub import Stub

PARTNERS = Path(demo.__file__).parent / "partners"
THING = {
    "type": "object",
    "required": ["id", "name", "count"],
    "properties": {
        "id": {"type": "string", "maxLength": 40},
        "name": {"type": "string"},
        "count": {"type": "integer", "minimum": 0},
        "secret": {"type": "string", "writeOnly": True},
        "state": {"type": "string", "enum": ["new", "old"]},
    },
}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "servers": [{"url": "https://things.example/v1"}],
    "components": {"schemas": {"Thing": THING}},
    "paths": {
        "/things": {
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": {
                    "type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}}},
                "responses": {
                    "400": {"description": "no"},
                    "201": {
                        "description": "made",
                        "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    },
                },
            },
            "get": {
                "parameters": [{"name": "state", "in": "query", "schema": {"type": "string"}}],
                "responses": {"200": {"description": "all", "content": {"application/json": {"schema": {
                    "type": "object", "required": ["items"], "properties": {
                        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}}}}},
            },
        },
        "/things/{thingId}": {
            "parameters": [{"name": "thingId", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "responses": {
                    "200": {"description": "one", "content": {
                        "text/plain": {"schema": {"type": "string"}},
                        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                    "404": {"description": "none", "content": {"application/json": {
                        "schema": {"type": "object"}, "example": {"error": "there is none"}}}},
                }
            },
            "patch": {
                "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                "responses": {"200": {"description": "one", "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Thing"}}}}},
            },
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
        "/things/{thingId}/use": {"post": {
            "parameters": [{"name": "thingId", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "used", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Thing"}}}}}}},
        "/things/{thingId}/parts": {"post": {
            "parameters": [{"name": "thingId", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": {"201": {"description": "made", "content": {"application/json": {"schema": {
                "type": "object", "properties": {"id": {"type": "string"}, "thing_id": {"type": "string"}}}}}}}}},
        "/notes/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "put": {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                    "responses": {"204": {"description": "kept"}}},
            "get": {"responses": {"200": {"description": "one", "content": {"application/json": {"schema": {
                "type": "object", "properties": {"id": {"type": "string"}, "text": {"type": "string"}}}}}}}},
        },
        "/odd": {"get": {"responses": {"default": {"description": "?", "content": {"application/json": {
            "schema": {"type": "integer"}, "examples": {"wrong": {"value": "x"}, "right": {"value": 7}}}}}}}},
        "/nothing": {"get": {"responses": {}}},
        "/guarded": {"get": {"security": [{"key": []}], "responses": {"200": {"description": "ok"}}}},
    },
}  # fmt: skip
DOCUMENT["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}


def contract(document: dict[str, Any] | None = None) -> Contract:
    return read_openapi({"a.json": json.dumps(document or DOCUMENT).encode()}, "a.json")


def asked(stub: ContractStub, method: str, target: str, content: Any = None, **headers: str) -> tuple[int, Any, Any]:
    """Status, headers and content of an answer."""
    given = [Header(name.replace("_", "-"), value) for name, value in headers.items()]
    if content is not None:
        given.append(Header("Content-Type", "application/json"))
    body = b"" if content is None else json.dumps(content).encode()
    served = stub(Received(id="1", method=method, target=target, headers=tuple(given), body=body))
    assert served.answer is not None
    got = served.answer.body
    answer_headers = {name.lower(): value for name, value in served.answer.headers}
    return served.status, answer_headers, json.loads(got) if got else None


def test_each_answer_is_one_that_the_contract_allows() -> None:
    for path in sorted(PARTNERS.glob("*.yaml")):
        described = read_openapi({str(path): path.read_bytes()}, str(path))
        for seed in range(5):
            stub = ContractStub(described, seed=seed, lenient=True)
            for operation in described.operations:
                for answer in operation.answers:
                    target = operation.path.replace("{", "").replace("}", "")
                    prefer = Header("Prefer", f"code={answer.status}")
                    served = stub(Received(id="1", method=operation.method, target=target, headers=(prefer,)))
                    assert served.status == int(answer.status)
                    assert served.answer is not None
                    got = Response(status=served.status, headers=served.answer.headers, body=served.answer.body)
                    assert judge_response(described, Match(operation=operation), got) == ()


def test_what_was_sent_comes_back_where_the_answer_has_a_place_for_it() -> None:
    status, headers, made = asked(ContractStub(contract()), "POST", "/things", {"name": "a lamp", "secret": "x"})
    assert (status, made["name"]) == (201, "a lamp")
    assert "secret" not in made
    assert headers["location"] == f"/things/{made['id']}"
    assert made["count"] > 0, "callers stop at an empty shelf"


def test_what_does_not_fit_its_place_does_not_come_back() -> None:
    _, _, thing = asked(ContractStub(contract(), lenient=True), "POST", "/things", {"name": 5, "state": "broken"})
    assert isinstance(thing["name"], str)
    assert thing["state"] in ("new", "old")


def test_a_path_parameter_names_the_thing_of_the_answer() -> None:
    assert asked(ContractStub(contract()), "GET", "/things/t-9")[2]["id"] == "t-9"


def test_what_is_done_to_a_thing_is_about_that_thing_and_what_is_made_below_it_is_another() -> None:
    stub = ContractStub(contract())
    assert asked(stub, "POST", "/things/t-9/use")[2]["id"] == "t-9"
    part = asked(stub, "POST", "/things/t-9/parts")[2]
    assert part["thing_id"] == "t-9"
    assert part["id"] != "t-9"


def test_what_was_put_without_an_answer_is_read() -> None:
    stub = ContractStub(contract())
    assert asked(stub, "PUT", "/notes/n1", {"text": "hello"})[0] == 204
    assert asked(stub, "GET", "/notes/n1")[2] == {"id": "n1", "text": "hello"}


def test_what_was_made_is_read_listed_changed_and_removed() -> None:
    stub = ContractStub(contract())
    first = asked(stub, "POST", "/things", {"name": "one"})[2]
    second = asked(stub, "POST", "/things", {"name": "two"})[2]
    assert first["id"] != second["id"]
    assert asked(stub, "GET", f"/things/{first['id']}")[2] == first
    assert asked(stub, "GET", "/things")[2]["items"] == [first, second]
    changed = asked(stub, "PATCH", f"/things/{first['id']}", {"name": "other"})[2]
    assert changed == {**first, "name": "other"}
    assert asked(stub, "GET", f"/things/{first['id']}")[2] == changed
    assert asked(stub, "DELETE", f"/things/{first['id']}")[0] == 204
    assert asked(stub, "GET", f"/things/{first['id']}")[::2] == (404, {"error": "there is none"})
    assert asked(stub, "GET", "/things/never-made")[0] == 200
    stub.reset()
    assert asked(stub, "GET", f"/things/{first['id']}")[0] == 200


def test_what_is_remembered_has_an_end() -> None:
    stub = ContractStub(contract())
    for number in range(1_200):
        asked(stub, "POST", "/things", {"name": f"thing {number}"})
    assert len(asked(stub, "GET", "/things")[2]["items"]) == 100


def test_what_is_remembered_is_bounded_in_bytes() -> None:
    memory = Memory()
    memory.keep("/things", "long", {"name": "x" * LONGEST})
    assert memory.get("/things", "long") is None
    for number in range(200):
        memory.keep("/things", str(number), {"name": "x" * (LONGEST - 100)})
    assert len([one for one in range(200) if memory.get("/things", str(one))]) < MOST_BYTES / LONGEST + 2
    memory.remove("/things", "199")
    assert memory.is_gone("/things", "199")
    assert not memory.is_gone("/things", "never")


def test_the_same_request_gets_the_same_answer_and_another_key_another_one() -> None:
    stub = ContractStub(contract())
    ids = [asked(stub, "POST", "/things", {"name": "x"}, Idempotency_Key=key)[2]["id"] for key in ("a", "a", "b")]
    assert ids[0] == ids[1] != ids[2]


def test_the_same_seed_gives_the_same_values_and_another_one_others() -> None:
    told = [asked(ContractStub(contract(), seed=seed), "GET", "/things")[2] for seed in (3, 3, 4)]
    assert told[0] == told[1] != told[2]


def test_a_filter_of_a_list_shows_in_its_items() -> None:
    items = asked(ContractStub(contract()), "GET", "/things?state=old")[2]["items"]
    assert [one["state"] for one in items] == ["old"]


def test_an_example_that_its_schema_refuses_gives_way_to_one_that_fits() -> None:
    assert asked(ContractStub(contract()), "GET", "/odd")[::2] == (200, 7)


def test_another_status_or_no_example_can_be_asked_for() -> None:
    stub = ContractStub(contract())
    assert asked(stub, "GET", "/things/1", Prefer="code=404")[::2] == (404, {"error": "there is none"})
    assert asked(stub, "GET", "/things/1?__code=404")[0] == 404
    assert asked(stub, "GET", "/things/1", Prefer="code=404, dynamic=true")[2] != {"error": "there is none"}
    status, headers, problem = asked(stub, "GET", "/things/1", Prefer="code=500")
    assert (status, headers["content-type"]) == (404, "application/problem+json")
    assert "declares no answer 500; it declares 200 or 404" in problem["detail"]


def test_json_goes_first_and_what_is_accepted_before_that() -> None:
    stub = ContractStub(contract())
    assert asked(stub, "GET", "/things/1")[1]["content-type"] == "application/json"
    request = Received(id="1", method="GET", target="/things/1", headers=(Header("Accept", "text/plain"),))
    answer = stub(request).answer
    assert answer is not None
    assert answer.header("Content-Type") == "text/plain"
    assert answer.body[:1] != b'"'


def test_an_operation_that_declares_no_answer_has_an_empty_one() -> None:
    assert asked(ContractStub(contract()), "GET", "/nothing")[::2] == (200, None)


@pytest.mark.parametrize(
    ("method", "target", "content", "status", "said"),
    [
        ("POST", "/things", {}, 400, "/name in the body is required"),
        ("POST", "/things", None, 400, "The body is required"),
        ("GET", "/thingz", None, 404, "near it are /things"),
        ("GET", "/things/", None, 404, "mind the slash"),
        ("PUT", "/things", None, 405, "/things has no PUT; it has GET or POST."),
        ("GET", "/guarded", None, 401, "X-Key"),
    ],
)
def test_what_the_contract_does_not_allow_is_refused_with_the_reason(
    method: str, target: str, content: Any, status: int, said: str
) -> None:
    got, headers, problem = asked(ContractStub(contract()), method, target, content)
    assert (got, headers["content-type"]) == (status, "application/problem+json")
    assert said in problem["detail"]


def test_lenient_answers_what_the_contract_does_not_allow_but_not_what_it_does_not_know() -> None:
    stub = ContractStub(contract(), lenient=True)
    assert asked(stub, "POST", "/things", {})[0] == 201
    assert asked(stub, "GET", "/guarded")[0] == 200
    assert asked(stub, "GET", "/thingz")[0] == 404


def test_it_is_found_with_and_without_the_base_path_of_its_servers() -> None:
    stub = ContractStub(contract(), bases=("/partner",))
    assert [asked(stub, "GET", f"{base}/things")[0] for base in ("/v1", "", "/partner", "/v2")] == [200, 200, 200, 404]


def test_hostile_requests_are_answered() -> None:
    stub = ContractStub(contract(), lenient=True)
    deep = "[" * 100_000 + "]" * 100_000
    nested = b'{"name": ' + b"[" * 600 + b"]" * 600 + b"}"
    for body in (
        nested,
        b"\xff\xfe",
        b"{",
        deep.encode(),
        b'{"name": "\\ud800"}',
        b"null",
        b'{"id": {"id": {"id": 1}}}',
    ):
        kind = (Header("Content-Type", "application/json"),)
        served = stub(Received(id="1", method="POST", target="/things", headers=kind, body=body))
        assert served.status == 201
    for target in ("/things/%FF%00", "/things/" + "x" * 10_000, "//things//", "/things?" + "state=a&" * 5_000, "*"):
        assert stub(Received(id="1", method="GET", target=target)).status in (200, 400, 404)


def test_a_schema_that_goes_in_circles_has_a_small_value() -> None:
    node = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "components": {"schemas": {"Node": node}},
        "paths": {"/n": {"get": {"responses": {"200": {"description": "", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Node"}}}}}}}},
    }  # fmt: skip
    assert len(json.dumps(asked(ContractStub(contract(document)), "GET", "/n")[2])) < 10_000


def test_a_fault_of_meaning_knows_the_contract(tmp_path: Path) -> None:
    routes = f'contract = "{PARTNERS / "stock.yaml"}"\n[[route]]\nrequest = "GET /levels/low"\nfault = "unknown-enum"\n'
    (tmp_path / "s.toml").write_text(routes + 'json = { product_id = "low", available = 1, status = "low" }\n')
    with Stub(tmp_path / "s.toml", strict=False) as stub, httpx.Client(base_url=stub.url) as client:
        assert client.get("/levels/low").json()["status"] not in ("plenty", "low", "none")
        stub.fails("unknown-enum", "GET", "/levels/{id}")
        assert client.get("/levels/a").json()["status"] not in ("plenty", "low", "none")
        stub.heals()
        assert client.get("/levels/a").json()["status"] == "plenty"


def test_the_shop_is_healthy_with_partners_that_are_contracts_alone() -> None:
    stock, billing = (Stub(PARTNERS / f"{name}.yaml") for name in ("stock", "billing"))
    with stock, billing, serving(stock=stock.url, billing=billing.url) as url, httpx.Client(base_url=url) as shop:
        said = shop.post("/v1/auth/login", json={"username": "alice", "password": "alice-secret-1"}).json()
        shop.headers["Authorization"] = f"Bearer {said['access_token']}"
        products = shop.get("/v1/products", params={"limit": 100}).json()["items"]
        product = next(one for one in products if one["stock"] > 2)
        shown = shop.get(f"/v1/products/{product['id']}")
        assert shown.status_code == 200, shown.text
        made = shop.post("/v1/orders", json={"items": [{"product_id": product["id"], "quantity": 2}]})
        assert made.status_code == 201, made.text
        payment = {"method": "card", "amount_cents": made.json()["total_cents"]}
        paid = shop.post(f"/v1/orders/{made.json()['id']}/pay", json=payment, headers={"Idempotency-Key": "payment-1"})
        assert paid.status_code == 200, paid.text
        stock.verify("POST", "/reservations", times=1)
        billing.verify("POST", "/charges", times=1)
