"""What a client was given to send, kept as it was at that moment where it lies in memory."""

from __future__ import annotations

import io
from typing import Any


def kept(body: Any) -> Any:
    """The body as bytes, where reading it takes nothing from the client; else the client's own object."""
    if isinstance(body, bytearray | memoryview | io.BytesIO):
        return held(body)
    multipart = _multipart(body)
    return body if multipart is None else multipart


def held(value: Any) -> bytes:
    """What lies in memory; of a file, its name."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, io.BytesIO | io.StringIO):
        return b"" if value.closed else held(value.getvalue())
    name = getattr(value, "name", None)
    return held(f"(the file {name})" if isinstance(name, str) else "(a stream)")


def _multipart(body: Any) -> bytes | None:
    """A form that httpx or aiohttp keeps as fields until it is sent (RFC 7578); None for anything else."""
    if hasattr(body, "fields") and hasattr(body, "boundary"):
        return _joined(body.boundary, [(one.render_headers(), _field(one)) for one in body.fields])
    if hasattr(body, "_parts") and hasattr(body, "_boundary"):
        return _joined(body._boundary, [(one[0]._binary_headers, held(one[0]._value)) for one in body._parts])
    return None


def _field(field: Any) -> bytes:
    return held(field.file if hasattr(field, "file") else field.value)


def _joined(boundary: bytes, parts: list[tuple[bytes, bytes]]) -> bytes:
    pieces = [b"".join((b"--", boundary, b"\r\n", head, data, b"\r\n")) for head, data in parts]
    return b"".join((*pieces, b"--", boundary, b"--\r\n"))
