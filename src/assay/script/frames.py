"""Frames on the pipes between us and the sandbox's process; `host/frames.js` is the other end."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from assay.script import json_text

EVENT = ord("E")
RESULT = ord("R")
PAGE = ord("P")
TAMPERED = ord("T")

_OUT = struct.Struct("<II")
_IN = struct.Struct("<IB")
_PIECE = 1 << 18


class FrameError(Exception):
    """The other end sent something that is no frame, or one larger than is read; the text says which."""


def encode(message: Sequence[Any], attachment: bytes | memoryview = b"") -> Iterator[bytes | memoryview]:
    """A message and the bytes that travel beside it (a response's body), in pieces that are cheap to hold twice."""
    text = json_text.encode(message)
    yield _OUT.pack(len(text), len(attachment)) + text[:_PIECE]
    yield from _pieces(memoryview(text)[_PIECE:])
    yield from _pieces(memoryview(attachment))


def _pieces(data: memoryview) -> Iterator[memoryview]:
    return (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))


async def receive(reader: asyncio.StreamReader, limit: int) -> tuple[int, Any]:
    """The next frame's kind and its JSON. Raises FrameError, or EOFError when the process has ended."""
    try:
        size, kind = _IN.unpack(await reader.readexactly(_IN.size))
        if size > limit:
            raise FrameError(f"it gave back {size >> 20} MB at once, and {limit >> 20} MB are read")
        return kind, json_text.decode(await _read(reader, size))
    except asyncio.IncompleteReadError:
        raise EOFError from None
    except (ValueError, RecursionError):
        raise FrameError("it broke the sandbox's own messages") from None


async def _read(reader: asyncio.StreamReader, size: int) -> bytes | bytearray:
    if size <= _PIECE:
        return await reader.readexactly(size)
    # The reader would gather all of it, and then copy it.
    data = bytearray(size)
    have = 0
    while have < size:
        piece = await reader.read(min(_PIECE, size - have))
        if not piece:
            raise EOFError
        data[have : have + len(piece)] = piece
        have += len(piece)
    return data
