"""What is taken below the schema: malformed JSON, other media types, methods that are not declared."""

import contextlib
from typing import Any

import msgspec
from starlette.datastructures import Headers

from assay.demo import accepting, access, app, bodies, contract
from assay.demo.calls import Call, Reply
from assay.demo.contract import Operation
from assay.demo.defects.changing import replace
from assay.demo.defects.defect import of_kind
from assay.demo.problems import Problem
from assay.demo.store import Shop


def _truncated_read() -> None:
    parse = bodies.parse_json

    def patient(body: bytes) -> Any:
        with contextlib.suppress(Problem):
            return parse(body + b"}")
        return parse(body)

    replace(parse, patient)


def _rest_ignored() -> None:
    parse = bodies.parse_json
    replace(parse, lambda body: parse(body.rpartition(b"}")[0] + b"}" if b"}" in body else body))


def _any_media_type() -> None:
    media_type = bodies._media_type

    def first(operation: Operation, headers: Headers) -> str:
        with contextlib.suppress(Problem):
            return media_type(operation, headers)
        return next(iter(operation.bodies))

    replace(media_type, first)


def _missing_media_type() -> None:
    media_type = bodies._media_type

    def first(operation: Operation, headers: Headers) -> str:
        return media_type(operation, headers) if "content-type" in headers else next(iter(operation.bodies))

    replace(media_type, first)


def _any_accept() -> None:
    replace(accepting.admits, lambda *_: True)


def _orders_deleted() -> None:
    """DELETE of an order, which the contract does not have."""

    async def delete(shop: Shop, call: Call) -> Reply:
        del shop.store.orders[access.order(shop, call.who, call.path["order_id"]).id]
        return Reply(status=204)

    get = next(one for one in contract.operations() if one.id == "getOrder")
    found = (*contract.operations(), msgspec.structs.replace(get, id="deleteOrder", method="DELETE"))
    replace(contract.operations, lambda: found)
    app.HANDLERS["deleteOrder"] = delete


DEFECTS = of_kind(
    "wire",
    {
        "truncated-json-taken": ("JSON without its last brace is taken", "malformed JSON", _truncated_read),
        "trailing-text-taken": ("text after the JSON is ignored", "malformed JSON", _rest_ignored),
        "any-content-type": ("a body of any Content-Type is read as JSON", "wrong Content-Type", _any_media_type),
        "no-content-type": ("a body without Content-Type is read as JSON", "missing Content-Type", _missing_media_type),
        "accept-ignored": ("what Accept asks for is ignored", "unsupported Accept", _any_accept),
        "orders-deleted": ("an order can be deleted, which no contract says", "undeclared method", _orders_deleted),
    },
)
