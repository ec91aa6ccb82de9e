"""The framing of a chunked body taken off again (RFC 9112 section 7.1)."""

from __future__ import annotations


def without_chunks(data: bytes) -> bytes:
    """The content of all chunks that are whole, and of the last one as far as it goes."""
    content = bytearray()
    at = 0
    while at < len(data):
        end = data.find(b"\r\n", at)
        if end < 0:
            break
        try:
            size = int(data[at:end].split(b";")[0], 16)
        except ValueError:
            return data  # not chunked after all
        if size == 0:
            break
        content += data[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return bytes(content)
