"""An HTTP request as it is to leave, and the answer as it arrived (RFC 9110)."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class Header(NamedTuple):
    """One field line. Names keep their case; bytes above ASCII are carried as latin-1 characters."""

    name: str
    value: str


Headers = tuple[Header, ...]


class FilePart(msgspec.Struct, frozen=True, kw_only=True, tag="file"):
    """A stretch of a body that is read from a file while it is sent."""

    path: str
    size: int
    """Bytes, as found when the request was built."""


class BytesPart(msgspec.Struct, frozen=True, kw_only=True, tag="bytes"):
    """A stretch of a body that is known in full."""

    data: bytes


Body = tuple[BytesPart | FilePart, ...]
"""What is sent after the headers: parts in order; empty means that there is no body."""


class ClientCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """The certificate that we show to the server: PEM certificate and key, or one PKCS #12 file."""

    certificate: str = ""
    key: str = ""
    pfx: str = ""
    passphrase: str = ""


class Proxy(msgspec.Struct, frozen=True, kw_only=True):
    """Where to send through: scheme http, https, socks4(a) or socks5(h)."""

    scheme: str = "http"
    host: str
    port: int
    username: str = ""
    password: str = ""
    tunnel: bool = False
    """CONNECT even for plain http."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """How a request travels: everything that is not in its bytes."""

    timeout: float | None = 30.0
    """Seconds from the start to the last byte of the answer; None waits for ever."""
    max_body: int = 64 * 1024 * 1024
    """Bytes of decoded body that are taken before the answer is cut."""
    http_version: str = "auto"
    """auto, http1 or http2."""
    verify: bool = True
    ca_file: str = ""
    """PEM authorities trusted beside the built-in ones."""
    certificate: ClientCertificate | None = None
    ciphers: tuple[str, ...] = ()
    """OpenSSL cipher names in order of preference."""
    tls_disabled: tuple[str, ...] = ()
    """Protocols that may not be used: SSLv2, SSLv3, TLSv1, TLSv1_1, TLSv1_2, TLSv1_3."""
    proxy: Proxy | None = None
    lenient: bool = False
    """Accept field lines that RFC 9112 forbids."""
    omit: frozenset[str] = frozenset()
    """Lower-case names of headers that the client must not add on its own (host, content-length, …)."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request, complete: the headers in the order in which they leave."""

    id: str
    method: str
    url: str
    """Absolute, encoded exactly as the target is to be sent; a fragment is never sent."""
    headers: Headers = ()
    body: Body = ()
    identity: str | None = None
    parent: str | None = None
    """The id of the request that this one was derived from: a redirect, a replay, a retry."""
    delivery: Delivery = Delivery()

    def header(self, name: str) -> str | None:
        """The last value of the header with this name, in any case."""
        return last_value(self.headers, name)


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes of an answer: its head, its body as transferred, and decoded."""

    head: int = 0
    body: int = 0
    decoded: int = 0


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that arrived. `body` is decoded by Content-Encoding, and cut where it passed `Delivery.max_body`."""

    status: int
    reason: str = ""
    headers: Headers = ()
    body: bytes = b""
    http_version: str = "1.1"
    truncated: bool = False
    sizes: Sizes = Sizes()

    def header(self, name: str) -> str | None:
        """The last value of the header with this name, in any case."""
        return last_value(self.headers, name)


def last_value(headers: Headers, name: str) -> str | None:
    """The last value of the header with this name, in any case."""
    wanted = name.lower()
    return next((value for key, value in reversed(headers) if key.lower() == wanted), None)
