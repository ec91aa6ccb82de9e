"""Signs and reads access tokens: JSON Web Tokens (RFC 7519) with HMAC SHA-256, and no other algorithm."""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

import msgspec

_HEADER = b'{"alg":"HS256","typ":"JWT"}'


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What a token says: the user, the session, its own id, and from when to when in seconds since 1970."""

    sub: str
    sid: str
    jti: str
    iat: int
    exp: int


class TokenError(Exception):
    """The token is not one of ours, or was changed."""


def sign(claims: Claims, key: bytes) -> str:
    """The token in compact form."""
    signed = f"{_encode(_HEADER)}.{_encode(msgspec.json.encode(claims))}"
    return f"{signed}.{_encode(_mac(signed, key))}"


def read(token: str, key: bytes) -> Claims:
    """The claims of a token that was signed with the key; it may have expired. TokenError for any other."""
    signed, _, signature = token.rpartition(".")
    header, _, payload = signed.partition(".")
    if header != _encode(_HEADER) or not hmac.compare_digest(signature.encode(), _encode(_mac(signed, key)).encode()):
        raise TokenError
    try:
        return msgspec.json.decode(_decode(payload), type=Claims)
    except (msgspec.DecodeError, binascii.Error):
        raise TokenError from None


def expired(claims: Claims, now: datetime) -> bool:
    """Whether the token's time is over."""
    return now.timestamp() >= claims.exp


def _mac(signed: str, key: bytes) -> bytes:
    return hmac.digest(key, signed.encode(), hashlib.sha256)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
