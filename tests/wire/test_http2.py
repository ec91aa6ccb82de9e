"""HTTP/2 by prior knowledge and by ALPN, through the same handlers and acts."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
from pathlib import Path

import httpx
import pycurl
import pytest

from assay.faults.registry import named
from assay.model.stub.acts import Close, Pause, Reset, Send
from assay.model.stub.answer import Answer, rendered
from assay.model.stub.received import Received
from assay.wire.authority import Authority
from assay.wire.http2 import PREFACE
from tests.wire.conftest import Serve
from tests.wire.raw import connected, exchanged

OK = rendered(200, "", (), b"fine")
HEALTHY = Answer(body=b'{"a": 1}' * 20)


def fetched(url: str, **options: object) -> tuple[str, bytes]:
    """The version and the body, or the number of libcurl's error."""
    easy = pycurl.Curl()
    body = bytearray()
    easy.setopt(pycurl.URL, url)
    easy.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
    easy.setopt(pycurl.TIMEOUT_MS, 3_000)
    easy.setopt(pycurl.WRITEFUNCTION, body.extend)
    for name, value in options.items():
        easy.setopt(getattr(pycurl, name), value)
    try:
        easy.perform()
        status = f"{easy.getinfo(pycurl.RESPONSE_CODE)} {easy.getinfo(pycurl.INFO_HTTP_VERSION)}"
    except pycurl.error as error:
        status = f"error {error.args[0]}"
    finally:
        easy.close()
    return status, bytes(body)


def echo(received: Received) -> bytes:
    told = f"{received.method} {received.url} {received.http_version} {received.header('Host')} ".encode()
    return rendered(201, "", (), told + received.body)


async def later(received: Received) -> bytes:
    await asyncio.sleep(0.01)
    return echo(received)


@pytest.mark.parametrize("handler", [echo, later])
def test_requests_by_prior_knowledge(serve: Serve, handler: object) -> None:
    server = serve(handler)
    host = f"127.0.0.1:{server.port}"
    assert fetched(f"{server.url}/a?b=1") == ("201 3", f"GET /a?b=1 2 {host} ".encode())
    body = b"x" * 300_000
    assert fetched(f"{server.url}/a", POSTFIELDS=body) == ("201 3", f"POST /a 2 {host} ".encode() + body)
    assert fetched(f"{server.url}/a", NOBODY=True) == ("201 3", b"")


def test_requests_by_alpn(serve: Serve, tmp_path: Path) -> None:
    authority = Authority(datetime.datetime.now(datetime.UTC))
    trusted = str(authority.written(tmp_path / "authority.pem"))
    server = serve(echo, tls=lambda: authority.good)
    status, body = fetched(server.url, CAINFO=trusted, HTTP_VERSION=pycurl.CURL_HTTP_VERSION_2_0)
    assert (status, body) == ("201 3", f"GET / 2 127.0.0.1:{server.port} ".encode())


@pytest.mark.parametrize(
    ("acts", "status", "body"),
    [
        ([Send(OK[:30]), Pause(0.01), Send(OK[30:])], "200 3", b"fine"),
        ([Send(OK), Close()], "200 3", b"fine"),
        ([Send(b"HTTP/1.1 200 OK\r\n\r\nfine"), Close()], "200 3", b"fine"),
        ([Send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n")], "200 3", b"fine"),
        ([Send(rendered(200, "", (), b"x" * 3_000_000))], "200 3", b"x" * 3_000_000),
        ([Send(OK[:-1]), Close()], "error", b"fin"),
        ([Send(OK[:-1]), Reset()], "error", b"fin"),
        ([Reset()], "error", b""),
        ([Send(b"this is no HTTP at all\r\n\r\n"), Close()], "error", b""),
    ],
)
def test_acts_in_frames(serve: Serve, acts: list[object], status: str, body: bytes) -> None:
    server = serve(lambda _: iter(acts))
    seen = fetched(server.url)
    assert (seen[0].startswith(status), seen[1]) == (True, body)


@pytest.mark.parametrize("name", ["truncated-body", "broken-chunks", "timeout-in-body", "close-before-answer"])
def test_faults_break_it_too(serve: Serve, name: str) -> None:
    server = serve(lambda _: named(name).acts(HEALTHY))
    assert fetched(server.url, TIMEOUT_MS=500)[0].startswith("error")
    server.serving.handler = echo
    assert fetched(server.url)[0] == "201 3"


def test_a_handler_that_raises_is_told(serve: Serve) -> None:
    server = serve(lambda _: 1 / 0)
    status, body = fetched(server.url)
    assert (status, b"ZeroDivisionError" in body) == ("500 3", True)


def test_many_streams_at_once(serve: Serve) -> None:
    server = serve(later)

    async def all_of_them() -> list[str]:
        async with httpx.AsyncClient(http1=False, http2=True) as client:
            answers = await asyncio.gather(*(client.get(f"{server.url}/{number}") for number in range(60)))
        return [answer.text.split()[1] for answer in answers]

    assert asyncio.run(all_of_them()) == [f"/{number}" for number in range(60)]
    assert server.serving.accepted == 1


JUNK = [b"GET / HTTP/1.1\r\n" * 200_000, b"\0" * 100, b"\0\0\x05\x01\x05\0\0\0\x01\xff\xff\xff\xff\xff"]


@pytest.mark.parametrize("junk", JUNK, ids=["no frames", "zeros", "no headers"])
def test_garbage_after_the_preface_is_refused(serve: Serve, junk: bytes) -> None:
    server = serve(echo)
    exchanged(server.url, PREFACE, junk, patience=2)
    assert server.refusals.counts["malformed"] == 1
    assert fetched(server.url)[0] == "201 3"


@pytest.mark.proof
def test_a_client_that_pings_and_never_reads_is_dropped(serve: Serve) -> None:
    server = serve(echo)
    pings = (b"\0\0\x08\x06\0\0\0\0\0" + b"pingpong") * 1_000
    with connected(server.url) as sock, contextlib.suppress(OSError):
        sock.sendall(PREFACE + b"\0\0\0\x04\0\0\0\0\0")
        for _ in range(2_000):
            sock.sendall(pings)
    assert server.refusals.counts == {"too-slow": 1}
    assert fetched(server.url)[0] == "201 3"


def test_acts_at_the_head_come_before_the_answer(serve: Serve) -> None:
    server = serve(echo, on_head=lambda received: iter([Pause(0.01)] if received.path == "/slow" else [Reset()]))
    assert fetched(f"{server.url}/slow", POSTFIELDS=b"x")[0] == "201 3"
    assert fetched(f"{server.url}/upload", POSTFIELDS=b"x")[0].startswith("error")
