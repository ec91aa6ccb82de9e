"""Requests that make the shop fail with 500 where it should refuse."""

import struct
from typing import Any

import msgspec
from starlette.datastructures import Headers

from assay.demo import bodies, paging, parameters, schema
from assay.demo.calls import Call, Reply
from assay.demo.contract import Operation
from assay.demo.defects.changing import around, both, loosened, parameter, replace, replaced
from assay.demo.defects.defect import Plant, of_kind
from assay.demo.problems import Problem
from assay.demo.store import Handler, Shop


def _label_missing() -> None:
    members = schema._members

    def lenient(rules: schema.Schema, value: dict[str, Any], pointer: str) -> Any:
        return (one for one in members(rules, value, pointer) if one.rule != "required" or one.pointer != "/label")

    replace(members, lenient)


async def _order_looked_up(handler: Handler, shop: Shop, call: Call) -> Reply:
    shop.store.orders[call.path["order_id"]]
    return await handler(shop, call)


async def _in_latin(handler: Handler, shop: Shop, call: Call) -> Reply:
    call.body["text"].encode("latin-1")
    return await handler(shop, call)


async def _printed(handler: Handler, shop: Shop, call: Call) -> Reply:
    if not (call.body["note"] or "").isprintable():
        raise ValueError("cannot print the note")
    return await handler(shop, call)


async def _packed(handler: Handler, shop: Shop, call: Call) -> Reply:
    struct.pack("q", call.body["amount_cents"])
    return await handler(shop, call)


def _parsed(body: bytes) -> Any:
    return bodies._with_whole_numbers(msgspec.json.decode(body), bodies.MOST_DEPTH)


def _parsed_to_the_ground(body: bytes) -> Any:
    try:
        return bodies._with_whole_numbers(msgspec.json.decode(body), bodies.MOST_DEPTH)
    except (msgspec.DecodeError, ValueError):
        raise Problem("malformed_request", "The body is not JSON that can be read.") from None


def _type_looked_up() -> None:
    media_type = bodies._media_type

    def trusting(operation: Operation, headers: Headers) -> str:
        assert headers["content-type"]
        return media_type(operation, headers)

    replace(media_type, trusting)


def _review_id_split() -> None:
    read_path = parameters.read_path

    def trusting(operation: Operation, texts: dict[str, str]) -> Any:
        if "review_id" in texts:
            _, number = texts["review_id"].split("_")
            assert len(number) == 20
        return read_path(operation, texts)

    replace(read_path, trusting)


def _limit_read() -> None:
    read_query = parameters.read_query

    def trusting(operation: Operation, pairs: list[tuple[str, str]]) -> Any:
        int(dict(pairs).get("limit", "20"))
        return read_query(operation, pairs)

    replace(read_query, trusting)


def _page_beyond() -> None:
    page = paging.page

    def trusting(call: Call, items: list[Any], view: Any) -> Reply:
        assert not call.query["offset"] or items[call.query["offset"]]
        return page(call, items, view)

    replace(page, trusting)


def _any_type(operation: str) -> Plant:
    return loosened(operation, "", "type")


DEFECTS = of_kind(
    "crash",
    {
        "unknown-is-500": ("an unknown order answers 500", "unknown id", around(_order_looked_up, "getOrder")),
        "label-optional": (
            "an address needs no label, and fails without one",
            "required field missing",
            _label_missing,
        ),
        "unicode-crash": ("a review in another script answers 500", "unicode", around(_in_latin, "createReview")),
        "control-crash": (
            "a control character in a note answers 500",
            "control characters",
            both(loosened("createOrder", "note", "pattern"), around(_printed, "createOrder")),
        ),
        "huge-number-crash": (
            "a huge amount answers 500",
            "huge number",
            both(loosened("payOrder", "amount_cents", "maximum"), around(_packed, "payOrder")),
        ),
        "malformed-json-crash": (
            "malformed JSON answers 500",
            "malformed JSON",
            replaced(bodies, "parse_json", _parsed),
        ),
        "deep-json-crash": (
            "deeply nested JSON answers 500",
            "deep nesting",
            replaced(bodies, "parse_json", _parsed_to_the_ground),
        ),
        "null-body-crash": ("null for a review answers 500", "wrong type", _any_type("createReview")),
        "no-type-crash": ("a body without Content-Type answers 500", "missing Content-Type", _type_looked_up),
        "path-crash": ("a malformed id of a review answers 500", "bad path parameter", _review_id_split),
        "limit-text-crash": ("a limit that is text answers 500", "bad pagination", _limit_read),
        "page-beyond-crash": ("a page beyond the end answers 500", "bad pagination", _page_beyond),
        "date-crash": (
            "a date that does not exist answers 500",
            "format",
            both(parameter("listOrders", "created_from", "format"), parameter("listOrders", "created_to", "format")),
        ),
    },
)
