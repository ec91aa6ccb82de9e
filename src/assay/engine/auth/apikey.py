"""API key: one header or one query parameter that the collection names."""

from __future__ import annotations

import re

from assay.engine.auth.params import flag, given
from assay.engine.auth.placement import with_header, with_query, without_headers, without_query
from assay.engine.auth.signing import Draft, Params, Signed, Signer
from assay.formats.ecmascript import to_string
from assay.model.world import World

_COMPOUND = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|[0-9][a-zA-Z]|[a-zA-Z][0-9]|[^a-zA-Z0-9 ]")
_PLAIN_WORD = re.compile(r"[a-zA-Z0-9]+")
_CASED_WORD = re.compile(
    r"[A-Z]?[a-z]+(?=[^a-z0-9]|$)|[A-Z]+(?=[^A-Za-z0-9]|[A-Z][a-z]|$)|[A-Z]?[a-z]+|[A-Z]+"
    r"|\d*(?:1ST|2ND|3RD|(?![123])\dTH)(?=\b|[a-z_])|\d*(?:1st|2nd|3rd|(?![123])\dth)(?=\b|[A-Z_])|\d+"
)


def apply(params: Params, draft: Draft, _world: World) -> Signed:
    """Adds the key; nothing without both a key and a value."""
    if not (flag(params, "key") or flag(params, "value")):
        return Signed(request=draft.request)
    place = _in_query if params.get("in") == "query" else _in_header
    return place(params, draft)


def _in_header(params: Params, draft: Draft) -> Signed:
    name, value = given(params, "key"), _text(params.get("value"))
    wanted = words(name)
    request = without_headers(draft.request, lambda key: words(key) == wanted)
    return Signed(request=with_header(request, name, value) if name else request, secrets=_secret(value))


def _in_query(params: Params, draft: Draft) -> Signed:
    name, encode = given(params, "key"), draft.encode_url
    request = without_query(draft.request, (name,), encode) if name else draft.request
    request = with_query(request, name, params.get("value"), encode)
    return Signed(request=request, secrets=_secret(given(params, "value")))


def _text(value: object) -> str:
    return "" if value is None else to_string(value)


def _secret(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def words(name: str) -> str:
    """The name as Postman compares it, word by word in lower case: `X-Api-Key` is `x_api_key` but not `xapikey`."""
    word = _CASED_WORD if _COMPOUND.search(name) else _PLAIN_WORD
    return " ".join(found.lower() for found in word.findall(name.replace("'", "")))


SIGNER = Signer(name="apikey", apply=apply)
