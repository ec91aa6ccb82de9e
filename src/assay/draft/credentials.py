"""Recognises how a request proves who sends it, as far as Postman has a kind of authorization for it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence

import msgspec

from assay.draft.address import Address, decoded
from assay.draft.likeness import STAND_IN
from assay.draft.values import Call

_PARAMETER = re.compile(r'([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s,;]+))')
_AWS = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/,\s]+)/([^/,\s]+)/aws4_request")

UNKNOWN = "***"
"""A value that is nowhere to be seen, as a password in digest authentication."""


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """One of Postman's kinds of authorization."""

    type: str
    values: dict[str, str]
    """What was sent, by Postman's parameter."""
    fixed: dict[str, str] = {}
    """Parameters that are no values: where an API key stands, and what it is called."""
    names: dict[str, str] = {}
    """What to call a value, where the parameter's own name says little."""
    query: str = ""
    """The query parameter that holds it."""


def credentials_of(
    call: Call, where: Address, is_secret: Callable[[str], bool]
) -> tuple[Credentials | None, tuple[tuple[str, str], ...]]:
    """The credentials of a call, and its headers without them."""
    headers = call.asked.request.headers
    for name, value in headers:
        if name.lower() == "authorization" and (found := _authorization(value, call)):
            gone = {"authorization"} | ({"x-amz-date", "x-amz-content-sha256"} if found.type == "awsv4" else set())
            return found, tuple((key, text) for key, text in headers if key.lower() not in gone)
    for name, value in headers:
        if _is_key(name, value, is_secret):
            key = Credentials(
                type="apikey",
                values={"value": value},
                fixed={"key": name, "in": "header"},
                names={"value": _bare(name)},
            )
            return key, tuple((other, text) for other, text in headers if other != name)
    return _in_query(where, is_secret), headers


def _is_key(name: str, value: str, is_secret: Callable[[str], bool]) -> bool:
    """Whether a header holds a key and nothing else. A CSRF token is of the page, not of the caller."""
    lower = name.lower()
    if lower in ("authorization", "cookie", "proxy-authorization") or "csrf" in lower or "xsrf" in lower:
        return False
    return is_secret(name) and (STAND_IN.fullmatch(value) is not None or "key" in lower)


def _bare(name: str) -> str:
    return name[2:] if name.lower().startswith("x-") else name


def _in_query(where: Address, is_secret: Callable[[str], bool]) -> Credentials | None:
    for name, text in where.query:
        plain = decoded(name)
        if text and is_secret(plain) and STAND_IN.fullmatch(decoded(text)):
            return Credentials(
                type="apikey",
                values={"value": decoded(text)},
                fixed={"key": plain, "in": "query"},
                names={"value": plain},
                query=name,
            )
    return None


def _authorization(value: str, call: Call) -> Credentials | None:
    scheme, _, rest = value.strip().partition(" ")
    rest = rest.strip()
    match scheme.lower():
        case "bearer" if rest:
            return Credentials(type="bearer", values={"token": rest}, names={"token": "access_token"})
        case "basic" if rest:
            return _basic(rest, call)
        case "digest":
            named = {key.lower(): quoted or bare for key, quoted, bare in _PARAMETER.findall(rest)}
            return _pair("digest", named.get("username", ""), call)
        case "ntlm":
            return _pair("ntlm", "", call)
        case "aws4-hmac-sha256":
            return _aws(rest)
    return None


def _basic(token: str, call: Call) -> Credentials:
    """A token that is masked as a whole says nothing of the user."""
    try:
        pair = base64.b64decode(token, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return _pair("basic", "", call)
    name, _, password = pair.partition(":")
    return _pair("basic", name, call, password)


def _pair(kind: str, name: str, call: Call, password: str = UNKNOWN) -> Credentials:
    given = call.transfer.options.get("user")
    user, _, told = given.partition(":") if isinstance(given, str) else ("", "", "")
    if password == UNKNOWN:
        password = told if STAND_IN.fullmatch(told) else password
    return Credentials(type=kind, values={"username": name or user or UNKNOWN, "password": password})


def _aws(rest: str) -> Credentials | None:
    found: Sequence[str] = next(iter(_AWS.findall(rest)), ())
    if not found:
        return None
    key, region, service = found
    return Credentials(
        type="awsv4",
        values={"accessKey": key, "secretKey": UNKNOWN},
        fixed={"region": region, "service": service},
        names={"accessKey": "aws_access_key", "secretKey": "aws_secret_key"},
    )
