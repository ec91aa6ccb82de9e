"""Faults of a server as a whole: it does not listen, its name does not resolve, its certificate ran out."""

from __future__ import annotations

import datetime
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import requests

from assay.faults.registry import named
from assay.model.stub.answer import rendered
from assay.wire.authority import Authority
from assay.wire.background import Background
from assay.wire.server import Server
from tests.faults_on_wire.table import HEALTHY, OF_THE_SERVER
from tests.wire.raw import GET, connected, exchanged

OK = rendered(200, "", (), b"fine")


@pytest.fixture
def background() -> Iterator[Background]:
    with Background() as running:
        yield running


def curl(*arguments: str) -> int:
    return subprocess.run(["curl", "-sS", *arguments], capture_output=True, timeout=20, check=False).returncode


def test_refused(background: Background) -> None:
    server = Server(lambda _: OK)
    background.serve(server)
    background.call(server.refuse())
    with pytest.raises(ConnectionRefusedError):
        connected(server.url)
    with pytest.raises(requests.ConnectionError, match="refused"):
        requests.get(server.url)
    with pytest.raises(httpx.ConnectError, match="refused"):
        httpx.get(server.url)
    if shutil.which("curl"):
        assert curl(server.url) == 7


def test_unresolvable() -> None:
    """RFC 6761 keeps `.invalid` for names that never resolve."""
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("stock.invalid", 80)
    with pytest.raises(requests.ConnectionError, match="resolve"):
        requests.get("http://stock.invalid/")
    with pytest.raises(httpx.ConnectError):
        httpx.get("http://stock.invalid/")
    if shutil.which("curl"):
        assert curl("http://stock.invalid/") == 6


def test_expired_certificate(background: Background, tmp_path: Path) -> None:
    authority = Authority(datetime.datetime.now(datetime.UTC))
    trusted = str(authority.written(tmp_path / "authority.pem"))
    server = Server(lambda _: OK, tls=lambda: authority.expired)
    background.serve(server)
    context = ssl.create_default_context(cafile=trusted)
    with connected(server.url) as sock, pytest.raises(ssl.SSLCertVerificationError, match="has expired"):
        context.wrap_socket(sock, server_hostname="localhost")
    with pytest.raises(requests.exceptions.SSLError, match="has expired"):
        requests.get(server.url, verify=trusted)
    with pytest.raises(httpx.ConnectError, match="has expired"):
        httpx.get(server.url, verify=context)
    if shutil.which("curl"):
        assert curl("--cacert", trusted, server.url) == 60


@pytest.mark.parametrize("name", OF_THE_SERVER)
def test_on_a_single_connection_the_nearest_is_a_reset(background: Background, name: str) -> None:
    server = Server(lambda _: named(name).acts(HEALTHY))
    background.serve(server)
    assert exchanged(server.url, GET).end == "reset"
