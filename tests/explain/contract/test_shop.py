"""Real exchanges with the demo shop, explained by its contract."""

import msgspec
import pytest

from assay.explain.contract import RULES
from assay.explain.evidence import Evidence
from assay.explain.explaining import explain
from assay.model.contract import Answer, Operation
from assay.model.exchange import Answered
from assay.model.http import BytesPart, Header
from tests.contract.shop import CONTRACT


def explained(exchange, contract=CONTRACT):
    return explain(Evidence(exchanges=(exchange,), contract=contract), RULES)


def rules(exchange, contract=CONTRACT):
    return [one.rule for one in explained(exchange, contract)]


@pytest.fixture
def alice(shop):
    shop.log_in("alice", "alice-secret-1")
    return shop


def test_silent_where_all_is_as_declared(alice):
    assert rules(alice.exchange("GET", "/v1/me")) == []
    assert rules(alice.exchange("GET", "/v1/products?limit=2")) == []
    assert rules(alice.exchange("HEAD", "/v1/products")) == []
    assert rules(alice.exchange("OPTIONS", "/v1/products")) == []


def test_silent_without_a_contract_and_without_an_exchange(alice):
    assert rules(alice.exchange("GET", "/v1/user/7"), None) == []
    assert explain(Evidence(contract=CONTRACT), RULES) == ()


def test_a_path_that_is_not_declared(alice):
    (one,) = explained(alice.exchange("GET", "/v1/product"))
    assert one.rule == "path-undeclared"
    assert one.means.startswith("The contract declares no path /v1/product; the nearest are /v1/products, ")
    assert one.source == "openapi.yaml#/paths"


def test_a_slash_at_the_end(alice):
    (one,) = explained(alice.exchange("GET", "/v1/products/"))
    assert one.means.endswith("path /v1/products/; it has /v1/products, and a slash at the end makes another path.")
    assert one.remedy == "Send to /v1/products."


def test_a_method_that_is_not_declared(alice):
    exchange = alice.exchange("DELETE", "/v1/me")
    assert rules(exchange) == [], "a 405 says so itself"
    answer = Answered(response=msgspec.structs.replace(exchange.response, status=404))
    (one,) = explained(msgspec.structs.replace(exchange, outcome=answer))
    assert one.means == "The contract declares no DELETE on /v1/me, only GET and PATCH."
    assert one.source == "openapi.yaml#/paths/~1v1~1me"


def test_what_was_not_sent(alice):
    (one,) = explained(
        alice.exchange("POST", "/v1/orders/ord_abcdefghijklmnopqrst/pay", {"method": "card", "amount_cents": 1})
    )
    assert one.rule == "parameter-missing"
    assert one.means == "The header Idempotency-Key is required, and missing."
    assert one.remedy == 'Send it: -H "Idempotency-Key: VALUE".'
    assert one.source == "openapi.yaml#/paths/~1v1~1orders~1{order_id}~1pay/post/parameters"
    assert rules(alice.exchange("POST", "/v1/addresses")) == ["body-missing"]


def test_fields_one_by_one(alice):
    body = {"label": "home", "name": "A", "street": None, "city": 5, "postcode": "10115", "cuontry": "DE"}
    found = explained(alice.exchange("POST", "/v1/addresses", body))
    assert [(one.rule, one.means) for one in found] == [
        ("field-missing", "/country in the body is required, and missing."),
        ("field-null", "/street in the body must be text; it is null."),
        ("field-wrong", "/city in the body must be text; it is 5."),
        ("field-undeclared", "/cuontry in the body is not declared, and no other fields are allowed there."),
    ]
    assert found[2].evidence == ("/city: 5",)


def test_parameters(alice):
    found = explained(alice.exchange("GET", "/v1/products?limit=ten&offest=2"))
    assert [one.rule for one in found] == ["parameter-wrong", "parameter-undeclared"]
    assert found[0].means == 'The query parameter limit must be an integer; it is the text "ten".'


