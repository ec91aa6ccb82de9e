"""Thousands of connections through the installed `assay proxy`: all served, and memory bounded though nobody reads."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.proxy.commanded import commanded
from tests.proxy.servers import Serve, connected, echo, endless, served

resource = pytest.importorskip("resource")
MOST = 600_000_000
"""Bytes of memory that a command may take."""


@pytest.mark.proof(alone=True)
@pytest.mark.parametrize(("serve", "number"), [(echo, 5_000), (endless, 800)])
def test_memory_is_bounded_whatever_thousands_of_clients_do(tmp_path: Path, serve: Serve, number: int) -> None:
    room_for(3 * number)
    toxics = ("--toxic", "latency:latency=1", "--toxic", "latency:latency=1,stream=upstream")
    options = ("--connections", str(number), *toxics)
    with served(serve) as port, commanded("--to", f"127.0.0.1:{port}", *options, cwd=tmp_path) as running:
        plugs = [connected(running.port("proxy")) for _ in range(number)]
        for plug in plugs:
            plug.sendall(b"hello")
        silent = sum(plug.recv(1) == b"" for plug in plugs)
        assert silent == 0, running.end()
        threading.Event().wait(1)  # whatever can be buffered is
        assert psutil.Process(running.process.pid).memory_info().rss < MOST
        with connected(running.port("proxy")) as one_more:
            assert refused(one_more)
        for plug in plugs:
            plug.close()
        told = running.end()
    assert f"{number} connections, faults injected into {2 * number}" in told
    assert "1 refused" in told


def refused(plug: socket.socket) -> bool:
    """Whether a connection ends without a byte."""
    try:
        return plug.recv(1) == b""
    except ConnectionError:
        return True


def room_for(files: int) -> None:
    """So many sockets in this process, or the test is skipped."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < files:
        pytest.skip(f"no more than {hard} files may be open here")
    raised: Callable[..., None] = resource.setrlimit
    raised(resource.RLIMIT_NOFILE, (files, hard))
