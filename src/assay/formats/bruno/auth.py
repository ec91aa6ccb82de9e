"""Bruno's types of auth by Postman's names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from assay.formats.bruno.texts import to_postman
from assay.model.suite import Auth

Json = dict[str, Any]
_NAMES: dict[str, dict[str, str]] = {
    "basic": {"username": "username", "password": "password"},
    "digest": {"username": "username", "password": "password"},
    "ntlm": {"username": "username", "password": "password", "domain": "domain"},
    "bearer": {"token": "token"},
    "awsv4": {
        "accessKeyId": "accessKey", "secretAccessKey": "secretKey", "sessionToken": "sessionToken",
        "service": "service", "region": "region",
    },
    "oauth1": {
        "consumerKey": "consumerKey", "consumerSecret": "consumerSecret", "accessToken": "token",
        "accessTokenSecret": "tokenSecret", "tokenSecret": "tokenSecret", "callbackUrl": "callback",
        "verifier": "verifier", "signatureMethod": "signatureMethod", "privateKey": "privateKey",
        "timestamp": "timestamp", "nonce": "nonce", "version": "version", "realm": "realm",
    },
    "oauth2": {
        "grantType": "grant_type", "accessTokenUrl": "accessTokenUrl", "authorizationUrl": "authUrl",
        "refreshTokenUrl": "refreshTokenUrl", "callbackUrl": "redirect_uri", "clientId": "clientId",
        "clientSecret": "clientSecret", "scope": "scope", "state": "state", "username": "username",
        "password": "password", "tokenHeaderPrefix": "headerPrefix",
    },
    "edgegrid": {
        "accessToken": "accessToken", "clientToken": "clientToken", "clientSecret": "clientSecret", "nonce": "nonce",
        "timestamp": "timestamp", "baseURL": "baseURL", "headersToSign": "headersToSign",
        "maxBodySize": "maxBodySize",
    },
}  # fmt: skip
_ALIASES = {"akamai-edgegrid": "edgegrid", "akamaiEdgegrid": "edgegrid"}
_SNAKE = re.compile(r"_([a-z])")


def mode_of(auth: Any) -> str:
    """The type that is chosen; none where there is none."""
    mode = auth.get("mode") if isinstance(auth, dict) else None
    return mode if isinstance(mode, str) and mode else "none"


def params_of(auth: Json) -> Json:
    """The fields of the type that is chosen."""
    mode = mode_of(auth)
    found: Json = next((auth[key] for key in (mode, *_spellings(mode)) if isinstance(auth.get(key), dict)), {})
    return {_SNAKE.sub(lambda match: match[1].upper(), key): value for key, value in found.items()}


def _spellings(mode: str) -> list[str]:
    return [key for key, name in _ALIASES.items() if name == _ALIASES.get(mode)]


def to_auth(auth: Any, warn: Callable[[str], None]) -> Auth | None:
    """Postman's auth; None where it is inherited, or has to be done otherwise (wsse)."""
    mode = mode_of(auth)
    kind = _ALIASES.get(mode, mode)
    if kind in ("inherit", "wsse"):
        return None
    if kind == "none":
        return Auth(type="noauth")
    told = params_of(auth)
    if kind == "apikey":
        return Auth(type="apikey", params=_api_key(told))
    if kind not in _NAMES:
        warn(f"the auth {mode} is not kept")
        return Auth(type="noauth")
    params = {name: _value(told[key]) for key, name in _NAMES[kind].items() if told.get(key) not in (None, "")}
    if kind == "oauth2":
        params |= _oauth2(told)
    if kind == "oauth1":
        params["addParamsToHeader"] = told.get("placement") in (None, "", "header")
    if told.get("profileName"):
        warn("the AWS profile is not kept: set the keys")
    return Auth(type=kind, params=params)


def _value(value: Any) -> Any:
    return to_postman(value) if isinstance(value, str) else value


def _api_key(told: Json) -> Json:
    place = "query" if told.get("placement") in ("queryparams", "query") else "header"
    return {"key": _value(told.get("key") or ""), "value": _value(told.get("value") or ""), "in": place}


def _oauth2(told: Json) -> Json:
    placed = {"header": "header", "basic_auth_header": "header"}
    return {
        "client_authentication": placed.get(str(told.get("credentialsPlacement")), "body"),
        "addTokenTo": "queryParams" if told.get("tokenPlacement") == "url" else "header",
    }
