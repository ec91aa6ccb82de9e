"""An answer in its parts, and as the bytes that HTTP/1.1 sends for it (RFC 9112)."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from assay.model.http import Header, Headers, last_value
from assay.model.phrases import PHRASES

_BODILESS = frozenset({204, 304})


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. `body` carries its content coding, where the headers name one, and no transfer coding."""

    status: int = 200
    reason: str = ""
    """Empty: the usual one of the status."""
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The last value of the header with this name, in any case."""
        return last_value(self.headers, name)

    def with_header(self, name: str, value: str) -> Answer:
        """The same answer with this header once, where it first stood."""
        wanted = name.lower()
        places = [index for index, (key, _) in enumerate(self.headers) if key.lower() == wanted]
        first = places[0] if places else len(self.headers)
        kept = [header for index, header in enumerate(self.headers) if index not in places]
        return msgspec.structs.replace(self, headers=(*kept[:first], Header(name, value), *kept[first:]))

    def without(self, *names: str) -> Answer:
        """The same answer without the headers of these names."""
        unwanted = {name.lower() for name in names}
        kept = tuple(header for header in self.headers if header[0].lower() not in unwanted)
        return msgspec.structs.replace(self, headers=kept)

    def with_body(self, body: bytes) -> Answer:
        """The same answer with this body, whose length its headers do not contradict."""
        plain = self.without("Content-Length") if self.header("Content-Length") is not None else self
        return msgspec.structs.replace(plain, body=body)

    @property
    def closes(self) -> bool:
        """Whether its headers end the connection."""
        return any("close" in value.lower() for name, value in self.headers if name.lower() == "connection")


def rendered(status: int, reason: str, headers: Headers, body: bytes) -> bytes:
    """The whole answer as one write. Content-Length is added where no header frames the body; CR, LF and NUL in a
    header become spaces, because no header may split an answer."""
    return head_of(status, reason, headers, body) + body


def head_of(status: int, reason: str, headers: Headers, body: bytes) -> bytes:
    """Status line and headers up to the empty line, framed for this body."""
    lines = [_status_line(status, reason)]
    framed = False
    for name, value in headers:
        lines.append(f"{name}: {value}\r\n")
        framed = framed or name.lower() in {"content-length", "transfer-encoding"}
    if not framed and status not in _BODILESS and status >= 200:
        lines.append(f"Content-Length: {len(body)}\r\n")
    text = "".join(lines)
    if text.count("\n") != len(lines) or text.count("\r") != len(lines) or "\0" in text:
        text = "".join(_one_line(line[:-2]) + "\r\n" for line in lines)
    return (text + "\r\n").encode("latin-1", "replace")


@lru_cache(maxsize=512)
def _status_line(status: int, reason: str) -> str:
    return f"HTTP/1.1 {status} {reason or PHRASES.get(status, '')}\r\n"


def _one_line(text: str) -> str:
    return text.translate({13: " ", 10: " ", 0: " "})
