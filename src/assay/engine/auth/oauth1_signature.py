"""The signature of OAuth 1.0a over a base string (RFC 5849 section 3.4)."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assay.engine.auth.params import given
from assay.engine.auth.percent import decode, encode
from assay.engine.auth.private_key import BadKey, from_pem
from assay.engine.auth.signing import Params
from assay.engine.url import Parts
from assay.formats.ecmascript import to_string

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

DEFAULT_METHOD = "HMAC-SHA1"
_DIGESTS = ("SHA1", "SHA256", "SHA512")
_METHOD = "oauth_signature_method"


def signature(method: str, url: Parts, pairs: Sequence[tuple[str, Any]], params: Params) -> str:
    """The signature in base64; PLAINTEXT's is the key itself. `pairs` are the protocol's and the form's, decoded.

    Raises ValueError for an unknown method, an unusable key or a query that cannot be decoded.
    """
    chosen = next((to_string(value) for key, value in pairs if key == _METHOD and value), DEFAULT_METHOD)
    if not any(key == _METHOD and value for key, value in pairs):
        pairs = [*(pair for pair in pairs if pair[0] != _METHOD), (_METHOD, chosen)]
    name, _, digest = chosen.removesuffix("-Accessor").partition("-")
    if name == "PLAINTEXT" and not digest:
        return signing_key(params)
    if name not in ("HMAC", "RSA") or digest not in _DIGESTS:
        raise ValueError("Unsupported signature method")
    base = base_string(method, url, pairs).encode("ascii")
    if name == "HMAC":
        return b64encode(hmac.digest(signing_key(params).encode("ascii"), base, digest.lower())).decode("ascii")
    return b64encode(_rsa(given(params, "privateKey"), base, digest)).decode("ascii")


def signing_key(params: Params) -> str:
    """Both secrets, encoded, with an ampersand between them."""
    return f"{encode(given(params, 'consumerSecret'))}&{encode(given(params, 'tokenSecret'))}"


def base_string(method: str, url: Parts, pairs: Sequence[tuple[str, Any]]) -> str:
    """Method, URL and every parameter, sorted. Raises ValueError (URI malformed)."""
    everything = [*decoded_query(url.query[1:]), *pairs]
    encoded = [(encode(key), "" if value is None else encode(to_string(value))) for key, value in everything]
    normalized = "&".join(f"{key}={value}" for key, value in sorted(encoded))
    return "&".join(encode(part) for part in (method.upper(), _base_url(url), normalized))


def decoded_query(query: str) -> list[tuple[str, str | None]]:
    """Names and values; None for a name without `=`. Raises ValueError (URI malformed)."""
    pairs: list[tuple[str, str | None]] = []
    for part in filter(None, query.split("&")):
        name, equals, value = part.replace("+", " ").partition("=")
        pairs.append((decode(name), decode(value) if equals else None))
    return pairs


def _base_url(url: Parts) -> str:
    """Without the port where it is 80 or 443, whatever the scheme: so the signers of Postman have it."""
    host = url.hostname if url.port in ("80", "443") else url.authority
    return f"{url.scheme}://{host.lower()}{url.path}"


def _rsa(pem: str, data: bytes, digest: str) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    algorithms: dict[str, HashAlgorithm] = {
        "SHA1": hashes.SHA1(),  # noqa: S303 - the method RSA-SHA1 is named for it
        "SHA256": hashes.SHA256(),
        "SHA512": hashes.SHA512(),
    }
    try:
        key = from_pem(pem)
    except BadKey as why:
        raise ValueError(str(why)) from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("the private key is no RSA key")
    return key.sign(data, padding.PKCS1v15(), algorithms[digest])
