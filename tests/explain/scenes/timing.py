"""Where the time went."""

from __future__ import annotations

import time

from assay.testing.servers.wire import Wire

from .scene import OK, Scene, says, silent


def slow(wire: Wire) -> None:
    """Thinks for a second."""
    wire.read_request()
    time.sleep(1.05)
    wire.send(OK)


SCENES: tuple[Scene, ...] = (
    says("slow-phase", "{url}/report", slow),
    silent("slow-phase", "{url}/report", OK),
)
