"""Tokens hold what their algorithm says, and servers can verify them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.engine.auth.signed_with import authorization, draft, sign

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}
DIGESTS = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


def pem(key: Any) -> str:
    text: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return text.decode()


def unpacked(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_the_token_that_everybody_knows() -> None:
    params = {
        "algorithm": "HS256",
        "secret": "your-256-bit-secret",
        "header": '{"alg": "HS256", "typ": "JWT"}',
        "payload": '{"sub": "1234567890", "name": "John Doe", "iat": 1516239022}',
    }
    signed = sign("jwt", params)
    token = authorization(signed).removeprefix("Bearer ")
    assert token.endswith(".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c")
    assert signed.secrets == (token, "your-256-bit-secret")


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
def test_rsa_signatures_verify(algorithm: str) -> None:
    signed = sign("jwt", {"algorithm": algorithm, "privateKey": pem(RSA), "payload": '{"a":1}'})
    head, body, signature = authorization(signed).removeprefix("Bearer ").split(".")
    digest = DIGESTS[algorithm[2:]]
    scheme: Any = padding.PKCS1v15()
    if algorithm.startswith("PS"):
        scheme = padding.PSS(padding.MGF1(digest), digest.digest_size)
    RSA.public_key().verify(unpacked(signature), f"{head}.{body}".encode(), scheme, digest)
    assert json.loads(unpacked(head)) == {"alg": algorithm}


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "ES512"])
def test_ec_signatures_verify(algorithm: str) -> None:
    key = ec.generate_private_key(CURVES[algorithm])
    signed = sign("jwt", {"algorithm": algorithm, "privateKey": pem(key), "payload": {"a": 1}})
    head, body, signature = authorization(signed).removeprefix("Bearer ").split(".")
    raw = unpacked(signature)
    half = len(raw) // 2
    assert half == (key.key_size + 7) // 8
    der = encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
    key.public_key().verify(der, f"{head}.{body}".encode(), ec.ECDSA(DIGESTS[algorithm[2:]]))


def test_a_token_in_the_query_replaces_the_one_before() -> None:
    params = {"algorithm": "HS256", "secret": "s", "payload": "{}", "addTokenTo": "queryParam"}
    signed = sign("jwt", params, draft("http://h/?token=old&x=1", headers=(("Authorization", "mine"),)))
    assert signed.request.url.startswith("http://h/?x=1&token=eyJ")
    assert authorization(signed) == "mine"


def test_an_asap_token_says_who_asks_whom_and_until_when() -> None:
    signed = sign("asap", {"iss": "me", "aud": "you", "kid": "k", "privateKey": pem(RSA), "exp": "60"})
    claims = json.loads(unpacked(authorization(signed).split(".")[1]))
    assert claims.pop("jti")
    assert claims == {"iat": 1700000000, "iss": "me", "sub": "me", "aud": "you", "exp": 1700000060}


@pytest.mark.parametrize("depth", [150, 201, 100_000])
def test_deep_claims_end_in_a_token_or_a_sentence(depth: int) -> None:
    payload = '{"a":' * depth + "1" + "}" * depth
    signed = sign("jwt", {"algorithm": "HS256", "secret": "s", "payload": payload})
    assert bool(signed.warnings) == (depth > 200)
