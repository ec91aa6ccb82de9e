"""JWT: a token (RFC 7519) signed for each request from the collection's claims, in the header or the query."""

from __future__ import annotations

from typing import Any

from assay.engine.auth.json_order import parse
from assay.engine.auth.jws import KEY_ALGORITHMS, MAC_ALGORITHMS, Sign, compact, mac_signer, pem_signer
from assay.engine.auth.params import flag, given
from assay.engine.auth.placement import with_authorization, with_query, without_query
from assay.engine.auth.private_key import BadKey
from assay.engine.auth.signing import CannotSign, Draft, Params, Signed, Signer
from assay.engine.octets import from_base64, utf8
from assay.formats.ecmascript import WHITE_SPACE, to_string
from assay.model.http import Request
from assay.model.world import World


def apply(params: Params, draft: Draft, _world: World) -> Signed:
    """Signs with the secret or private key of the algorithm; a manual Authorization stays where that fails."""
    algorithm = given(params, "algorithm")
    if algorithm not in (*MAC_ALGORITHMS, *KEY_ALGORITHMS):
        raise CannotSign("invalid algorithm")
    key = _key(params, "secret" if algorithm in MAC_ALGORITHMS else "privateKey")
    try:
        header = {**_object(params, "header"), "alg": algorithm}
        token = compact(header, _payload(params), _signer(params, algorithm, key))
    except (ValueError, BadKey) as why:
        raise CannotSign(str(why)) from None
    return Signed(request=_placed(params, draft, token), secrets=(token, key))


def _key(params: Params, name: str) -> str:
    key = params.get(name)
    if not key or not isinstance(key, str):
        kind = "secret" if name == "secret" else "private"
        raise CannotSign(f"Invalid {kind} key. Enter a valid key.")
    return key


def _signer(params: Params, algorithm: str, key: str) -> Sign:
    if algorithm in KEY_ALGORITHMS:
        return pem_signer(algorithm, key)
    return mac_signer(algorithm, from_base64(key) if flag(params, "isSecretBase64Encoded") else utf8(key))


def _payload(params: Params) -> Any:
    payload = params.get("payload")
    return _parsed("payload", payload) if isinstance(payload, str) else payload


def _object(params: Params, name: str) -> dict[str, Any]:
    value = params.get(name)
    value = _parsed(name, value) if isinstance(value, str) else value
    return value if isinstance(value, dict) else {}


def _parsed(name: str, text: str) -> Any:
    text = text.strip(WHITE_SPACE)
    try:
        return parse(text) if text else {}
    except ValueError:
        raise CannotSign(f"the {name} of the JWT is not JSON") from None


def _placed(params: Params, draft: Draft, token: str) -> Request:
    match given(params, "addTokenTo", "header"):
        case "header":
            return with_authorization(draft.request, _prefix(params) + token)
        case "queryParam":
            key = given(params, "queryParamKey", "token")
            request = without_query(draft.request, (key,), draft.encode_url)
            return with_query(request, key, token, draft.encode_url)
    return draft.request


def _prefix(params: Params) -> str:
    prefix = params.get("headerPrefix")
    word = "Bearer" if prefix is None else to_string(prefix)
    return f"{word} " if word else ""


SIGNER = Signer(name="jwt", apply=apply)
