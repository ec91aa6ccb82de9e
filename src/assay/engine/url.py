"""A URL as it goes on the wire: the encoding of postman-url-encoder, and how one URL is resolved against another."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from assay.engine.host import ascii_host
from assay.engine.octets import utf8
from assay.engine.unsendable import ResolveError
from assay.formats.postman import parse_url, url_text
from assay.model.suite import UrlTemplate


def _encoded_set(punctuation: str) -> re.Pattern[str]:
    """Runs of what is percent-encoded: these, and all that is no visible ASCII. Said by what is left alone, since a
    class with all of Unicode in it takes Python milliseconds to compile."""
    left_alone = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in punctuation)
    return re.compile(f"[^{re.escape(left_alone)}]+")


_QUERY = _encoded_set("\"#'<>")
_FRAGMENT = _encoded_set('"<>`')
_PATH = _encoded_set('"<>`#?{}')
_USERINFO = _encoded_set('"<>`#?{}/:;=@[\\]^|')
_ABSOLUTE = re.compile(r"[a-z0-9.+-]+:(?://|\\\\).", re.IGNORECASE | re.ASCII)
_HREF = re.compile(r"([^:]*):(?://)?(?:([^/?#]*)@)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_NOT_IN_TARGET = re.compile(r"[^\x21-\xff]")
_LITERAL = re.compile(r"\[[0-9A-Fa-f:.]+\]")
_NAME = re.compile(r"[a-z0-9._~-]*", re.IGNORECASE)
_PORT = re.compile(r"[0-9]{1,5}")
_PORTS = {"http": "80", "https": "443"}


class Parts(NamedTuple):
    """An encoded URL, taken apart: `userinfo` is None without an @, `query` has its `?`, `fragment` its `#`."""

    scheme: str
    userinfo: str | None
    authority: str
    """Host and port, as in the Host header."""
    path: str
    query: str
    fragment: str

    @property
    def hostname(self) -> str:
        """The host without its port; an IPv6 address keeps its brackets."""
        host, colon, port = self.authority.rpartition(":")
        return host if colon and "]" not in port else self.authority

    @property
    def port(self) -> str:
        """The port as written, or the scheme's own."""
        port = self.authority[len(self.hostname) + 1 :]
        return port or _PORTS.get(self.scheme, "")

    @property
    def has_default_port(self) -> bool:
        """Whether the port is the scheme's own."""
        return self.port == _PORTS.get(self.scheme)

    def up_to(self, end: str) -> str:
        """The URL up to its authority, path or query, included."""
        userinfo = f"{self.userinfo}@" if self.userinfo else ""
        text = f"{self.scheme}://{userinfo}{self.authority}"
        return text + {"authority": "", "path": self.path, "query": self.path + self.query}[end]


def encode_url(text: str, *, disable_encoding: bool = False) -> str:
    """The absolute URL for a text. Raises ResolveError where nothing could be sent to it."""
    if len(text) > 4096:
        return _sendable(encode_parts(parse_url(text), disable_encoding=disable_encoding))
    return _encoded(text, disable_encoding)


@lru_cache(maxsize=1024)
def _encoded(text: str, disable_encoding: bool) -> str:
    return _sendable(encode_parts(parse_url(text), disable_encoding=disable_encoding))


def encode_parts(url: UrlTemplate, *, disable_encoding: bool = False) -> str:
    """The same from a URL that is taken apart; nothing is refused."""
    keep = disable_encoding
    user, password = url.auth or ("", None)
    path, query, fragment = _tail(url)
    pieces = (
        f"{(url.protocol if url.protocol is not None else 'http').lower()}://",
        percent_encode(user, _USERINFO, keep),
        "" if password is None else f":{percent_encode(password, _USERINFO, keep)}",
        "" if url.auth is None else "@",
        ascii_host(".".join(url.host).lower()),
        "" if url.port is None else f":{url.port}",
        percent_encode(path, _PATH, keep),
        "" if query is None else f"?{percent_encode(query, _QUERY, keep)}",
        "" if fragment is None else f"#{percent_encode(fragment, _FRAGMENT, keep)}",
    )
    return "".join(pieces)


