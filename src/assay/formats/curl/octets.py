"""Text of a command line as the bytes that it stands for, and back: bytes that are no UTF-8 ride as lone surrogates."""

from __future__ import annotations

from assay.model.errors import UsageError

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPED = tuple(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in range(256))
_PIECE = 64 * 1024


def to_bytes(text: str) -> bytes:
    """What the operating system was given for this argument (PEP 383)."""
    return text.encode("utf-8", "surrogateescape")


def to_text(data: bytes) -> str:
    """The reverse."""
    return data.decode("utf-8", "surrogateescape")


def escaped(data: bytes) -> str:
    """Percent-encoded as libcurl does it: all but the unreserved characters of RFC 3986."""
    pieces = (data[start : start + _PIECE] for start in range(0, len(data), _PIECE))
    return "".join(["".join([_ESCAPED[byte] for byte in piece]) for piece in pieces])


def require_argument(text: str) -> None:
    """Raises UsageError for text that no operating system can hand over as an argument."""
    if "\0" in text:
        raise UsageError(f"an argument holds a NUL character: {text[:60]!r}")
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise UsageError(f"an argument holds half a character: {text[:60]!r}") from error
