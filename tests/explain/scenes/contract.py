"""A small contract, and requests and answers that break it; what is near to each is tested beside the rules."""

from __future__ import annotations

from assay.model.contract import Answer, Body, Contract, Media, Operation, Parameter, SecurityScheme

from .scene import Scene, answer, http, says

ORDER = {
    "type": "object",
    "required": ["product", "quantity"],
    "additionalProperties": False,
    "properties": {
        "product": {"type": "string"},
        "quantity": {"type": "integer", "minimum": 1},
        "note": {"type": "string"},
    },
}
KEPT = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
JSON = (Media(type="application/json", schema=KEPT),)
CREATED = Answer(
    status="201",
    media=JSON,
    headers=(Parameter(name="Location", place="header", required=True, schema={"type": "string"}),),
)
LIMIT = Parameter(name="limit", place="query", schema={"type": "integer", "maximum": 100})
TENANT = Parameter(name="X-Tenant", place="header", required=True, schema={"type": "string"})
CONTRACT = Contract(
    title="Shop",
    source="openapi.yaml",
    dialect="3.1",
    servers=("http://127.0.0.1",),
    security_schemes=(SecurityScheme(name="token", type="http", scheme="bearer"),),
    operations=(
        Operation(
            method="POST",
            path="/orders",
            body=Body(required=True, media=(Media(type="application/json", schema=ORDER),)),
            answers=(CREATED, Answer(status="422")),
        ),
        Operation(method="GET", path="/orders", parameters=(LIMIT,), answers=(Answer(status="200", media=JSON),)),
        Operation(method="GET", path="/reports", parameters=(TENANT,), answers=(Answer(status="200"),)),
        Operation(method="GET", path="/me", security=(("token",),), answers=(Answer(status="200", media=JSON),)),
    ),
)
BAD = http("422 Unprocessable Content")
DONE = answer("201 Created", {"id": 7}, "Location: /orders/7")
GOOD = answer("200 OK", {"id": 7})


def posts(fields: str) -> str:
    """An order with these fields."""
    return f"--json '{{{{{fields}}}}}' {{url}}/orders"


def breaks(rule: str, command: str, answers: bytes) -> Scene:
    """A scene that is held against the contract."""
    return says(rule, command, answers, declared=True)


WHOLE = '"product": "tea", "quantity": 1'
SCENES: tuple[Scene, ...] = (
    breaks("path-undeclared", "{url}/order", http("404 Not Found")),
    breaks("method-undeclared", "-X DELETE {url}/orders", http("404 Not Found")),
    breaks("credentials-missing", "{url}/me", http("403 Forbidden")),
    breaks("parameter-missing", "{url}/reports", http("400 Bad Request")),
    breaks("parameter-wrong", "'{url}/orders?limit=many'", http("400 Bad Request")),
    breaks("parameter-undeclared", "'{url}/orders?size=5'", GOOD),
    breaks("content-type-undeclared", "-d product=tea {url}/orders", http("415 Unsupported Media Type")),
    breaks("body-missing", "-X POST {url}/orders", BAD),
    breaks("body-undeclared", "-X GET -d a=b {url}/orders", GOOD),
    breaks("field-missing", posts('"product": "tea"'), BAD),
    breaks("field-null", posts('"product": "tea", "quantity": null'), BAD),
    breaks("field-wrong", posts('"product": "tea", "quantity": "two"'), BAD),
    breaks("field-undeclared", posts(f'{WHOLE}, "colour": "green"'), BAD),
    breaks("status-undeclared", posts(WHOLE), http("418 Teapot")),
    breaks("answer-media-undeclared", "{url}/orders", http("200 OK", "Content-Type: text/csv", body="id\n7")),
    breaks("answer-header-wrong", posts(WHOLE), answer("201 Created", {"id": 7})),
    breaks("answer-breaks-schema", posts(WHOLE), answer("201 Created", {"id": "seven"}, "Location: /orders/7")),
)
