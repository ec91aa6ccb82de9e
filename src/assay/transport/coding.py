"""Content codings undone piece by piece, so that no bomb is ever unpacked whole (RFC 9110 section 8.4.1)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

PIECE = 64 * 1024
MOST_CODINGS = 4
FEED = 512
"""Bytes of zstd that are unfolded at a time: its decoder has no limit for what one call makes of them."""
MOST_WINDOW = 8 * 1024 * 1024
ZLIB_CODES = {-3: "Z_DATA_ERROR", -5: "Z_BUF_ERROR", 2: "Z_NEED_DICT", -2: "Z_STREAM_ERROR", -4: "Z_MEM_ERROR"}
ZLIB_MESSAGE = re.compile(r"Error (-?\d+) while \S+ data(?:: (.*))?")


class Undecodable(Exception):
    """The bytes are not what Content-Encoding says; `code` and text are zlib's, as Node gives them."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Decoder(Protocol):
    """One coding. Both methods raise Undecodable."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What `data` unpacks to, in pieces of at most PIECE bytes, made one at a time."""
        ...

    def finish(self) -> bytes:
        """What was held back."""
        ...


class Inflated:
    """gzip and deflate. A stream that ends early is an error: what was lost may be what a test looks for."""

    def __init__(self, coding: str) -> None:
        self.gzip = coding == "gzip"
        self.stream: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Pieces of at most PIECE bytes."""
        while data:
            stream = self._stream(data)
            if stream is None:
                return
            piece = _inflate(stream, data)
            data = stream.unused_data if stream.eof else stream.unconsumed_tail
            if piece:
                yield piece

    def finish(self) -> bytes:
        """Nothing is held back by a stream that has ended. No body at all is an empty one, as for browsers."""
        if self.stream is not None and not self.stream.eof:
            raise Undecodable("Z_BUF_ERROR", "unexpected end of file")
        return b""

    def _stream(self, data: bytes) -> zlib._Decompress | None:
        if self.stream is None:
            # Some servers send raw deflate, some with zlib's header, whose low nibble is 8 (RFC 1950).
            self.stream = zlib.decompressobj(31 if self.gzip else 15 if data[0] & 0x0F == 8 else -15)
        elif self.stream.eof:
            if not self.gzip or data[0] == 0:  # padding
                return None
            self.stream = zlib.decompressobj(31)  # the next member of the archive (RFC 1952)
        return self.stream


class Brotlied:
    """br (RFC 7932)."""

    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]

        self.stream = brotli.Decompressor()
        self.error: type[Exception] = brotli.error
        self.fed = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Pieces of about PIECE bytes."""
        self.fed = self.fed or bool(data)
        piece = self._process(data)
        while piece or not self.stream.can_accept_more_data():
            yield piece
            piece = self._process(b"")

    def finish(self) -> bytes:
        """A stream that ends early is an error, as it is in Node."""
        if self.fed and not self.stream.is_finished():
            raise Undecodable("Z_BUF_ERROR", "unexpected end of file")
        return b""

    def _process(self, data: bytes) -> bytes:
        if self.stream.is_finished():
            return b""
        try:
            piece: bytes = self.stream.process(data, output_buffer_limit=PIECE)
        except self.error as error:
            raise Undecodable("ERR_BROTLI_DECODE", "Decompression failed") from error
        return piece


class Unfolded:
    """zstd (RFC 8878). A frame whose window needs more than MOST_WINDOW is refused (RFC 9659 names 8 MB)."""

    def __init__(self) -> None:
        import zstandard

        self._new = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW).decompressobj
        self.error: type[Exception] = zstandard.ZstdError
        self.stream = self._new()
        self.begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Pieces as long as FEED bytes of input make them: a bomb grows 20,000-fold, and so by no more than that."""
        for at in range(0, len(data), FEED):
            piece = data[at : at + FEED]
            while piece:
                self.begun = True
                yield self._unfold(piece)
                piece = self.stream.unused_data if self.stream.eof else b""
                if piece:
                    self.stream = self._new()  # the next frame (RFC 8878, 3.1)

    def finish(self) -> bytes:
        """A frame that ends early is an error."""
        if self.begun and not self.stream.eof:
            raise Undecodable("ERR_ZSTD_DECODE", "unexpected end of file")
        return b""

    def _unfold(self, piece: bytes) -> bytes:
        try:
            return self.stream.decompress(piece)
        except self.error as error:
            raise Undecodable("ERR_ZSTD_DECODE", "Decompression failed") from error


class Chained:
    """Several codings, undone from the last that was applied to the first."""

    def __init__(self, decoders: Iterable[Decoder]) -> None:
        self.outer, self.inner = decoders

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Each piece of the outer coding is unpacked before the next is made."""
        for piece in self.outer.feed(data):
            yield from self.inner.feed(piece)

    def finish(self) -> bytes:
        """Both ends are checked."""
        rest = self.outer.finish()
        return b"".join(self.inner.feed(rest)) + self.inner.finish()


CODINGS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: Inflated("gzip"),
    "x-gzip": lambda: Inflated("gzip"),
    "deflate": lambda: Inflated("deflate"),
    "br": Brotlied,
    "zstd": Unfolded,
}


def decoder_for(content_encoding: str) -> Decoder | None:
    """None where the body is taken as it is: no coding, or one that nobody here knows."""
    names = [name for name in (part.strip().lower() for part in content_encoding.split(",")) if name]
    names = [name for name in names if name != "identity"]
    if not names or len(names) > MOST_CODINGS or any(name not in CODINGS for name in names):
        return None
    decoder = CODINGS[names[0]]()
    for name in names[1:]:
        decoder = Chained((CODINGS[name](), decoder))
    return decoder


def _inflate(stream: zlib._Decompress, data: bytes) -> bytes:
    try:
        return stream.decompress(data, PIECE)
    except zlib.error as error:
        found = ZLIB_MESSAGE.match(str(error))
        number, text = (int(found[1]), found[2] or "") if found else (-3, str(error))
        raise Undecodable(ZLIB_CODES.get(number, "Z_DATA_ERROR"), text or "invalid compressed data") from error
