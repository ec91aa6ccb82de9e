"""Auth of a v1 request, folder or collection as that of v2.1."""

from __future__ import annotations

from typing import Any

import msgspec

_TYPES = {
    "apikeyAuth": "apikey",
    "basicAuth": "basic",
    "bearerAuth": "bearer",
    "digestAuth": "digest",
    "hawkAuth": "hawk",
    "oAuth1": "oauth1",
    "oAuth2": "oauth2",
    "ntlmAuth": "ntlm",
    "awsSigV4": "awsv4",
}
_RENAMED = {
    "oauth1": {"header": "addParamsToHeader", "auto": "autoAddParam", "includeEmpty": "addEmptyParamsToSign"},
    "hawk": {"hawk_id": "authId", "hawk_key": "authKey", "ext": "extraData", "app": "appId", "dlg": "delegation"},
}


def auth_of(entity: dict[str, Any]) -> dict[str, Any] | None:
    """The auth in use: `auth`, or in older files `currentHelper` with `helperAttributes`."""
    auth, helper = entity.get("auth"), entity.get("currentHelper")
    if "currentHelper" not in entity and not entity.get("helperAttributes"):
        return auth if isinstance(auth, dict) and auth.get("type") else None
    if not isinstance(helper, str) or helper in ("", "normal"):
        return None
    kind = _TYPES.get(helper, helper)
    return {"type": kind, kind: _params(kind, _attributes(entity.get("helperAttributes")))}


def _params(kind: str, attributes: dict[str, Any]) -> dict[str, Any]:
    names = _RENAMED.get(kind, {})
    return {names.get(key, key): value for key, value in attributes.items() if key not in ("id", "saveToRequest")}


def _attributes(value: Any) -> dict[str, Any]:
    """Some versions of the app wrote the attributes as JSON text."""
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value.encode("utf-8", "replace"))
        except (msgspec.MsgspecError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}
