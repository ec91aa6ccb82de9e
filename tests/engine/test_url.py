"""URLs: what cannot be sent to is refused in a sentence, and origins are told apart."""

from __future__ import annotations

import pytest

from assay.engine.host import ascii_host
from assay.engine.unsendable import ResolveError
from assay.engine.url import encode_url, origin, split_url


@pytest.mark.parametrize(
    ("text", "message", "node"),
    [
        ("", 'Invalid URI "http:///"', "ERR_INVALID_URL"),
        ("http://", 'Invalid URI "http:///"', "ERR_INVALID_URL"),
        ("http://:8080/x", 'Invalid URI "http://:8080/x"', "ERR_INVALID_URL"),
        ("ftp://h/x", "Invalid protocol: ftp:", "ERR_INVALID_PROTOCOL"),
        ("file:///etc/passwd", "", "ERR_INVALID_URL"),
        ("{{base}}/x", "getaddrinfo ENOTFOUND {{base}}", "ENOTFOUND"),
        ("http://a b/", "getaddrinfo ENOTFOUND a b", "ENOTFOUND"),
        ("http://" + "{" * 100_000, "getaddrinfo ENOTFOUND {{{{", "ENOTFOUND"),
        ("http://h:99999/", "Port should be >= 0 and < 65536. Received type string ('99999').", "ERR_SOCKET_BAD_PORT"),
        ("http://h:8x/", "Port should be >= 0 and < 65536. Received type string ('8x').", "ERR_SOCKET_BAD_PORT"),
        ("http://h:٣/", "", "ERR_SOCKET_BAD_PORT"),
    ],
)
def test_what_cannot_be_sent_to_is_refused(text: str, message: str, node: str) -> None:
    with pytest.raises(ResolveError) as refused:
        encode_url(text)
    assert message in refused.value.what
    assert refused.value.node == node
    assert len(refused.value.what) < 400


def test_an_unknown_variable_in_the_host_is_named() -> None:
    with pytest.raises(ResolveError) as refused:
        encode_url("https://{{base url}}:8080/x")
    assert refused.value.remedy == "No value was found for the variable base url."


@pytest.mark.parametrize("text", ["http://h/a b", "http://h/\r\nX: y", "http://h/?日本"])
def test_without_encoding_a_target_that_would_split_the_message_is_refused(text: str) -> None:
    assert encode_url(text).isascii()
    with pytest.raises(ResolveError, match="Request path contains unescaped characters"):
        encode_url(text, disable_encoding=True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://h/a", "http://h:80/b", True),
        ("https://h/", "https://H:443/", True),
        ("http://h/", "https://h/", False),
        ("http://h/", "http://h:8080/", False),
        ("http://a.h/", "http://h/", False),
        ("http://u:p@h/", "http://h/", True),
        ("http://[::1]/", "http://[0:0:0:0:0:0:0:1]:80/", True),
    ],
)
def test_origins(one: str, other: str, same: bool) -> None:
    assert (origin(encode_url(one)) == origin(encode_url(other))) is same


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("example.com", "example.com"),
        ("h\r\nx", "hx"),
        ("127.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("256.256.256.256", "256.256.256.256"),
        ("1" * 400, "1" * 400),
        ("bücher.example", "xn--bcher-kva.example"),
        ("faß.de", "xn--fa-hia.de"),
        ("☃.net", "xn--n3h.net"),
        ("\u0301a.com", "\u0301a.com"),
        ("xn--é", "xn--é"),
        ("\u00ad", "\u00ad"),
        ("\ud800", "\ud800"),
        ("%41.com", "a.com"),
        ("a%00b", "a%00b"),
        ("[1:0:0:2::]", "[1:0:0:2::]"),
        ("[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
        ("[::1%eth0]", "[::1%eth0]"),
        ("[", "["),
        ("é" * 5000, "é" * 5000),
    ],
)
def test_hosts(host: str, expected: str) -> None:
    assert ascii_host(host) == expected


def test_parts() -> None:
    parts = split_url("https://u:p@h.test:8443/a/b?q=1?2#f#g")
    assert parts == ("https", "u:p", "h.test:8443", "/a/b", "?q=1?2", "#f#g")
    assert (parts.hostname, parts.port) == ("h.test", "8443")
    assert (split_url("https://[::1]/").hostname, split_url("https://[::1]/").port) == ("[::1]", "443")


@pytest.mark.parametrize(
    "text", ["http://h/" + "é" * 500_000, "http://" + "a." * 200_000, "http://h/" + "\\" * 500_000, "@" * 300_000]
)
def test_long_texts_end(text: str) -> None:
    try:
        assert encode_url(text).startswith("http://")
    except ResolveError as refused:
        assert refused.node  # noqa: PT017 - either is fine, nothing else is
