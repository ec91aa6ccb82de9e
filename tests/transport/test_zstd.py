"""zstd undone within bounds (RFC 8878)."""

from __future__ import annotations

import pytest
import zstandard

from assay.transport.coding import Decoder, Undecodable, decoder_for

TEXT = b"what a server says " * 1000


def made(data: bytes, **options: int) -> bytes:
    """One frame."""
    return zstandard.ZstdCompressor(**options).compress(data)


def decoder(coding: str = "zstd") -> Decoder:
    found = decoder_for(coding)
    assert found is not None
    return found


def undone(data: bytes, coding: str = "zstd", step: int = 7) -> bytes:
    """The body, as it is unfolded from small stretches."""
    one = decoder(coding)
    pieces = [piece for at in range(0, len(data), step) for piece in one.feed(data[at : at + step])]
    return b"".join(pieces) + one.finish()


def test_one_frame_several_and_none() -> None:
    assert undone(made(TEXT)) == TEXT
    assert undone(made(TEXT) + made(b"more")) == TEXT + b"more"
    assert undone(made(TEXT) + made(b"more"), step=100_000) == TEXT + b"more"
    assert undone(b"") == b""


def test_two_codings() -> None:
    import gzip

    assert undone(made(gzip.compress(TEXT)), "gzip, zstd") == TEXT


@pytest.mark.parametrize("data", [b"no frame at all", made(TEXT)[:-4], made(TEXT)[:10]])
def test_what_is_no_frame_or_ends_early_is_an_error(data: bytes) -> None:
    with pytest.raises(Undecodable):
        undone(data)


def test_a_window_beyond_the_standard_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    wide = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = wide.compress(TEXT * 100) + wide.flush()
    with pytest.raises(Undecodable):
        undone(data)


def test_a_bomb_comes_in_pieces() -> None:
    pack = zstandard.ZstdCompressor(level=19).compressobj()
    bomb = b"".join(pack.compress(bytes(1 << 20)) for _ in range(256)) + pack.flush()
    sizes = [len(piece) for piece in decoder().feed(bomb)]
    assert sum(sizes) == 256 << 20
    assert max(sizes) <= 32 << 20
