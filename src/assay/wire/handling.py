"""What a server of ours asks: how to answer a request, and what to do to a connection before one has come."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable

import msgspec

from assay.model.stub.acts import Act, Acts
from assay.model.stub.received import Received

Answering = bytes | Acts | AsyncGenerator[Act, None]
"""The bytes of one whole HTTP/1.1 answer, after which the connection goes on as the request asked; or acts, of which
the last one may end it, and which may come as they are known: a relayed answer. Over HTTP/2 the same bytes are told in
frames."""
Handler = Callable[[Received], Answering | Awaitable[Answering]]
"""Called once for each request that arrived whole. What it returns without an await goes out at once."""


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A connection that was accepted."""

    client: str
    connection: int
    at: float
    """Seconds since 1970."""


OnConnect = Callable[[Arrival], Acts | None]
"""Acts before anything is read, TLS included; if they do not end the connection it goes on as usual."""
OnHead = Callable[[Received], Acts | None]
"""Acts once a head is whole, before its body is read (`Received.body` is empty), and before `100 Continue`."""
