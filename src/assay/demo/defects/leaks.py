"""What an answer tells and should not: internals, secrets of the request, more of the data than declared."""

from typing import Any

import msgspec

from assay.demo import access, app, coupons, problems, products, rendering, users
from assay.demo.calls import Call, Reply
from assay.demo.defects.changing import around, content, replace
from assay.demo.defects.defect import Plant, of_kind
from assay.demo.problems import Problem
from assay.demo.store import Handler, Shop

TRACE = "Traceback (most recent call last):\n  File \"/srv/shop/gate.py\", line 31, in answer\nKeyError: 'id'"
SQL = (
    'duplicate key value violates unique constraint "products_tenant_sku_key": '
    "INSERT INTO products (tenant, sku, name) VALUES ('acme', $1, $2)"
)
PAGE = (
    b"<!DOCTYPE html><html><head><title>Page not found at this URL</title></head><body><p>You're seeing this error "
    b"because you have <code>DEBUG = True</code> in your Django settings file.</p></body></html>"
)


def _errors_tell(text: str, *codes: str) -> Plant:
    """The detail of errors (of some codes, or of all) is a text of the house."""

    def plant() -> None:
        reply_of = problems.problem_reply

        def leaky(problem: Problem) -> Reply:
            reply = reply_of(problem)
            whole: Any = reply.content
            told = not codes or problem.code in codes
            return msgspec.structs.replace(reply, content={**whole, "detail": text}) if told else reply

        replace(reply_of, leaky)

    return plant


def _debug_page() -> None:
    async def nowhere(scope: Any, receive: Any, send: Any) -> None:
        await rendering.rendered(Reply(status=404, content=PAGE, media_type="text/html"))(scope, receive, send)

    replace(app._nowhere, nowhere)


def _token_echoed() -> None:
    by_token = access._user_of_token

    def telling(shop: Shop, authorization: str) -> Any:
        try:
            return by_token(shop, authorization)
        except Problem as problem:
            problem.detail = f"{problem.detail} It was: {authorization}"
            raise

    replace(by_token, telling)


async def _password_echoed(handler: Handler, shop: Shop, call: Call) -> Reply:
    try:
        return await handler(shop, call)
    except Problem as problem:
        problem.detail = f"{call.body['username']} has another password than {call.body['password']}."
        raise


def _server_told() -> None:
    rendering.SECURITY_HEADERS.update({"Server": "uvicorn/0.35.0", "X-Powered-By": "Python/3.11.7 starlette/0.47"})


def _password_shown() -> None:
    view = users.view
    replace(view, lambda user: {**view(user), "password": user.password})


def _redeemers_shown() -> None:
    view = coupons.view
    replace(view, lambda coupon: {**view(coupon), "redeemed_by": list(coupon.redeemed_by)})


async def _tokens_listed(handler: Handler, shop: Shop, call: Call) -> Reply:
    reply = await handler(shop, call)
    whole: Any = reply.content
    tokens = {session.user_id: session.refresh_tokens[-1] for session in shop.store.sessions.values()}
    items = [{**item, "refresh_token": tokens.get(item["id"])} for item in whole["items"]]
    return msgspec.structs.replace(reply, content={**whole, "items": items})


async def _rivals_shown(handler: Handler, shop: Shop, call: Call) -> Reply:
    reply = await handler(shop, call)
    whole: Any = reply.content
    others = (item for item in shop.store.products.values() if item.tenant != call.who.tenant)
    same = [products.view(item) for item in others if item.name == whole["name"]]
    return msgspec.structs.replace(reply, content={**whole, "elsewhere": same})


def _with_account(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "author_email": f"{found['author']}@acme.example", "author_ip": "10.0.3.17"}


DEFECTS = of_kind(
    "leak",
    {
        "errors-leak": ("errors tell a traceback", "internals leaked", _errors_tell(TRACE)),
        "sql-told": ("a taken SKU is told in SQL", "internals leaked", _errors_tell(SQL, "sku_taken")),
        "path-told": (
            "a refused file is told with its path on the server",
            "internals leaked",
            _errors_tell("cannot read /srv/shop/uploads/tmp8x1b/a.png", "unsupported_media_type"),
        ),
        "host-told": (
            "a report that is not ready tells an internal host",
            "internals leaked",
            _errors_tell("redis://queue.shop.internal:6379/0 has no result yet", "report_not_ready"),
        ),
        "debug-page": ("an unknown path answers the debug page of a framework", "internals leaked", _debug_page),
        "server-told": ("headers tell the versions of the software", "internals leaked", _server_told),
        "token-echoed": ("a refused token is told again", "secret of the request leaked", _token_echoed),
        "password-echoed": (
            "a refused password is told again",
            "secret of the request leaked",
            around(_password_echoed, "login"),
        ),
        "password-shown": ("a user's password hash is shown", "more data than declared", _password_shown),
        "tokens-listed": (
            "the list of users has their refresh tokens",
            "more data than declared",
            around(_tokens_listed, "listUsers"),
        ),
        "redeemers-shown": ("a coupon tells who redeemed it", "more data than declared", _redeemers_shown),
        "rivals-shown": (
            "a product shows the same product of the other tenant",
            "data of another tenant",
            around(_rivals_shown, "getProduct"),
        ),
        "author-shown": (
            "a review shows email and address of its author",
            "more data than declared",
            content("getReview", _with_account),
        ),
    },
)
