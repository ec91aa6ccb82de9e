"""HTTPS with an authority of our own: trusted by those who are given it, expired on request, stalled, garbage."""

from __future__ import annotations

import datetime
import os
import shutil
import ssl
import subprocess
from pathlib import Path

import httpx
import pytest
import requests

from assay.faults.registry import named
from assay.model.stub.acts import Hold, Pause, Reset, Send
from assay.model.stub.answer import Answer, rendered
from assay.wire.authority import Authority
from assay.wire.limits import Limits
from tests.wire.conftest import Serve
from tests.wire.raw import GET, connected, drained, exchanged

OK = rendered(200, "", (), b"fine")


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority(datetime.datetime.now(datetime.UTC))


@pytest.fixture
def trusted(authority: Authority, tmp_path: Path) -> str:
    return str(authority.written(tmp_path / "authority.pem"))


def test_clients_that_trust_the_authority_are_served(serve: Serve, authority: Authority, trusted: str) -> None:
    schemes: list[tuple[str, str, int]] = []

    def handler(received: object) -> bytes:
        schemes.append((received.scheme, received.host, received.port))  # type: ignore[attr-defined]
        return OK

    server = serve(handler, tls=lambda: authority.good)
    assert server.url.startswith("https://127.0.0.1:")
    assert requests.get(server.url, verify=trusted).text == "fine"
    assert (
        httpx.get(f"https://localhost:{server.port}", verify=ssl.create_default_context(cafile=trusted)).text == "fine"
    )
    assert schemes == [("https", "127.0.0.1", server.port), ("https", "localhost", server.port)]
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(server.url)


def test_an_expired_certificate_is_seen_as_expired(serve: Serve, authority: Authority, trusted: str) -> None:
    server = serve(lambda _: OK, tls=lambda: authority.expired)
    with pytest.raises(requests.exceptions.SSLError, match="certificate has expired"):
        requests.get(server.url, verify=trusted)
    with pytest.raises(httpx.ConnectError, match="certificate has expired"):
        httpx.get(server.url, verify=ssl.create_default_context(cafile=trusted))
    if shutil.which("curl"):
        command = ["curl", "-sS", "--cacert", trusted, server.url]
        assert subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 60
    assert set(server.refusals.counts) == {"tls"}


def test_the_certificate_may_change_while_it_serves(serve: Serve, authority: Authority, trusted: str) -> None:
    shown = [authority.expired]
    server = serve(lambda _: OK, tls=lambda: shown[0])
    with pytest.raises(requests.exceptions.SSLError, match="expired"):
        requests.get(server.url, verify=trusted)
    shown[0] = authority.good
    assert requests.get(server.url, verify=trusted).text == "fine"


def test_a_handshake_that_stalls(serve: Serve, authority: Authority, trusted: str) -> None:
    stall = named("tls-stall")
    server = serve(lambda _: OK, tls=lambda: authority.good, on_connect=lambda _: stall.acts(Answer()))
    seen = exchanged(server.url, b"\x16\x03\x01\x00\x05hello", patience=0.2)
    assert (seen.data[:5], seen.end) == (b"\x16\x03\x03\x00\x7a", "silent")
    with pytest.raises(requests.exceptions.Timeout):
        requests.get(server.url, verify=trusted, timeout=0.3)
    with pytest.raises(httpx.ConnectTimeout):
        httpx.get(server.url, verify=ssl.create_default_context(cafile=trusted), timeout=0.3)


def reset_after(url: str, trusted: str) -> bytes:
    """What came before the reset, which the bare socket shows and Python's own TLS calls an end."""
    parts = httpx.URL(url)
    context = ssl.create_default_context(cafile=trusted)
    with context.wrap_socket(connected(url), server_hostname="localhost") as sock:
        sock.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        data = sock.recv(1_000)
        sock.setblocking(True)
        with pytest.raises(ConnectionResetError):
            os.read(sock.fileno(), 1_000)
    return data


def test_acts_work_through_tls(serve: Serve, authority: Authority, trusted: str) -> None:
    acts = {"/reset": [Send(OK[:20]), Reset()], "/hold": [Hold()], "/slow": [Send(OK[:20]), Pause(0.01), Send(OK[20:])]}
    server = serve(lambda received: iter(acts[received.path]), tls=lambda: authority.good)
    assert requests.get(f"{server.url}/slow", verify=trusted).text == "fine"
    assert reset_after(f"{server.url}/reset", trusted) == OK[:20]
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(f"{server.url}/hold", verify=trusted, timeout=0.3)


def test_what_is_no_handshake_is_refused_and_the_server_stays_up(
    serve: Serve, authority: Authority, trusted: str
) -> None:
    server = serve(lambda _: OK, tls=lambda: authority.good, limits=Limits(arriving=0.5))
    assert exchanged(server.url, GET).end in {"closed", "reset"}
    with connected(server.url) as silent:
        assert drained(silent).end in {"closed", "reset"}
    assert requests.get(server.url, verify=trusted).text == "fine"
    assert server.refusals.counts == {"tls": 2}
