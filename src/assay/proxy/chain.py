"""The toxics of one direction of a proxy, in order, as every connection is to have them."""

from __future__ import annotations

from typing import Literal

import msgspec

from assay.proxy.toxics.program import Settings, Toxic

Stream = Literal["upstream", "downstream"]
"""upstream: from the client to the dependency; downstream: back."""
STREAMS: tuple[Stream, Stream] = ("upstream", "downstream")


class Installed(msgspec.Struct, frozen=True, kw_only=True):
    """One toxic of a proxy, with its settings."""

    name: str
    toxic: Toxic
    stream: Stream
    toxicity: float
    """The share of connections that it acts on, from 0 to 1; the dice are thrown for each connection."""
    settings: Settings
