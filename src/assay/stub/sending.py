"""Sends a request of the stub's own to a real server: one that is forwarded, or a webhook."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence

import pycurl

from assay.model.errors import InputError
from assay.model.http import Header
from assay.model.stub.answer import Answer

_SECONDS = 30
_MOST_BYTES = 32 * 1024 * 1024
_OF_THE_HOP = frozenset(
    {
        *("connection", "content-length", "host", "keep-alive", "proxy-authenticate", "proxy-authorization"),
        *("te", "trailer", "transfer-encoding", "upgrade", "expect"),
    }
)


class Unreached(InputError):
    """A server did not answer."""

    code = "unreached"


async def sent(method: str, url: str, headers: Sequence[tuple[str, str]], body: bytes) -> Answer:
    """The answer, whatever its status; redirects are not followed. Raises Unreached."""
    return await asyncio.to_thread(_sent, method, url, headers, body)


def _sent(method: str, url: str, headers: Sequence[tuple[str, str]], body: bytes) -> Answer:
    curl, out = pycurl.Curl(), io.BytesIO()
    lines: list[bytes] = []

    def take(data: bytes) -> int:
        return out.write(data) if out.tell() + len(data) <= _MOST_BYTES else 0

    try:
        curl.setopt(pycurl.URL, url.encode("utf-8"))
        curl.setopt(pycurl.CUSTOMREQUEST, method)
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.NOPROXY, "*")
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.TIMEOUT, _SECONDS)
        curl.setopt(pycurl.PATH_AS_IS, 1)
        curl.setopt(pycurl.SSL_VERIFYPEER, 0)  # a stand-in forwards to servers of tests, as WireMock does
        curl.setopt(pycurl.SSL_VERIFYHOST, 0)
        curl.setopt(pycurl.HTTPHEADER, [*_told(headers), b"Expect:"])
        if method == "HEAD":
            curl.setopt(pycurl.NOBODY, 1)
        elif body or method in {"POST", "PUT", "PATCH"}:
            curl.setopt(pycurl.POSTFIELDS, body)
            curl.setopt(pycurl.CUSTOMREQUEST, method)
        curl.setopt(pycurl.WRITEFUNCTION, take)
        curl.setopt(pycurl.HEADERFUNCTION, lines.append)
        curl.perform()
        return _answer(int(curl.getinfo(pycurl.RESPONSE_CODE)), lines, out.getvalue())
    except (pycurl.error, UnicodeError, ValueError) as error:
        told = error.args[1] if isinstance(error, pycurl.error) and len(error.args) > 1 else error
        raise Unreached(f"{url[:200]} did not answer: {told}.", remedy="See whether the server runs.") from None
    finally:
        curl.close()


def _told(headers: Sequence[tuple[str, str]]) -> list[bytes]:
    kept = [(name, value) for name, value in headers if name.lower() not in _OF_THE_HOP]
    lines = [f"{name}: {value}" if value else f"{name};" for name, value in kept]
    named = {name.lower() for name, _ in kept}
    lines += [f"{name}:" for name in ("Accept", "Content-Type", "User-Agent") if name.lower() not in named]
    return [line.encode("latin-1", "replace").replace(b"\r", b" ").replace(b"\n", b" ") for line in lines]


def _answer(status: int, lines: list[bytes], body: bytes) -> Answer:
    texts = [line.decode("latin-1").rstrip("\r\n") for line in lines]
    start = max((index for index, text in enumerate(texts) if text.startswith("HTTP/")), default=0)
    pairs = (text.partition(":") for text in texts[start + 1 :] if ":" in text)
    kept = tuple(Header(name, value.strip()) for name, _, value in pairs if name.lower() not in _OF_THE_HOP)
    reason = texts[start].split(" ", 2)[2] if texts and texts[start].count(" ") >= 2 else ""
    return Answer(status=status, reason=reason, headers=kept, body=body)
