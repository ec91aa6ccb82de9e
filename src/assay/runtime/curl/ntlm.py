"""The messages of NTLM as curl writes them (MS-NLMP section 2.2.1), for a libcurl that was built without."""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from typing import NamedTuple

from assay.engine.auth.ntlm_message import UNICODE, Challenge, read_challenge
from assay.engine.auth.ntlm_response import Responses, nt_hash, ntlmv2_key, utf16, version1, version2

_SIGNATURE = b"NTLMSSP\0"
_NEGOTIATED = 0x00088206
"""OEM, request target, NTLM, always sign, extended session security."""
_WORKSTATION = "WORKSTATION"
_HEAD = 64
"""Bytes before what the fields of the third message point to."""


class Login(NamedTuple):
    """`user` may name its domain: DOMAIN\\user or DOMAIN/user."""

    domain: str
    user: str
    password: str


def login_of(credentials: str) -> Login:
    """-u's `user:password`."""
    user, _, password = credentials.partition(":")
    for mark in "\\/":
        domain, found, name = user.partition(mark)
        if found:
            return Login(domain, name, password)
    return Login("", user, password)


def first_message() -> str:
    """Type 1: what we can do. It names nobody."""
    return _encoded(_SIGNATURE + struct.pack("<II", 1, _NEGOTIATED) + bytes(16))


def third_message(challenge: str, login: Login, *, chance: bytes, now: float) -> str | None:
    """Type 3 for a server's type 2; None where that is none. `chance`: 8 bytes of randomness."""
    try:
        read = read_challenge(b64decode(challenge))
    except ValueError:
        return None
    return None if read is None else _encoded(_third(read, login, chance, now))


def _third(challenge: Challenge, login: Login, chance: bytes, now: float) -> bytes:
    wide = bool(challenge.flags & UNICODE)
    names = [utf16(text) if wide else text.encode("latin-1", "replace") for text in (login.domain, login.user)]
    host = utf16(_WORKSTATION) if wide else _WORKSTATION.encode()
    responses = _responses(challenge, login, chance, now)
    payload = (responses.lm, responses.nt, *names, host)
    fields, at = b"", _HEAD
    for one in payload:
        fields += struct.pack("<HHI", len(one), len(one), at)
        at += len(one)
    session_key = bytes(8)
    return (
        _SIGNATURE
        + struct.pack("<I", 3)
        + fields
        + session_key
        + struct.pack("<I", challenge.flags)
        + b"".join(payload)
    )


def _responses(challenge: Challenge, login: Login, chance: bytes, now: float) -> Responses:
    if not challenge.target_info:
        return version1(login.password, challenge.nonce)
    key = ntlmv2_key(nt_hash(login.password), login.user, login.domain)
    return version2(key, challenge.nonce, chance, now, challenge.target_info)


def _encoded(message: bytes) -> str:
    return f"NTLM {b64encode(message).decode('ascii')}"
