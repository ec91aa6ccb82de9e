"""NTLM from the server's side: a fixed challenge, and whether the third message proves the password (MS-NLMP 3.3.2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct

from .answers import Answer, as_json, text
from .routes import arguments, route
from .state import State
from .wire import RawRequest

USER, PASSWORD_NT_HASH = "user", bytes.fromhex("8846f7eaee8fb117ad06bdd830b7586c")  # of "password"
CHALLENGE = bytes.fromhex("0123456789abcdef")
FLAGS = 0xA2890205  # unicode, target name, NTLM, extended security, target info, 128 and 56 bit


def pair(kind: int, value: str) -> bytes:
    data = value.encode("utf-16-le")
    return struct.pack("<HH", kind, len(data)) + data


def second_message() -> bytes:
    target = "SHOP".encode("utf-16-le")
    info = pair(2, "SHOP") + pair(1, "SERVER") + pair(4, "shop.test") + pair(3, "server.shop.test") + bytes(4)
    offset = 48
    return (
        b"NTLMSSP\0"
        + struct.pack("<IHHI", 2, len(target), len(target), offset)
        + struct.pack("<I", FLAGS)
        + CHALLENGE
        + bytes(8)
        + struct.pack("<HHI", len(info), len(info), offset + len(target))
        + target
        + info
    )


def part(message: bytes, at: int) -> bytes:
    length, _, offset = struct.unpack_from("<HHI", message, at)
    return message[offset : offset + length]


class Third:
    """The fields of an authenticate message."""

    def __init__(self, message: bytes) -> None:
        self.response = part(message, 20)
        self.domain = part(message, 28).decode("utf-16-le")
        self.user = part(message, 36).decode("utf-16-le")
        self.workstation = part(message, 44).decode("utf-16-le")

    @property
    def proves(self) -> bool:
        """Whether the NTLMv2 response was made with the right password."""
        identity = (self.user.upper() + self.domain).encode("utf-16-le")
        key = hmac.new(PASSWORD_NT_HASH, identity, hashlib.md5).digest()
        proof = hmac.new(key, CHALLENGE + self.response[16:], hashlib.md5).digest()
        return self.user == USER and proof == self.response[:16]


def asking(value: str) -> Answer:
    return Answer(status=401, headers=(("WWW-Authenticate", value),), body=b"negotiate")


@route("ntlm")
def ntlm(request: RawRequest, _state: State) -> Answer:
    """Three legs; `?offer=` is the first challenge's text, and the last answer tells what the third message said."""
    given = request.value("authorization")
    if not given.startswith("NTLM "):
        return asking(arguments(request).get("offer", "NTLM"))
    message = base64.b64decode(given[5:])
    if message[8] == 1:
        return asking("NTLM " + base64.b64encode(second_message()).decode())
    third = Third(message)
    if not third.proves:
        return text("wrong proof", status=403)
    return as_json({"user": third.user, "domain": third.domain, "workstation": third.workstation})
