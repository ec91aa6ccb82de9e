"""Insomnia's types of auth by Postman's names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assay.formats.insomnia.node import Json, text
from assay.formats.insomnia.tags import Texts
from assay.model.suite import Auth

_NAMES: dict[str, tuple[str, dict[str, str]]] = {
    "basic": ("basic", {"username": "username", "password": "password"}),
    "digest": ("digest", {"username": "username", "password": "password"}),
    "ntlm": ("ntlm", {"username": "username", "password": "password"}),
    "hawk": ("hawk", {"id": "authId", "key": "authKey", "algorithm": "algorithm", "ext": "extraData"}),
    "iam": ("awsv4", {
        "accessKeyId": "accessKey", "secretAccessKey": "secretKey", "sessionToken": "sessionToken",
        "region": "region", "service": "service",
    }),
    "oauth1": ("oauth1", {
        "consumerKey": "consumerKey", "consumerSecret": "consumerSecret", "tokenKey": "token",
        "tokenSecret": "tokenSecret", "signatureMethod": "signatureMethod", "privateKey": "privateKey",
        "callback": "callback", "verifier": "verifier", "realm": "realm", "nonce": "nonce", "timestamp": "timestamp",
        "version": "version", "includeBodyHash": "includeBodyHash",
    }),
    "oauth2": ("oauth2", {
        "grantType": "grant_type", "accessTokenUrl": "accessTokenUrl", "authorizationUrl": "authUrl",
        "clientId": "clientId", "clientSecret": "clientSecret", "scope": "scope", "state": "state",
        "username": "username", "password": "password", "redirectUrl": "redirect_uri", "audience": "audience",
        "accessToken": "accessToken", "tokenPrefix": "headerPrefix",
    }),
    "asap": ("asap", {
        "issuer": "iss", "subject": "sub", "audience": "aud", "keyId": "kid", "privateKey": "privateKey",
        "additionalClaims": "claims", "addintionalClaims": "claims",
    }),
}  # fmt: skip


def to_auth(told: Any, texts: Texts, note: Callable[[str], None]) -> Auth | None:
    """Postman's auth; None where it is inherited."""
    if not isinstance(told, dict) or not told.get("type"):
        return None
    kind = text(told["type"])
    if told.get("disabled") is True or kind == "none":
        return Auth(type="noauth")
    special = _SPECIAL.get(kind)
    if special is not None:
        return special(told, texts)
    if kind not in _NAMES:
        note(f"the auth {kind[:40]} is not kept")
        return Auth(type="noauth")
    name, fields = _NAMES[kind]
    params = {
        ours: _value(told[theirs], texts) for theirs, ours in fields.items() if told.get(theirs) not in (None, "")
    }
    if kind == "oauth1":
        params["addParamsToHeader"] = True
    if kind == "oauth2":
        params["client_authentication"] = "body" if told.get("credentialsInBody") is True else "header"
    return Auth(type=name, params=params)


def _value(value: Any, texts: Texts) -> Any:
    return texts.text(value) if isinstance(value, str) else value


def _bearer(told: Json, texts: Texts) -> Auth:
    """Another prefix than Bearer makes it a header."""
    token, prefix = texts.text(text(told.get("token"))), texts.text(text(told.get("prefix"))).strip()
    if not prefix or prefix == "Bearer":
        return Auth(type="bearer", params={"token": token})
    value = token if prefix == "NO_PREFIX" else f"{prefix} {token}"
    return Auth(type="apikey", params={"key": "Authorization", "value": value, "in": "header"})


def _api_key(told: Json, texts: Texts) -> Auth:
    key, value = texts.text(text(told.get("key"))), texts.text(text(told.get("value")))
    place = text(told.get("addTo"))
    if place == "cookie":
        return Auth(type="apikey", params={"key": "Cookie", "value": f"{key}={value}", "in": "header"})
    return Auth(
        type="apikey", params={"key": key, "value": value, "in": "query" if place == "queryParams" else "header"}
    )


def _single_token(told: Json, texts: Texts) -> Auth:
    value = texts.text(text(told.get("token")))
    return Auth(type="apikey", params={"key": "Authorization", "value": value, "in": "header"})


_SPECIAL: dict[str, Callable[[Json, Texts], Auth]] = {
    "bearer": _bearer,
    "apikey": _api_key,
    "singleToken": _single_token,
}
