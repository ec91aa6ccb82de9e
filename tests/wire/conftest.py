"""A place to serve at: one loop in a thread for each kind of loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assay.wire.background import Background, new_loop
from assay.wire.handling import Handler
from assay.wire.server import Server

Serve = Callable[..., Server]


@pytest.fixture(params=[new_loop, asyncio.new_event_loop], ids=["uvloop", "asyncio"], scope="session")
def background(request: pytest.FixtureRequest) -> Iterator[Background]:
    with Background(request.param) as running:
        yield running


@pytest.fixture
def serve(background: Background) -> Iterator[Serve]:
    """A server by its handler and options, stopped afterwards."""
    servers: list[Server] = []

    def start(handler: Handler, **options: Any) -> Server:
        server = Server(handler, **options)
        background.call(server.start())
        servers.append(server)
        return server

    yield start
    for server in servers:
        background.call(server.stop())
