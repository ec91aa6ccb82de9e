"""A signed token in the compact form of JWS (RFC 7515), with the algorithms HS, RS, PS and ES of RFC 7518."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from assay.engine.auth.json_order import stringify
from assay.engine.auth.private_key import BadKey, from_pkcs8
from assay.engine.octets import utf8

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

MAC_ALGORITHMS = ("HS256", "HS384", "HS512")
KEY_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_CURVES = {"ES256": "secp256r1", "ES384": "secp384r1", "ES512": "secp521r1"}
_MIN_RSA_BITS = 2048

Sign = Callable[[bytes], bytes]


def compact(header: Mapping[str, Any], claims: object, sign: Sign) -> str:
    """`header.claims.signature`. Raises ValueError for claims that are no object, or critical headers of any kind."""
    if not isinstance(claims, dict):
        raise ValueError("the payload of a JWT has to be an object")
    if "crit" in header:
        raise ValueError('the header "crit" asks for extensions that are not supported')
    signed = f"{_base64url(utf8(stringify(header)))}.{_base64url(utf8(stringify(claims)))}"
    return f"{signed}.{_base64url(sign(signed.encode('ascii')))}"


def mac_signer(algorithm: str, secret: bytes) -> Sign:
    """A signer for one of MAC_ALGORITHMS."""
    return lambda data: hmac.digest(secret, data, f"sha{algorithm[2:]}")


def pem_signer(algorithm: str, pem: str) -> Sign:
    """A signer for one of KEY_ALGORITHMS from a PKCS #8 PEM. Raises BadKey where the key is not one for it."""
    return key_signer(algorithm, from_pkcs8(pem))


def key_signer(algorithm: str, key: PrivateKeyTypes) -> Sign:
    """A signer for one of KEY_ALGORITHMS. Raises BadKey where the key is not one for it."""
    from cryptography.hazmat.primitives import hashes

    bits: dict[str, HashAlgorithm] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
    make = _ec_signer if algorithm.startswith("ES") else _rsa_signer
    return make(algorithm, key, bits[algorithm[2:]])


def _rsa_signer(algorithm: str, key: PrivateKeyTypes, digest: HashAlgorithm) -> Sign:
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    if not isinstance(key, rsa.RSAPrivateKey):
        raise BadKey(f"{algorithm} needs an RSA key")
    if key.key_size < _MIN_RSA_BITS:
        raise BadKey(f"{algorithm} needs an RSA key of {_MIN_RSA_BITS} bits or more")
    if algorithm.startswith("RS"):
        return lambda data: key.sign(data, padding.PKCS1v15(), digest)
    return lambda data: key.sign(data, padding.PSS(padding.MGF1(digest), padding.PSS.DIGEST_LENGTH), digest)


def _ec_signer(algorithm: str, key: PrivateKeyTypes, digest: HashAlgorithm) -> Sign:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    if not (isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name == _CURVES[algorithm]):
        raise BadKey(f"{algorithm} needs an EC key on the curve {_CURVES[algorithm]}")
    size = (key.key_size + 7) // 8

    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(digest)))
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    return sign


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
