"""Error bodies in the forms that are in use."""

from __future__ import annotations

from .scene import Scene, answer, http, says, silent

POST = """--json '{{"email": "ada"}}' {url}/users"""
BAD, NO = "400 Bad Request", "422 Unprocessable Content"
PROBLEM = "application/problem+json"
SOAP = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>'
    "<faultcode>soap:Client</faultcode><faultstring>No such order</faultstring>"
    "</soap:Fault></soap:Body></soap:Envelope>"
)
QUERY = """--json '{{"query": "{{ order }}"}}' {url}/graphql"""
FIELDS = (
    {
        "type": "about:blank",
        "title": "Invalid",
        "status": 422,
        "errors": [{"detail": "is no address", "pointer": "#/email"}],
    },
    {"errors": [{"status": "422", "title": "Invalid", "source": {"pointer": "/data/attributes/email"}}]},
    {"detail": [{"loc": ["body", "email"], "msg": "value is not an email", "type": "value_error"}]},
    {"email": ["Enter a valid email address."]},
    {"message": "The given data was invalid.", "errors": {"email": ["must be an address"]}},
    {"title": "One or more validation errors occurred.", "status": 400, "errors": {"$.email": ["not a string"]}},
    {"status": 400, "error": "Bad Request", "errors": [{"field": "email", "defaultMessage": "must be well-formed"}]},
    {"violations": [{"propertyPath": "email", "message": "not an address"}]},
    {"errors": [{"type": "field", "msg": "Invalid value", "path": "email", "location": "body"}]},
    {
        "error": {
            "code": 400,
            "details": [{"@type": "x", "fieldViolations": [{"field": "email", "description": "bad"}]}],
        }
    },
    {"statusCode": 400, "message": ["email must be an email"], "error": "Bad Request"},
    {"error": {"issues": [{"path": ["email"], "message": "Invalid"}]}},
    {"error": {"message": "Invalid email", "param": "email", "type": "invalid_request_error"}},
    {"title": "Bad", "status": 400, "invalid-params": [{"name": "email", "reason": "not an address"}]},
)

SCENES: tuple[Scene, ...] = (
    says(
        "problem-details",
        POST,
        answer(
            "403 Forbidden",
            {"type": "https://shop.example/out-of-credit", "title": "Out of credit", "balance": 30},
            kind=PROBLEM,
        ),
    ),
    says("problem-details", POST, answer(BAD, {"type": "about:blank", "title": "Bad", "status": 409})),
    silent("problem-details", POST, answer(BAD, {"title": "Mr", "name": "Ada"})),
    silent("problem-details", POST, answer("200 OK", {"type": "x", "title": "y", "status": 200})),
    *(says("field-errors", POST, answer(NO, each)) for each in FIELDS),
    silent("field-errors", POST, answer(NO, {"message": "no", "errors": []})),
    silent("field-errors", POST, answer("406 Not Acceptable", {"available": ["application/json"]})),
    silent("error-message", POST, answer("404 Not Found", {"status": 404, "error": "Not Found"})),
    silent("error-message", POST, answer("401 Unauthorized", {"error": "unauthorized"})),
    silent("field-errors", POST, answer("200 OK", {"tags": ["a", "b"]})),
    silent(
        "field-errors", POST, answer("404 Not Found", {"code": "not_found", "detail": "no such user", "errors": None})
    ),
    says(
        "oauth-error",
        "-d grant_type=refresh_token {url}/token",
        answer(BAD, {"error": "invalid_grant", "error_description": "used up"}),
    ),
    silent("oauth-error", "-d grant_type=x {url}/token", answer(BAD, {"error": "no luck"})),
    says(
        "graphql-errors", QUERY, answer("200 OK", {"data": None, "errors": [{"message": "no", "path": ["order", 0]}]})
    ),
    says(
        "graphql-errors", QUERY, answer(BAD, {"errors": [{"message": "bad", "locations": [{"line": 1, "column": 3}]}]})
    ),
    silent("graphql-errors", QUERY, answer("200 OK", {"data": {"order": 7}})),
    silent("graphql-errors", QUERY, answer(BAD, {"errors": [{"message": "no", "field": "email"}]})),
    says(
        "json-rpc-error",
        QUERY,
        answer("200 OK", {"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "no"}}),
    ),
    silent("json-rpc-error", QUERY, answer("200 OK", {"jsonrpc": "2.0", "id": 1, "result": 7})),
    says("soap-fault", "-d x {url}/soap", http("500 Internal Server Error", "Content-Type: text/xml", body=SOAP)),
    silent("soap-fault", "-d x {url}/soap", http("200 OK", "Content-Type: text/xml", body="<a><DefaultFault/></a>")),
    says("error-in-success", "{url}/orders", answer("200 OK", {"success": False, "message": "no such order"})),
    says("error-in-success", "{url}/orders", answer("200 OK", {"status": "error", "message": "no such order"})),
    says("error-in-success", "{url}/orders", answer("200 OK", {"statusCode": 500, "body": "{}"})),
    says("error-in-success", "{url}/orders", answer("200 OK", {"error": "no such order"})),
    silent("error-in-success", "{url}/orders", answer("200 OK", {"error": None, "errors": [], "success": True})),
    silent("error-in-success", "{url}/jobs/7", answer("200 OK", {"id": 7, "status": "failed"})),
    silent("error-in-success", "{url}/orders", answer("200 OK", {"items": [{"error": "x"}], "code": 401})),
    says("error-message", POST, answer(BAD, {"code": 17, "message": "the e-mail is taken"})),
    says("error-message", POST, answer("404 Not Found", {"error": "Not found: user 7"})),
    says("error-message", POST, answer(BAD, {"error": {"code": 17, "message": "the e-mail is taken"}})),
    silent("error-message", POST, answer(BAD, {"code": 17})),
    silent("error-message", POST, answer("201 Created", {"message": "welcome"})),
)
