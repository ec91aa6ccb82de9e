"""What is no text, as a line of facts: the kind of file by its first bytes, and the size of a picture."""

from __future__ import annotations

import struct
from collections.abc import Callable

from assay.report.measure import size

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"BM", "BMP image"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"%PDF-", "PDF document"),
    (b"PK\x03\x04", "zip archive (or an office document)"),
    (b"PK\x05\x06", "empty zip archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"OggS", "Ogg media"),
    (b"fLaC", "FLAC audio"),
    (b"ID3", "MP3 audio"),
    (b"\x1aE\xdf\xa3", "Matroska or WebM video"),
    (b"\x00asm", "WebAssembly module"),
    (b"\x7fELF", "ELF binary"),
    (b"SQLite format 3\x00", "SQLite database"),
    (b"wOF2", "WOFF2 font"),
    (b"wOFF", "WOFF font"),
    (b"PAR1", "Parquet file"),
)


def facts(data: bytes, content_type: str) -> str:
    """`PNG image, 640 x 480, 12.3kB`; what the bytes say, and the type that was announced where they say nothing."""
    kind = kind_of(data)
    announced = content_type.split(";")[0].strip() or "binary data, no content type"
    words = [kind or announced]
    found = _dimensions(data)
    if found:
        words.append(f"{found[0]:,} x {found[1]:,}")
    return ", ".join([*words, size(len(data))])


def kind_of(data: bytes) -> str:
    """The kind of file that begins so; empty where it is not known."""
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return {b"WEBP": "WebP image", b"WAVE": "WAV audio", b"AVI ": "AVI video"}[data[8:12]]
    if data[4:8] == b"ftyp":
        return "AVIF image" if data[8:12] in (b"avif", b"avis") else "MP4 or QuickTime media"
    return next((name for start, name in SIGNATURES if data.startswith(start)), "")


def _dimensions(data: bytes) -> tuple[int, int] | None:
    reader = READERS.get(kind_of(data))
    try:
        return reader(data) if reader else None
    except struct.error:
        return None


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _gif(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<HH", data[6:10])
    return width, height


def _bmp(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<ii", data[18:26])
    return width, abs(height)


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """The frame header (SOF) holds it; the segments before it are passed over by their lengths."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    """RFC 9649: lossy, lossless or extended."""
    form = data[12:16]
    if form == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if form == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


READERS: dict[str, Callable[[bytes], tuple[int, int] | None]] = {
    "PNG image": _png,
    "GIF image": _gif,
    "BMP image": _bmp,
    "JPEG image": _jpeg,
    "WebP image": _webp,
}
