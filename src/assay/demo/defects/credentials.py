"""Credentials that are taken and are none: absent, ended, expired, forged, of another kind."""

from typing import Any

import msgspec

from assay.demo import access, app, auth, passwords, sessions, tokens
from assay.demo.calls import Call, Caller, Reply
from assay.demo.defects.changing import around, replace, replaced
from assay.demo.defects.defect import Plant, of_kind
from assay.demo.problems import Problem
from assay.demo.store import Handler, Shop


def _no_login(operation: str) -> Plant:
    """Who shows no credentials is the first user of all."""

    def plant() -> None:
        authenticate = access.authenticate

        def open_door(shop: Shop, found: Any, headers: dict[str, str]) -> Caller | None:
            if found.id == operation and not headers.get("authorization"):
                some = next(iter(shop.store.users.values()))
                return Caller(id=some.id, name=some.username, tenant=some.tenant, role=some.role)
            return authenticate(shop, found, headers)

        replace(authenticate, open_door)

    return plant


def _logout_forgets() -> None:
    async def logout(*_: object) -> Reply:
        return Reply(status=204)

    app.HANDLERS["logout"] = logout


def _unsigned(token: str, _key: bytes) -> tokens.Claims:
    """The claims, whoever signed them."""
    try:
        return msgspec.json.decode(tokens._decode(token.split(".")[1]), type=tokens.Claims)
    except (ValueError, IndexError):
        raise tokens.TokenError from None


def _none_taken() -> None:
    read = tokens.read

    def trusting(token: str, key: bytes) -> tokens.Claims:
        header, _, rest = token.partition(".")
        try:
            algorithm = msgspec.json.decode(tokens._decode(header))["alg"]
        except (ValueError, KeyError, TypeError):
            algorithm = ""
        return _unsigned(token, key) if str(algorithm).lower() == "none" and rest.endswith(".") else read(token, key)

    replace(read, trusting)


def _malformed_crashes() -> None:
    read = tokens.read

    def trusting(token: str, key: bytes) -> tokens.Claims:
        msgspec.json.decode(tokens._decode(token.split(".")[1]))
        return read(token, key)

    replace(read, trusting)


def _any_scheme(authorization: str) -> str:
    token = authorization.rpartition(" ")[2].strip()
    if not token:
        raise Problem("unauthenticated", "Send an access token.", headers={"WWW-Authenticate": access.BEARER})
    return token


def _any_key(sent: str) -> Caller:
    if not sent:
        raise Problem("unauthenticated", "Send an API key.", headers={"WWW-Authenticate": access.API_KEY})
    return Caller(id=None, name="warehouse", tenant="acme", role="member")


async def _unknown_told(handler: Handler, shop: Shop, call: Call) -> Reply:
    if auth._user_named(shop, call.body["username"]) is None:
        raise Problem("not_found", "There is no such user.")
    return await handler(shop, call)


DEFECTS = of_kind(
    "credentials",
    {
        "search-without-login": ("the search wants no credentials", "no credentials", _no_login("search")),
        "users-without-login": ("the list of users wants no credentials", "no credentials", _no_login("listUsers")),
        "coupons-without-login": (
            "a coupon is issued without credentials",
            "no credentials",
            _no_login("createCoupon"),
        ),
        "logout-forgets": ("a log-out leaves the session", "logged-out credentials", _logout_forgets),
        "disabled-goes-on": (
            "a disabled user goes on",
            "credentials of a disabled user",
            replaced(sessions, "end_sessions_of", lambda *_: None),
        ),
        "refresh-reusable": (
            "a refresh token works for ever",
            "refresh token twice",
            replaced(sessions, "is_spent", lambda *_: False),
        ),
        "expired-taken": (
            "an access token has no end",
            "expired credentials",
            replaced(tokens, "expired", lambda *_: False),
        ),
        "tampered-taken": (
            "the signature of an access token is not looked at",
            "tampered credentials",
            replaced(tokens, "read", _unsigned),
        ),
        "none-taken": ("an access token may say that it is not signed", "credentials without signature", _none_taken),
        "malformed-token-crash": ("a malformed access token answers 500", "malformed credentials", _malformed_crashes),
        "any-scheme-taken": (
            "an access token is taken under any scheme",
            "wrong scheme",
            replaced(access, "_bearer_token", _any_scheme),
        ),
        "any-key-taken": (
            "any API key is that of the warehouse",
            "malformed credentials",
            replaced(access, "_warehouse_of_key", _any_key),
        ),
        "any-password-taken": (
            "a log-in takes any password",
            "wrong password",
            replaced(passwords, "matches", lambda *_: True),
        ),
        "unknown-user-told": (
            "a log-in tells that there is no such user",
            "accounts told apart",
            around(_unknown_told, "login"),
        ),
    },
)
