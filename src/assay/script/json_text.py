"""JSON as JavaScript writes it: strings may hold half a surrogate pair, which Python and UTF-8 do not carry."""

from __future__ import annotations

import json
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(enc_hook=str)
_decoder = msgspec.json.Decoder()


def encode(value: Any) -> bytes:
    """The value's JSON; half a pair stays one, as an escape."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, default=str).encode("ascii")


def decode(text: bytes | bytearray | str) -> Any:
    """The JSON's value; half a pair becomes U+FFFD. Raises ValueError, RecursionError."""
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError:
        return _decoder.decode(_whole(json.loads(text)))


def _whole(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
