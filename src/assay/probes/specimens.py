"""The smallest files of common types: what a body of such a media type can be."""

from __future__ import annotations

from base64 import b64decode

_FILES = {
    "image/png": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "image/gif": "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
    "image/webp": "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==",
    "application/zip": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==",
}
_TEXTS = {
    "application/pdf": b"%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "text/csv": b"id,name\n1,one\n",
}


_STARTS = {
    b"\x89PNG": "image/png",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
    b"PK\x05\x06": "application/zip",
    b"%PDF": "application/pdf",
}


def media_of(data: bytes) -> str:
    """The media type of a specimen; that of any bytes for others."""
    return next((media for start, media in _STARTS.items() if data.startswith(start)), "application/octet-stream")


def specimen(media: str) -> bytes | None:
    """A valid file of a media type; None where we have none. `image/*` is a PNG picture."""
    essence = media.partition(";")[0].strip().lower()
    if essence in ("image/*", "*/*"):
        essence = "image/png"
    if essence in _FILES:
        return b64decode(_FILES[essence])
    return _TEXTS.get(essence)
