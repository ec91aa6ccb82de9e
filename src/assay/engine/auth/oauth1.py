"""OAuth 1.0a (RFC 5849): signs the request with its query and form, and adds itself to header, form or query."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any

import msgspec

from assay.engine.auth.oauth1_signature import decoded_query, signature
from assay.engine.auth.params import flag, given
from assay.engine.auth.percent import encode
from assay.engine.auth.placement import (
    AUTHORIZATION,
    with_header,
    with_query,
    with_raw_query,
    with_whole_query,
    without_headers,
    without_query,
)
from assay.engine.auth.randomness import letters
from assay.engine.auth.signing import CannotSign, Draft, Params, Signed, Signer
from assay.engine.body import urlencoded_text
from assay.engine.url import split_url
from assay.formats.ecmascript import WHITE_SPACE, to_boolean, to_string
from assay.model.http import BytesPart, Request
from assay.model.world import World

Pairs = list[tuple[str, Any]]

_OWN = frozenset(
    f"oauth_{name}"
    for name in (
        *("consumer_key", "token", "signature_method", "timestamp", "nonce", "version"),
        *("signature", "callback", "verifier", "body_hash"),
    )
)
_NONCE_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXTZabcdefghiklmnopqrstuvwxyz"  # as in the library of Postman
_SECRET_PARAMS = ("consumerSecret", "tokenSecret", "privateKey", "token", "verifier")


def apply(params: Params, draft: Draft, world: World) -> Signed:
    """Signs; without a consumer key and the secret or private key of its method the request stays as it is."""
    method, _, digest = given(params, "signatureMethod").partition("-")
    if not (
        flag(params, "consumerKey") and flag(params, "privateKey" if method.upper() == "RSA" else "consumerSecret")
    ):
        return Signed(request=draft.request)
    request, form = _cleaned(draft)
    params = _completed(params, world)
    try:
        own = _own_params(params, _body_hash(params, draft, digest.partition("-")[0]))
        signed = signature(request.method, draft.target(request), own + (form or []), params)
        placed = _placed(request, [*own, ("oauth_signature", signed)], form, params, draft)
    except ValueError as why:
        raise CannotSign(str(why), request) from None
    secrets = (signed, *(given(params, name) for name in _SECRET_PARAMS))
    return Signed(request=placed, secrets=tuple(filter(None, secrets)))


def _cleaned(draft: Draft) -> tuple[Request, Pairs | None]:
    """The request and its form without what an earlier signing left there; only this spelling of the header goes."""
    request = without_headers(draft.request, lambda name: name == AUTHORIZATION)
    request = without_query(request, _OWN, draft.encode_url)
    if draft.form is None:
        return request, None
    form = [(key, value) for key, value in draft.form if key not in _OWN]
    return (request if len(form) == len(draft.form) else _with_form(request, form)), form


def _completed(params: Params, world: World) -> dict[str, Any]:
    """The params with a nonce and timestamp; those that are blank are left out, unless they are to be signed too."""
    full = dict(params)
    full["nonce"] = full["nonce"] if flag(params, "nonce") else letters(world, 11, _NONCE_LETTERS)
    full["timestamp"] = full["timestamp"] if flag(params, "timestamp") else str(int(world.now()))
    if flag(params, "addEmptyParamsToSign"):
        return full
    return {key: value for key, value in full.items() if not (isinstance(value, str) and not value.strip(WHITE_SPACE))}


def _own_params(params: Params, body_hash: str | None) -> Pairs:
    core = [
        ("oauth_consumer_key", params.get("consumerKey")),
        ("oauth_token", params.get("token")),
        ("oauth_signature_method", params.get("signatureMethod")),
        ("oauth_timestamp", params.get("timestamp")),
        ("oauth_nonce", params.get("nonce")),
        ("oauth_version", params.get("version")),
    ]
    extensions = [
        ("oauth_body_hash", body_hash),
        ("oauth_callback", params.get("callback")),
        ("oauth_verifier", params.get("verifier")),
    ]
    every = flag(params, "addEmptyParamsToSign")
    return [pair for pair in core if every or to_boolean(pair[1])] + [
        pair for pair in extensions if to_boolean(pair[1])
    ]


def _body_hash(params: Params, draft: Draft, digest: str) -> str | None:
    if not _wants_body(params, draft) or not digest or draft.content is None:
        return None
    try:
        return b64encode(hashlib.new(digest.lower(), draft.content, usedforsecurity=False).digest()).decode("ascii")
    except (ValueError, TypeError):
        raise ValueError(f"{digest} is no hash for the body") from None


def _placed(request: Request, own: Pairs, form: Pairs | None, params: Params, draft: Draft) -> Request:
    if draft.encode_url:
        request = _query_in_rfc3986(request)
    if flag(params, "addParamsToHeader"):
        return with_header(request, AUTHORIZATION, _credentials(own, params))
    if form is not None and ("POST" in request.method or "PUT" in request.method):
        return _with_form(request, form + own)
    for key, value in own:
        request = _with_param(request, key, value, draft.encode_url)
    return request


def _with_param(request: Request, key: str, value: Any, encode_url: bool) -> Request:
    if not encode_url:
        return with_query(request, key, value, encode=False)
    text = encode(to_string(value)) if to_boolean(value) else value
    return with_raw_query(request, f"{key}={text}" if isinstance(text, str) else key)


def _query_in_rfc3986(request: Request) -> Request:
    query = split_url(request.url).query[1:]
    if not query:
        return request
    pairs = [encode(key) + ("" if value is None else f"={encode(value)}") for key, value in decoded_query(query)]
    return with_whole_query(request, "?" + "&".join(pairs) if pairs else "")


def _credentials(own: Pairs, params: Params) -> str:
    def written(text: str) -> str:
        return text if flag(params, "disableHeaderEncoding") else encode(text)

    realm = given(params, "realm")
    fields = [f'realm="{written(realm)}"'] if realm.strip(WHITE_SPACE) else []
    filled = [(key, to_string(value).strip(WHITE_SPACE)) for key, value in own if to_boolean(value)]
    return "OAuth " + ",".join(fields + [f'{key}="{written(value)}"' for key, value in filled])


def _with_form(request: Request, form: Pairs) -> Request:
    data = urlencoded_text(form).encode("ascii")
    return msgspec.structs.replace(request, body=(BytesPart(data=data),) if data else ())


def _wants_body(params: Params, draft: Draft) -> bool:
    return draft.form is None and flag(params, "includeBodyHash")


SIGNER = Signer(name="oauth1", apply=apply, wants_body=_wants_body)
