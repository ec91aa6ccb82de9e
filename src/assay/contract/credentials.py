"""Whether a request carries the credentials that its operation asks for; what they are worth is the server's to say."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from assay.contract.words import alternatives
from assay.model.contract import Contract, Operation, SecurityScheme


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """Where credentials can stand: headers by name in lower case, names of query parameters and of cookies."""

    headers: Mapping[str, str]
    query: frozenset[str]
    cookies: frozenset[str]
    certificate: bool = False
    """Whether a client certificate was shown."""


def lacking(contract: Contract, operation: Operation, carried: Carried) -> str:
    """What an operation wants and the request does not have, in words; empty where it has enough."""
    schemes = {scheme.name: scheme for scheme in contract.security_schemes}
    wanted = [[schemes[name] for name in names if name in schemes] for names in operation.security or ()]
    if not wanted or any(all(_has(scheme, carried) for scheme in together) for together in wanted):
        return ""
    words = [" with ".join(_words(scheme) for scheme in together) for together in wanted]
    return alternatives(list(dict.fromkeys(words)))


def _has(scheme: SecurityScheme, carried: Carried) -> bool:
    if scheme.type == "apiKey":
        return _has_key(scheme, carried)
    if scheme.type == "mutualTLS":
        return carried.certificate
    authorization = carried.headers.get("authorization", "")
    wanted = scheme.scheme if scheme.type == "http" else "bearer"
    return bool(authorization) and wanted in ("", authorization.partition(" ")[0].lower())


def _has_key(scheme: SecurityScheme, carried: Carried) -> bool:
    if scheme.place == "query":
        return scheme.key in carried.query
    if scheme.place == "cookie":
        return scheme.key in carried.cookies
    return scheme.key.lower() in carried.headers


def _words(scheme: SecurityScheme) -> str:
    if scheme.type == "apiKey":
        place = {"query": "query parameter", "cookie": "cookie"}.get(scheme.place, "header")
        return f"the {place} {scheme.key}"
    if scheme.type == "mutualTLS":
        return "a client certificate"
    return f"an Authorization header of the scheme {(scheme.scheme or 'bearer').capitalize()}"
