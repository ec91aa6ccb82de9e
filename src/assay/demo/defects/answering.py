"""Answers that are not as the contract says: status, media type, headers, schema, one shape of errors, time."""

import asyncio
from typing import Any

import msgspec

from assay.demo import problems, rendering
from assay.demo.calls import JSON, Call, Reply
from assay.demo.defects.changing import answers, around, content, header, replace, status
from assay.demo.defects.defect import of_kind
from assay.demo.problems import Problem
from assay.demo.store import Handler, Shop

SLOW = 3.0
"""Seconds."""


def _renamed(old: str, new: str) -> Any:
    return lambda found: {new if name == old else name: value for name, value in found.items()}


def _with(**fields: Any) -> Any:
    return lambda found: {**found, **fields}


def _items_with(**fields: Any) -> Any:
    return lambda found: {**found, "items": [{**item, **fields} for item in found["items"]]}


def _text_price(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "price_cents": str(found["price_cents"])}


def _no_postcode(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "postcode"}


def _german_date(found: dict[str, Any]) -> dict[str, Any]:
    year, month, day = found["created_at"][:10].split("-")
    return {**found, "created_at": f"{day}.{month}.{year}"}


def _shouted_status(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "items": [{**item, "status": item["status"].upper()} for item in found["items"]]}


def _as_text(_: Reply) -> Reply:
    return Reply(content=b"ok", media_type="text/plain")


def _as_html(reply: Reply) -> Reply:
    return msgspec.structs.replace(reply, media_type="text/html")


def _with_body(_: Reply) -> Reply:
    return Reply(status=200, content={"deleted": True})


def _elsewhere(_: Reply) -> Reply:
    return Reply(status=302, headers={"Location": "https://images.elsewhere.example/1.png"})


async def _bare_refusal(handler: Handler, shop: Shop, call: Call) -> Reply:
    try:
        return await handler(shop, call)
    except Problem as problem:
        code, title = problems.PROBLEMS[problem.code]
        return Reply(status=code, content={"error": title}, media_type=JSON)


async def _refused_with_200(handler: Handler, shop: Shop, call: Call) -> Reply:
    try:
        return await handler(shop, call)
    except Problem as problem:
        return Reply(status=200, content={"ok": False, "error": problem.code})


async def _slow(handler: Handler, shop: Shop, call: Call) -> Reply:
    await asyncio.sleep(SLOW)
    return await handler(shop, call)


def _errors_without_list() -> None:
    reply_of = problems.problem_reply

    def short(problem: Problem) -> Reply:
        reply = reply_of(problem)
        whole: Any = reply.content
        return msgspec.structs.replace(reply, content={key: one for key, one in whole.items() if key != "errors"})

    replace(reply_of, short)


def _without_challenge() -> None:
    reply_of = problems.problem_reply
    replace(reply_of, lambda problem: msgspec.structs.replace(reply_of(problem), headers={}))


def _security_header_gone(name: str) -> Any:
    return lambda: rendering.SECURITY_HEADERS.pop(name)


DEFECTS = of_kind(
    "answer",
    {
        "order-answers-200": ("placing an order answers 200", "success status", status("createOrder", 200)),
        "deleting-answers-200": (
            "deleting an address answers 200 with a body",
            "undeclared status",
            answers("deleteAddress", _with_body),
        ),
        "undeclared-status": ("deleting a review answers 202", "undeclared status", status("deleteReview", 202)),
        "undeclared-type": (
            "the health is told in plain text",
            "undeclared content type",
            answers("getHealth", _as_text),
        ),
        "json-as-html": (
            "a report is JSON and says that it is HTML",
            "undeclared content type",
            answers("getReport", _as_html),
        ),
        "debug-header": (
            "a product comes with a header of the developers",
            "undeclared header",
            header("getProduct", "X-Debug-Cache", "miss"),
        ),
        "location-missing": (
            "a new address has no Location",
            "declared header",
            header("createAddress", "Location", None),
        ),
        "location-wrong": (
            "the Location of a new review leads nowhere",
            "location leads to what was made",
            header("createReview", "Location", "/v1/reviews/rev_aaaaaaaaaaaaaaaaaaaa"),
        ),
        "etag-missing": ("a product has no ETag", "declared header", header("getProduct", "ETag", None)),
        "challenge-missing": ("a 401 has no WWW-Authenticate", "declared header", _without_challenge),
        "total-renamed": (
            "an order's total_cents is called total",
            "body against schema",
            content("createOrder", _renamed("total_cents", "total")),
        ),
        "price-as-text": ("a product's price is text", "body against schema", content("getProduct", _text_price)),
        "name-null": ("a product's name is null", "body against schema", content("getProduct", _with(name=None))),
        "tags-null": (
            "the tags of listed products are null",
            "body against schema",
            content("listProducts", _items_with(tags=None)),
        ),
        "postcode-dropped": (
            "a new address has lost its postcode",
            "body against schema",
            content("createAddress", _no_postcode),
        ),
        "margin-shown": (
            "an order has a field that is not declared",
            "body against schema",
            content("getOrder", _with(margin_cents=120)),
        ),
        "date-in-german": (
            "the date of an account is not RFC 3339",
            "body against schema",
            content("getMe", _german_date),
        ),
        "status-shouted": (
            "the states of listed orders are in capitals",
            "body against schema",
            content("listOrders", _shouted_status),
        ),
        "errors-short": ("errors have no field errors", "error shape", _errors_without_list),
        "error-shape-wanders": (
            "refusals about a review have a shape of their own",
            "error shape",
            around(_bare_refusal, "getReview", "updateReview"),
        ),
        "refused-with-200": (
            "an unknown user is refused with 200",
            "error shape",
            around(_refused_with_200, "getUser"),
        ),
        "slow-search": ("the search takes three seconds", "time budget", around(_slow, "search")),
        "off-site-redirect": (
            "the image of a product is elsewhere",
            "redirect off site",
            answers("getProductImage", _elsewhere),
        ),
        "sniffing-allowed": (
            "the header X-Content-Type-Options is gone",
            "security headers",
            _security_header_gone("X-Content-Type-Options"),
        ),
        "framing-allowed": (
            "the header Content-Security-Policy is gone",
            "security headers",
            _security_header_gone("Content-Security-Policy"),
        ),
    },
)
