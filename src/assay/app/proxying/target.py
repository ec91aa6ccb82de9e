"""Where a proxy leads, read from `--to`: HTTP by its URL, anything else as TCP with the port of its scheme."""

from __future__ import annotations

import difflib
from urllib.parse import urlsplit

import msgspec

from assay.model.errors import UsageError
from assay.proxy.address import Address, read

PORTS = {
    "http": 80,
    "https": 443,
    "tcp": 0,
    "redis": 6379,
    "rediss": 6379,
    "postgres": 5432,
    "postgresql": 5432,
    "mysql": 3306,
    "mongodb": 27017,
    "amqp": 5672,
    "kafka": 9092,
    "memcached": 11211,
    "nats": 4222,
}
"""The port that a URL of each scheme means; 0: it has to name one."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """`base` is the path before every path of a request, without a slash at its end."""

    scheme: str
    address: Address
    base: str = ""

    @property
    def speaks_http(self) -> bool:
        """Whether calls can be told apart."""
        return self.scheme in ("http", "https")

    @property
    def text(self) -> str:
        """For people: no user and no password."""
        return f"{self.scheme}://{self.address}{self.base}"


def target(text: str) -> Target:
    """Raises UsageError."""
    if "://" not in text:
        return Target(scheme="tcp", address=_address(text, text))
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError("no URL: its host or port cannot be read", where="--to") from None
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        near = difflib.get_close_matches(scheme, PORTS, 1)
        hint = f"Did you mean {near[0]}://?" if near else "For any other protocol write tcp://HOST:PORT."
        raise UsageError(f"nothing is known of {scheme}://", where="--to", remedy=hint)
    if not host:
        raise UsageError("the URL has no host", where="--to")
    if port is None:
        port = PORTS[scheme]
    if not port:
        raise UsageError("no port", where="--to", remedy=f"Write {scheme}://{host}:PORT.")
    if scheme in ("http", "https") and (parts.query or parts.fragment):
        raise UsageError("the URL has a query or a fragment", where="--to", remedy="Give only where the API begins.")
    base = parts.path.rstrip("/") if scheme in ("http", "https") else ""  # elsewhere it names a database
    return Target(scheme=scheme, address=Address(host, port), base=base)


def _address(text: str, whole: str) -> Address:
    try:
        found = read(text)
    except ValueError as problem:
        raise UsageError(
            f"{whole!r}: {problem}", where="--to", remedy="Write a URL, or HOST:PORT for plain TCP."
        ) from None
    return found if found.host else Address("127.0.0.1", found.port)


def control_address(text: str) -> Address:
    """`HOST:PORT`, `:PORT` or `PORT`; loopback where no host is named. Raises UsageError."""
    try:
        found = read(text if ":" in text else f":{text}")
    except ValueError as problem:
        raise UsageError(f"{text!r}: {problem}", where="--control", remedy="Write 127.0.0.1:8474.") from None
    return found if found.host else Address("127.0.0.1", found.port)
