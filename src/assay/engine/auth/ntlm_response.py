"""How a password answers an NTLM challenge (MS-NLMP section 3.3): version 2, and version 1 for servers without it."""

from __future__ import annotations

import hashlib
import hmac
import struct
from typing import NamedTuple

from assay.engine.auth.md4 import md4

_LM_TEXT = b"KGS!@#$%"
_FILETIME_OF_EPOCH = 11644473600000
"""Milliseconds from 1601 to 1970."""


class Responses(NamedTuple):
    """The two responses of an authenticate message."""

    lm: bytes
    nt: bytes


def nt_hash(password: str) -> bytes:
    """NTOWFv1, 16 bytes."""
    return md4(utf16(password))


def lm_hash(password: str) -> bytes:
    """LMOWFv1, 16 bytes, of the first fourteen characters in upper case."""
    key = password.upper().encode("utf-16-le", "surrogatepass")[::2][:14].ljust(14, b"\0")
    return _des(key[:7], _LM_TEXT) + _des(key[7:], _LM_TEXT)


def ntlmv2_key(hashed: bytes, username: str, domain: str) -> bytes:
    """NTOWFv2, 16 bytes."""
    return _hmac_md5(hashed, utf16(username.upper() + domain))


def version1(password: str, challenge: bytes) -> Responses:
    """NTLMv1: 24 bytes each."""
    return Responses(_desl(lm_hash(password), challenge), _desl(nt_hash(password), challenge))


def version1_session(hashed: bytes, challenge: bytes, client: bytes) -> Responses:
    """NTLMv1 with extended session security; `client` is our challenge of 8 bytes."""
    session = hashlib.md5(challenge + client, usedforsecurity=False).digest()[:8]
    return Responses(client + bytes(16), _desl(hashed, session))


def version2(key: bytes, challenge: bytes, client: bytes, now: float, target_info: bytes) -> Responses:
    """NTLMv2; `key` is of `ntlmv2_key`, `now` in seconds since the epoch, `target_info` as the server sent it."""
    time = struct.pack("<Q", (int(now * 1000) + _FILETIME_OF_EPOCH) * 10000)
    blob = b"\x01\x01" + bytes(6) + time + client + bytes(4) + target_info + bytes(4)
    lm = _hmac_md5(key, challenge + client) + client
    return Responses(lm, _hmac_md5(key, challenge + blob) + blob)


def utf16(text: str) -> bytes:
    """UTF-16, little endian, also of half a surrogate pair."""
    return text.encode("utf-16-le", "surrogatepass")


def _hmac_md5(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "md5")


def _desl(hashed: bytes, data: bytes) -> bytes:
    key = hashed.ljust(21, b"\0")
    return b"".join(_des(key[start : start + 7], data[:8]) for start in (0, 7, 14))


def _des(key: bytes, data: bytes) -> bytes:
    """One block with a key of 56 bits; three times the same key makes single DES of triple DES."""
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import ECB

    bits = int.from_bytes(key, "big")
    spread = bytes((bits >> (49 - 7 * index) & 0x7F) << 1 for index in range(8))
    encryptor = Cipher(TripleDES(spread * 3), ECB()).encryptor()  # noqa: S305
    return encryptor.update(data.ljust(8, b"\0"))
