"""The TLS handshake begins and never goes on."""

from __future__ import annotations

from collections.abc import Iterator

from assay.faults.fault import CONNECTION, Fault, Given
from assay.model.stub.acts import Act, Hold, Send

_BEGINNING = bytes.fromhex("160303007a0200007603")
"""The beginning of a ServerHello, whose record announces more."""


def run(_: Given) -> Iterator[Act]:
    yield Send(_BEGINNING)
    yield Hold()


FAULT = Fault(
    name="tls-stall",
    phase="connection",
    summary="The TLS handshake begins and never goes on.",
    run=run,
    laid=CONNECTION,
)
