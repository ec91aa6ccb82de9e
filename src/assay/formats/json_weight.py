"""How much memory a JSON text will take once it is decoded, told from its punctuation before that is done."""

from __future__ import annotations

import re

_CHUNK = 1024 * 1024
_STRING = re.compile(rb'"[^"]*"')
_OBJECT, _LIST, _SLOT, _TEXT, _NUMBER, _KEY = 200, 90, 8, 52, 30, 130
"""Bytes of each in CPython; a text comes on top of its characters, a key only counts where it cannot be shared."""
_SHARED_KEYS = 10
"""Keys for each object that are taken to be the same as those of others."""


def is_heavier(data: bytes, limit: int) -> bool:
    """Whether the decoded values will take more than `limit` bytes, about."""
    text = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    weight, in_string = 0, False
    for start in range(0, len(text), _CHUNK):
        chunk = (b'"' if in_string else b"") + text[start : start + _CHUNK]
        bare, strings = _STRING.subn(b"", chunk)
        opened = bare.find(b'"')
        in_string = opened >= 0
        bare = bare[:opened] if in_string else bare
        weight += len(chunk) - len(bare) + _weight(bare, strings)
        if weight > limit:
            return True
    return False


def _weight(bare: bytes, strings: int) -> int:
    """Bytes for what is left of a text without its strings, of which there were so many."""
    objects, lists = bare.count(b"{"), bare.count(b"[")
    members, keys = bare.count(b","), bare.count(b":")
    texts = max(strings - keys, 0)
    numbers = max(members - texts - objects - lists, 0)
    own_keys = max(keys - objects * _SHARED_KEYS, 0)
    containers = objects * _OBJECT + lists * _LIST + members * _SLOT
    return containers + texts * _TEXT + numbers * _NUMBER + own_keys * _KEY