def test_the_type_of_the_body(alice):
    (one,) = explained(alice.exchange("POST", "/v1/addresses", b"label=home", Content_Type="text/plain"))
    assert one.rule == "content-type-undeclared"
    assert one.remedy == 'Send it as one that is taken: -H "Content-Type: application/json".'


def test_credentials(shop):
    exchange = shop.exchange("GET", "/v1/me")
    assert rules(exchange) == [], "a 401 says so itself"
    answer = Answered(response=msgspec.structs.replace(exchange.response, status=404))
    assert rules(msgspec.structs.replace(exchange, outcome=answer)) == ["credentials-missing", "status-undeclared"]


def test_the_request_is_looked_at_before_the_answer(alice):
    exchange = alice.exchange("GET", "/v1/products?limit=ten")
    answer = Answered(response=msgspec.structs.replace(exchange.response, status=500))
    found = explained(msgspec.structs.replace(exchange, outcome=answer))
    assert [one.rule for one in found] == ["parameter-wrong", "status-undeclared"]
    assert found[1].means.startswith("GET /v1/products declares no answer 500; it declares 200, 400, 401")


def test_an_answer_that_breaks_its_schema(alice):
    exchange = alice.exchange("GET", "/v1/me")
    broken = exchange.response.body.replace(b'"member"', b'"king"').replace(b'"tenant":"acme",', b"")
    answer = Answered(response=msgspec.structs.replace(exchange.response, body=broken))
    found = explained(msgspec.structs.replace(exchange, outcome=answer))
    assert [(one.rule, one.means) for one in found] == [
        ("answer-breaks-schema", '/role in the answer must be one of member, manager or admin; it is the text "king".'),
        ("answer-breaks-schema", "/tenant in the answer is required, and missing."),
    ]
    assert found[0].source == "openapi.yaml#/paths/~1v1~1me/get/responses/200/content"
    html = msgspec.structs.replace(exchange.response, headers=(Header("Content-Type", "text/html"),))
    assert rules(msgspec.structs.replace(exchange, outcome=Answered(response=html))) == ["answer-media-undeclared"]


def test_secrets_are_not_told(shop):
    exchange = shop.exchange("POST", "/v1/auth/login", {"username": 3, "password": "hunter2"})
    assert "hunter2" not in repr(explained(exchange))


def test_an_operation_without_answers_and_a_body_without_a_schema(shop):
    exchange = shop.exchange("GET", "/health")
    bare = msgspec.structs.replace(CONTRACT, operations=(Operation(method="GET", path="/health"),))
    assert rules(exchange, bare) == ["status-undeclared"]
    silent = (Operation(method="GET", path="/health", answers=(Answer(status="default"),)),)
    assert rules(exchange, msgspec.structs.replace(CONTRACT, operations=silent)) == []
    request = msgspec.structs.replace(exchange.request, body=(BytesPart(data=b"x"),))
    with_body = msgspec.structs.replace(exchange, request=request)
    assert rules(with_body, msgspec.structs.replace(CONTRACT, operations=silent)) == ["body-undeclared"]


def test_a_request_to_another_api_is_nobodys_business(alice):
    exchange = alice.exchange("GET", "/v1/products?limit=ten")
    declared = msgspec.structs.replace(CONTRACT, servers=("https://api.shop.example",))
    assert rules(exchange, declared) == ["parameter-wrong"], "on this machine it may be the same API"
    elsewhere = msgspec.structs.replace(exchange.request, url="https://other.example/v1/products?limit=ten")
    assert rules(msgspec.structs.replace(exchange, request=elsewhere), declared) == []


def test_a_path_that_resembles_nothing_may_be_of_another_api(alice):
    exchange = alice.exchange("GET", "/wholly/elsewhere")
    assert rules(exchange) == []
    request = msgspec.structs.replace(exchange.request, url="https://api.shop.example/wholly/elsewhere")
    declared = msgspec.structs.replace(CONTRACT, servers=("https://api.shop.example",))
    found = explained(msgspec.structs.replace(exchange, request=request), declared)
    assert [one.means for one in found] == ["The contract declares no path /wholly/elsewhere."]
