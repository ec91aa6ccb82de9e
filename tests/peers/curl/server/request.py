"""One request's bytes, and the parts that a path's answer looks at."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote_plus

from tests.peers.server.wire import RawRequest


class Asked:
    """A request as an answer needs it; `raw` is the head and the body as they came."""

    def __init__(self, head: bytes, body: bytes = b"") -> None:
        self.head, self.body = head, body
        first, *fields = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        parts = first.split(" ")
        self.method, self.target, self.version = parts[0], " ".join(parts[1:-1]), parts[-1]
        pairs = [line.partition(":") for line in fields if not line.startswith(":")]
        self.headers = tuple((name, value.strip()) for name, _, value in pairs)

    @property
    def local(self) -> str:
        """The target without scheme and authority, as a proxy would ask the origin for it."""
        if not self.target.lower().startswith(("http://", "https://")):
            return self.target
        rest = self.target.split("//", 1)[1]
        return rest[min((rest.index(mark) for mark in "/?" if mark in rest), default=len(rest)) :]

    @property
    def path(self) -> str:
        return self.local.partition("?")[0]

    @property
    def query(self) -> str:
        return self.local.partition("?")[2]

    @property
    def pieces(self) -> list[str]:
        """The path's segments, at least one."""
        return self.path.lstrip("/").split("/")

    def argument(self, name: str, default: str = "") -> str:
        return dict(parse_qsl(self.query, keep_blank_values=True)).get(name, default)

    def rest_of(self, name: str) -> str:
        """All that stands after `name=` in the query, decoded: an address with a query of its own."""
        return unquote_plus(self.query.partition(f"{name}=")[2])

    def value(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def expects(self) -> bool:
        return self.value("expect").lower() == "100-continue" and self.version != "HTTP/1.0"

    @property
    def keeps_alive(self) -> bool:
        named = self.value("connection").lower()
        return "keep-alive" in named if self.version == "HTTP/1.0" else "close" not in named

    def as_raw(self) -> RawRequest:
        """The same for the judges of signatures that the proof against Newman has."""
        return RawRequest(listener="", method=self.method, target=self.local, version=self.version,
                          headers=self.headers, body=self.body)  # fmt: skip
