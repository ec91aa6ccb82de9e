"""Frames on the pipes between us and the sandbox's process; `host/frames.js` is the other end."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Sequence
from typing import Any

from assay.script import json_text

EVENT = ord("E")
RESULT = ord("R")
PAGE = ord("P")
TAMPERED = ord("T")

_OUT = struct.Struct("<II")
_IN = struct.Struct("<IB")


class FrameError(Exception):
    """The other end sent something that is no frame, or one larger than is read; the text says which."""


def encode(message: Sequence[Any], attachment: bytes | memoryview = b"") -> tuple[bytes, bytes | memoryview]:
    """A message and the bytes that travel beside it (a response's body), as the pieces to be written."""
    text = json_text.encode(message)
    return _OUT.pack(len(text), len(attachment)) + text, attachment


async def receive(reader: asyncio.StreamReader, limit: int) -> tuple[int, Any]:
    """The next frame's kind and its JSON. Raises FrameError, or EOFError when the process has ended."""
    try:
        size, kind = _IN.unpack(await reader.readexactly(_IN.size))
        if size > limit:
            raise FrameError(f"it gave back {size >> 20} MB at once, and {limit >> 20} MB are read")
        return kind, json_text.decode(await reader.readexactly(size))
    except asyncio.IncompleteReadError:
        raise EOFError from None
    except (ValueError, RecursionError):
        raise FrameError("it broke the sandbox's own messages") from None
