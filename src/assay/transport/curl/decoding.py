"""--compressed: bodies undone from their codings as they come, also those that the libcurl at hand cannot undo."""

from __future__ import annotations

from collections.abc import Iterator

from assay.transport.coding import CODINGS, Decoder, Undecodable, decoder_for
from assay.transport.curl.hop import Hop
from assay.transport.curl.refused import Stop

ACCEPTED = "deflate, gzip, br, zstd"
"""What curl's own build announces."""
BAD_ENCODING = 61
KNOWN = frozenset({*CODINGS, "identity", "none", ""})


class Decoding:
    """Over all answers of one transfer: each begins anew."""

    def __init__(self) -> None:
        self._hop: Hop | None = None
        self._decoder: Decoder | None = None

    def feed(self, hop: Hop, data: bytes) -> Iterator[bytes]:
        """What a stretch unpacks to, piece by piece. Raises Stop for what is not in the coding that it names."""
        if hop is not self._hop:
            self._hop, self._decoder = hop, _decoder(hop)
        if self._decoder is None:
            yield data
            return
        try:
            yield from self._decoder.feed(data)
        except Undecodable as error:
            raise _stop(error) from error

    def finish(self) -> bytes:
        """What was held back, when all has arrived. Raises Stop for a body that ends too early."""
        try:
            return self._decoder.finish() if self._decoder else b""
        except Undecodable as error:
            raise _stop(error) from error


def _decoder(hop: Hop) -> Decoder | None:
    named = b",".join(line.partition(b":")[2] for line in hop.lines if line[:17].lower() == b"content-encoding:")
    codings = named.decode("latin-1").replace("\r\n", "")
    unknown = [name for name in (one.strip().lower() for one in codings.split(",")) if name not in KNOWN]
    if unknown:
        raise Stop(BAD_ENCODING, f"the content encoding {unknown[0][:60]!r} is unknown; known are {ACCEPTED}")
    decoder = decoder_for(codings)
    if decoder is None and codings.strip() not in KNOWN:
        raise Stop(BAD_ENCODING, "the body is encoded more often than anybody would")
    return decoder


def _stop(error: Undecodable) -> Stop:
    return Stop(BAD_ENCODING, f"the body is not in the encoding that it is said to be: {error.reason}")
