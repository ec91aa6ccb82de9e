"""JSON from bytes (RFC 8259): a value, or an InputError that names line and column."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from assay.formats.json_surrogates import without_halves
from assay.formats.json_weight import is_heavier
from assay.formats.text import decode_text, detect_marked
from assay.model.errors import InputError

MAX_DEPTH = 200
"""Levels of nesting; whoever walks a value may do so by recursion."""

MAX_BYTES = 96 * 1024 * 1024
LARGE = 16 * 1024 * 1024
MAX_MEMORY = 510 * 1024 * 1024
"""Bytes that a text beyond LARGE and its values may take; smaller ones cannot come near the limit of a process."""

_POSITION = re.compile(r"^(?:JSON is malformed: )?(.*?) \(byte (\d+)\)$", re.DOTALL)
_decode = msgspec.json.Decoder().decode


def decode_json(data: bytes, *, name: str) -> Any:
    """The value in `data`, in any encoding of `decode_text`. A key that is there twice has its last value.

    Halves of a surrogate pair become U+FFFD. NaN, numbers beyond a double and more than MAX_DEPTH levels are refused.
    """
    if not data.strip():
        raise InputError("The file is empty.", where=name, remedy="Export it again, or name another file.")
    if len(data) > MAX_BYTES or (len(data) > LARGE and is_heavier(data, MAX_MEMORY - len(data))):
        raise InputError("This JSON holds too much to be read at once.", where=name, remedy="Split it into several.")
    try:
        value = _decode_utf8(_as_utf8(data), name)
    except RecursionError:
        raise too_deep(name) from None
    if is_deeper(value, MAX_DEPTH):
        raise too_deep(name)
    return value


def _as_utf8(data: bytes) -> bytes:
    return decode_text(data).encode("utf-8", "replace") if detect_marked(data)[0] else data


def _decode_utf8(data: bytes, name: str) -> Any:
    """Decode; what fails is repaired once, and what is still wrong then is wrong."""
    try:
        return _decode(data)
    except UnicodeDecodeError:
        repaired = without_halves(decode_text(data).encode())
    except msgspec.MsgspecError:
        repaired = without_halves(data)
    try:
        return _decode(repaired)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _malformed(repaired, error, name) from None


def _malformed(data: bytes, error: Exception, name: str) -> InputError:
    found = _POSITION.match(str(error))
    if found:
        return InputError(f"This is not JSON: {found[1]}.", where=place(data, int(found[2]), name))
    if "range" in str(error):
        return InputError("A number in this JSON is too large.", where=name)
    return InputError("This is not JSON: it ends too early.", where=place(data, len(data), name))


def place(data: bytes, offset: int, name: str) -> str:
    """name:line:column of a byte of UTF-8 text, both counted from 1."""
    start = data.rfind(b"\n", 0, offset) + 1
    column = len(data[start:offset].decode("utf-8", "replace")) + 1
    line = data.count(b"\n", 0, offset) + 1
    return f"{name}:{line}:{column}"


def too_deep(name: str) -> InputError:
    """The error for a document of more than MAX_DEPTH levels."""
    return InputError(f"This is nested deeper than {MAX_DEPTH} levels.", where=name)


def is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects are nested in more levels than that."""
    level = [value] if isinstance(value, list | dict) else []
    for _ in range(levels):
        if not level:
            return False
        level = [
            child
            for container in level
            for child in (container.values() if type(container) is dict else container)
            if type(child) is dict or type(child) is list
        ]
    return bool(level)