def _tail(url: UrlTemplate) -> tuple[str, str | None, str | None]:
    path = "/" + "/".join(url.path or ())
    query = url_text(UrlTemplate(query=url.query), path_variables=False)
    return path, query[1:] if query else None, url.hash


def percent_encode(text: str, unsafe: re.Pattern[str], keep: bool = False) -> str:
    """The text with each byte (UTF-8) of its unsafe characters as %XX; `%` stays, so nothing is encoded twice."""
    if keep or not unsafe.search(text):
        return text
    return unsafe.sub(lambda match: _escaped(match.group()), text)


def _escaped(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in utf8(text))


def split_url(href: str) -> Parts:
    """An encoded URL in its parts."""
    match = _HREF.fullmatch(href)
    scheme, userinfo, authority, path, query, fragment = match.groups() if match else ("", None, "", "", "", "")
    return Parts(scheme, userinfo, authority, path or "/", query or "", fragment or "")


def _sendable(href: str) -> str:
    """The URL, or what Newman says of one that cannot be sent to."""
    parts = split_url(href)
    if not parts.hostname:
        raise ResolveError(f'Invalid URI "{_cut(href)}"', node="ERR_INVALID_URL", remedy="The URL needs a host.")
    if parts.scheme not in _PORTS:
        raise ResolveError(f"Invalid protocol: {_cut(parts.scheme)}:", node="ERR_INVALID_PROTOCOL")
    if parts.hostname.startswith("["):
        if not _LITERAL.fullmatch(parts.hostname):
            raise ResolveError(f'Invalid URI "{_cut(href)}"', node="ERR_INVALID_URL", remedy="Check the IPv6 address.")
    elif not _NAME.fullmatch(parts.hostname):
        host = _cut(parts.hostname)
        raise ResolveError(f"getaddrinfo ENOTFOUND {host}", node="ENOTFOUND", remedy=_host_remedy(parts))
    if not _PORT.fullmatch(parts.port) or int(parts.port) > 65535:
        written = f"Received type string ({_cut(parts.port)!r})."
        raise ResolveError(f"Port should be >= 0 and < 65536. {written}", node="ERR_SOCKET_BAD_PORT")
    if _NOT_IN_TARGET.search(parts.path + parts.query):
        raise ResolveError("Request path contains unescaped characters", node="ERR_UNESCAPED_CHARACTERS")
    return href


def _cut(text: str) -> str:
    """A text that is short enough for an error."""
    return text if len(text) <= 200 else f"{text[:200]}…"


def _host_remedy(parts: Parts) -> str:
    variable = re.search(r"\{\{([^{}]*)\}\}", parts.hostname)
    return f"No value was found for the variable {variable[1]}." if variable else ""


def resolve_url(base: str, relative: str) -> str:
    """The URL that a Location header means, not yet encoded. `base` is encoded already."""
    parts = split_url(base)
    first = relative[:1]
    if not relative:
        return base.partition("#")[0]
    if relative[:2] in ("//", "\\\\"):
        return f"{parts.scheme}:{relative}"
    if first in ("/", "\\"):
        return parts.up_to("authority") + relative
    if first == "#":
        return parts.up_to("query") + relative
    if first == "?":
        return parts.up_to("path") + relative
    if _ABSOLUTE.match(relative):
        return relative
    return parts.up_to("authority") + parts.path[: parts.path.rindex("/") + 1] + relative


def origin(href: str) -> str:
    """Scheme, host and port of an encoded URL, for comparison: `https://example.com:443`."""
    parts = split_url(href)
    return f"{parts.scheme}://{parts.hostname.lower()}:{parts.port}"
