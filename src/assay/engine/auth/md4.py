"""MD4 (RFC 1320): NTLM rests on it, and hashlib no longer offers it everywhere."""

from __future__ import annotations

import struct
from collections.abc import Callable

_MASK = 0xFFFFFFFF
_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
_IN_ORDER = tuple(range(16))
_BY_FOUR = (0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)
_BY_HALVES = (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15)

Round = tuple[Callable[[int, int, int], int], int, tuple[int, ...], tuple[int, int, int, int]]
_ROUNDS: tuple[Round, ...] = (
    (lambda x, y, z: (x & y) | (~x & z), 0, _IN_ORDER, (3, 7, 11, 19)),
    (lambda x, y, z: (x & y) | (x & z) | (y & z), 0x5A827999, _BY_FOUR, (3, 5, 9, 13)),
    (lambda x, y, z: x ^ y ^ z, 0x6ED9EBA1, _BY_HALVES, (3, 9, 11, 15)),
)


def md4(data: bytes) -> bytes:
    """The 16 bytes of the digest."""
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + struct.pack("<Q", len(data) * 8)
    state = _START
    for start in range(0, len(padded), 64):
        words = struct.unpack_from("<16I", padded, start)
        mixed = _mixed(state, words)
        a, b, c, d = ((old + new) & _MASK for old, new in zip(state, mixed, strict=True))
        state = (a, b, c, d)
    return struct.pack("<4I", *state)


def _mixed(state: tuple[int, int, int, int], words: tuple[int, ...]) -> tuple[int, int, int, int]:
    a, b, c, d = state
    for function, constant, order, shifts in _ROUNDS:
        for step, index in enumerate(order):
            total = (a + function(b, c, d) + words[index] + constant) & _MASK
            shift = shifts[step % 4]
            a, b, c, d = d, ((total << shift) | (total >> (32 - shift))) & _MASK, b, c
    return a, b, c, d
