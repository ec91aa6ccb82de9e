"""ASAP (Atlassian service to service): a short-lived JWT with an issuer, an audience and a key id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assay.engine.auth.json_order import parse
from assay.engine.auth.jws import KEY_ALGORITHMS, compact, key_signer
from assay.engine.auth.params import flag, given
from assay.engine.auth.percent import decode
from assay.engine.auth.placement import with_authorization
from assay.engine.auth.private_key import BadKey, from_data_uri, from_pkcs8
from assay.engine.auth.signing import CannotSign, Draft, Params, Signed, Signer
from assay.formats.ecmascript import WHITE_SPACE, to_boolean, to_string
from assay.model.world import World

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_EXPIRY = 3600
_INTEGER = re.compile(r"\s*([+-]?\d{1,15})")


def apply(params: Params, draft: Draft, world: World) -> Signed:
    """Signs a token for this request; a manual Authorization stays where that fails."""
    written = _claims(params)
    algorithm = given(params, "alg", "RS256")
    claims = _completed(params, written, world)
    key_id = _first(written.get("kid"), params.get("kid"))
    if not all(to_boolean(value) for value in (key_id, claims["iss"], claims["aud"], params.get("privateKey"))):
        raise CannotSign("One or more of required claims missing")
    if algorithm not in KEY_ALGORITHMS:
        raise CannotSign("invalid algorithm")
    key = _private_key(params, key_id)
    try:
        token = compact({"alg": algorithm, "kid": key_id}, claims, key_signer(algorithm, key))
    except (ValueError, BadKey) as why:
        raise CannotSign(f"Failed to sign request with key: {why}") from None
    return Signed(request=with_authorization(draft.request, f"Bearer {token}"), secrets=(token, params["privateKey"]))


def _claims(params: Params) -> dict[str, Any]:
    claims = params["claims"] if flag(params, "claims") else {}
    if isinstance(claims, str):
        try:
            claims = parse(claims.strip(WHITE_SPACE))
        except ValueError:
            raise CannotSign("Failed to parse claims") from None
    if not isinstance(claims, dict):
        raise CannotSign("the claims have to be an object")
    return claims


def _completed(params: Params, written: dict[str, Any], world: World) -> dict[str, Any]:
    """The claims with those that a token needs, in the order in which they are added; claims win over params."""
    now = int(world.now())
    issuer = _first(written.get("iss"), params.get("iss"))
    return {
        **written,
        "iat": _first(written.get("iat"), now),
        "iss": issuer,
        "sub": _first(written.get("sub"), params.get("sub"), issuer),
        "jti": _first(written.get("jti"), world.uuid()),
        "aud": _first(written.get("aud"), params.get("aud")),
        "exp": _integer(written.get("exp")) or now + (_integer(params.get("exp")) or _EXPIRY),
    }


def _first(*values: Any) -> Any:
    return next((value for value in values if to_boolean(value)), values[-1])


def _integer(value: Any) -> int:
    """parseInt, or 0 where that gives none."""
    match = _INTEGER.match(to_string(value))
    return int(match[1]) if match else 0


def _private_key(params: Params, key_id: Any) -> PrivateKeyTypes:
    text = params["privateKey"]
    if not isinstance(text, str):
        raise CannotSign("privateKey must be a string")
    text = text.replace("\n", "")
    try:
        text = decode(text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text)
        if text.startswith("data:"):
            return from_data_uri(text, str(key_id))
    except (ValueError, BadKey):
        raise CannotSign("Failed to parse private key.") from None
    try:
        return from_pkcs8(text)
    except BadKey as why:
        raise CannotSign(f"Failed to sign request with key: {why}") from None


SIGNER = Signer(name="asap", apply=apply)
