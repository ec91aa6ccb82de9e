"""What would break out of its place in a request is never sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.model.http import ClientCertificate, FilePart, Proxy
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

from .sending import failed, request, send


@pytest.fixture
def untouched() -> Iterator[str]:
    """The URL of a server that must not be spoken to."""

    def script(wire: Wire) -> None:
        wire.answer(b"reached")

    with RawServer(script) as server:
        yield server.url
        assert server.connections == 0


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "\x01", "\x7f", "€", "\ud800"])
def test_header_values(untouched: str, value: str) -> None:
    outcome = failed(send(request(untouched, headers=(("X-A", value),))))
    assert (outcome.code, outcome.phase) == ("ERR_INVALID_CHAR", "build")
    assert outcome.reason == 'Invalid character in header content ["X-A"]'


@pytest.mark.parametrize("name", ["", "X A", "X:", "X\r\nY", "Xé", "X;", "X\0"])
def test_header_names(untouched: str, name: str) -> None:
    outcome = failed(send(request(untouched, headers=((name, "v"),))))
    assert (outcome.code, outcome.phase) == ("ERR_INVALID_HTTP_TOKEN", "build")
    assert outcome.reason == f'Header name must be a valid HTTP token ["{name}"]'


@pytest.mark.parametrize("method", ["", "GE T", "GET\r\nX: y", "GÉT", "GET /x HTTP/1.1\r\n\r\n", "\0"])
def test_methods(untouched: str, method: str) -> None:
    outcome = failed(send(request(untouched, method)))
    assert (outcome.code, outcome.phase) == ("ERR_INVALID_HTTP_TOKEN", "build")


@pytest.mark.parametrize("rest", ["/a b", "/a\r\nX: y", "/a\nb", "/\0", "/€", "/\x7f", "/?\t"])
def test_targets(untouched: str, rest: str) -> None:
    outcome = failed(send(request(untouched + rest)))
    assert (outcome.code, outcome.phase) == ("ERR_UNESCAPED_CHARACTERS", "build")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "ERR_INVALID_URL"),
        ("/path", "ERR_INVALID_URL"),
        ("http://", "ERR_INVALID_URL"),
        ("http:///x", "ERR_INVALID_URL"),
        ("http://a b/", "ERR_INVALID_URL"),
        ("http://a\r\nb/", "ERR_INVALID_URL"),
        ("http://ä.example/", "ERR_INVALID_URL"),
        ("http://[::1/", "ERR_INVALID_URL"),
        ("http://a:b:c/", "ERR_INVALID_URL"),
        ("ftp://127.0.0.1/", "ERR_INVALID_PROTOCOL"),
        ("file:///etc/passwd", "ERR_INVALID_PROTOCOL"),
        ("javascript:alert(1)", "ERR_INVALID_PROTOCOL"),
        ("http://127.0.0.1:0/", "ERR_SOCKET_BAD_PORT"),
        ("http://127.0.0.1:65536/", "ERR_SOCKET_BAD_PORT"),
        ("http://127.0.0.1:99999999999999999999/", "ERR_SOCKET_BAD_PORT"),
    ],
)
def test_urls(url: str, code: str) -> None:
    outcome = failed(send(request(url)))
    assert (outcome.code, outcome.phase) == (code, "build")


def test_a_long_url_is_not_repeated_whole() -> None:
    assert len(failed(send(request("x" * 100_000))).reason) < 400


@pytest.mark.parametrize(
    ("delivery", "code"),
    [
        ({"proxy": Proxy(scheme="gopher", host="127.0.0.1", port=1)}, "ERR_INVALID_PROTOCOL"),
        ({"proxy": Proxy(host="a\0b", port=1)}, "ERR_INVALID_ARG_VALUE"),
        ({"ca_file": "/nowhere/ca.pem"}, "ENOENT"),
        ({"certificate": ClientCertificate(certificate="/nowhere/c.pem", key="/nowhere/k.pem")}, "ENOENT"),
        ({"certificate": ClientCertificate(pfx="/nowhere/c.pfx")}, "ENOENT"),
        ({"certificate": ClientCertificate(pfx="a\0b")}, "ERR_INVALID_ARG_VALUE"),
        ({"tls_disabled": ("TLSv1_2", "TLSv1_3")}, "EPROTO"),
    ],
)
def test_deliveries(untouched: str, delivery: dict[str, object], code: str) -> None:
    outcome = failed(send(request(untouched.replace("http:", "https:"), **delivery)))
    assert (outcome.code, outcome.phase) == (code, "build")


def test_a_body_file_that_is_not_there(untouched: str, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    outcome = failed(send(request(untouched, "POST", body=(FilePart(path=str(gone), size=3),))))
    assert (outcome.code, outcome.phase) == ("ENOENT", "build")
    assert outcome.reason == f"ENOENT: no such file or directory, open '{gone}'"


def test_a_body_file_that_has_shrunk(untouched: str, tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_bytes(b"ab")
    outcome = failed(send(request(untouched, "POST", body=(FilePart(path=str(short), size=3),))))
    assert (outcome.code, outcome.phase) == ("EIO", "build")
    assert outcome.reason == f"{short} has 2 bytes, and 3 were announced"
