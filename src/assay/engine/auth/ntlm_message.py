"""The three messages of NTLM (MS-NLMP section 2.2.1), with the flags that Postman's library sets."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from assay.engine.auth.ntlm_response import Responses, utf16

_SIGNATURE = b"NTLMSSP\0"
_VERSION = struct.pack("<BBHxxxB", 5, 1, 2600, 15)
UNICODE = 0x00000001
DOMAIN_SUPPLIED = 0x00001000
EXTENDED_SECURITY = 0x00080000
TARGET_INFO = 0x00800000
_TYPE1_FLAGS = 0xA208B207
_TYPE3_FLAGS = 0xA2888205
_ESCAPED = re.compile(r"[^A-Za-z0-9@*_+\-./]")


class Challenge(NamedTuple):
    """What a challenge message says."""

    flags: int
    nonce: bytes
    target_info: bytes | None


class Identity(NamedTuple):
    """Who logs on, from where."""

    domain: str
    workstation: str
    username: str


def negotiate(identity: Identity) -> bytes:
    """Type 1: what we can do, our domain and workstation."""
    domain, workstation = (_name(name).encode("ascii") for name in (identity.domain, identity.workstation))
    flags = _TYPE1_FLAGS if domain else _TYPE1_FLAGS - DOMAIN_SUPPLIED
    fields = _field(domain, 40 + len(workstation)) + _field(workstation, 40)
    return _SIGNATURE + struct.pack("<II", 1, flags) + fields + _VERSION + workstation + domain


def read_challenge(data: bytes) -> Challenge | None:
    """Type 2; None where it is none, or is cut short."""
    if len(data) < 32 or data[8:10] != b"\x02\0":
        return None
    (flags,) = struct.unpack_from("<I", data, 20)
    if not flags & TARGET_INFO:
        return Challenge(flags, data[24:32], None)
    if len(data) < 48:
        return None
    length, _, offset = struct.unpack_from("<HHI", data, 40)
    return Challenge(flags, data[24:32], data[offset : offset + length])


def authenticate(challenge: Challenge, identity: Identity, responses: Responses) -> bytes:
    """Type 3: who we are, and the responses to the challenge."""
    wide = bool(challenge.flags & UNICODE)
    names = (domain_name(identity), identity.username, _name(identity.workstation))
    texts = [utf16(name) if wide else _narrow(name) for name in names]
    payload = [*texts, responses.lm, responses.nt, b""]
    offsets = [72 + sum(map(len, payload[:index])) for index in range(len(payload))]
    order = (3, 4, 0, 1, 2, 5)  # the fields stand in another order than what they point to; the last is a session key
    fields = b"".join(_field(payload[index], offsets[index]) for index in order)
    flags = _TYPE3_FLAGS if wide else _TYPE3_FLAGS - UNICODE
    return _SIGNATURE + struct.pack("<I", 3) + fields + struct.pack("<I", flags) + _VERSION + b"".join(payload)


def domain_name(identity: Identity) -> str:
    """The domain as it is sent and hashed."""
    return _name(identity.domain)


def _name(name: str) -> str:
    """In upper case, and then as JavaScript's escape() leaves it."""
    return _ESCAPED.sub(_escape, name.upper())


def _escape(hit: re.Match[str]) -> str:
    units = utf16(hit.group())
    codes = (units[index] | units[index + 1] << 8 for index in range(0, len(units), 2))
    return "".join(f"%{code:02X}" if code < 256 else f"%u{code:04X}" for code in codes)


def _narrow(text: str) -> bytes:
    return utf16(text)[::2]


def _field(data: bytes, offset: int) -> bytes:
    return struct.pack("<HHI", len(data) & 0xFFFF, len(data) & 0xFFFF, offset)
