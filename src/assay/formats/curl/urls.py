"""What curl's tool itself does to a URL: add a query, add the name of an uploaded file, take a file name out of it."""

from __future__ import annotations

import re

from assay.formats.curl.octets import escaped, to_bytes
from assay.formats.curl.refusal import UrlError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,39}):/{1,3}")
_GUESSED = ("ftp", "dict", "ldap", "imap", "smtp", "pop3")
"""Host names that begin so and have a dot choose their scheme when none is written; all others are http."""
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f]")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]+|0[0-7]*|[1-9]\d*")


class _Parts:
    """A URL that was taken apart: as curl does it, with a guessed scheme, a plain address and no dots in its path."""

    def __init__(self, url: str) -> None:
        match = _SCHEME.match(url)
        rest = url[match.end() :] if match else url
        if _FORBIDDEN.search(rest) or not rest:
            raise UrlError(f"{url[:200]!r} is no URL that can be taken apart")
        self.scheme = match[1].lower() if match else _guessed(url.lower())
        rest, self.mark, self.fragment = rest.partition("#")
        rest, self.asked, self.query = rest.partition("?")
        host, slash, path = rest.partition("/")
        self.authority = _authority(host, url)
        self.path = _without_dots(slash + path)

    def joined(self) -> str:
        """The URL again."""
        return f"{self.scheme}://{self.authority}{self.path}{self.asked}{self.query}{self.mark}{self.fragment}"


def with_query(url: str, query: str) -> str:
    """The URL with the query appended, as -G and --url-query do.

    Raises UrlError for a URL that cannot be parsed.
    """
    parts = _Parts(url)
    if query and parts.query and not parts.query.endswith("&"):
        parts.query += "&"
    parts.query += _lowered(query)
    parts.asked = "?" if parts.query else parts.asked
    return parts.joined()


def _lowered(text: str) -> str:
    """Percent-encoded bytes in small letters, as curl writes what it adds to a URL (until 8.19)."""
    return _ESCAPE.sub(lambda match: match[0].lower(), text)


def _guessed(url: str) -> str:
    return next((name for name in _GUESSED if url.startswith(name + ".")), "http")


def _authority(text: str, url: str) -> str:
    login, at, host = text.rpartition("@")
    name, colon, port = host.rpartition(":")
    if not colon or port.endswith("]"):
        name, port = host, ""
    if not name or (port and not (port.isascii() and port.isdigit() and int(port[:9]) <= 65535)):
        raise UrlError(f"{url[:200]!r} has no host and port that can be read")
    return login + at + _address(name) + (f":{int(port)}" if port else "")


def _address(name: str) -> str:
    """An IPv4 address in any of its old spellings as four decimal numbers (127.1, 0x7f000001)."""
    parts = name.split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return name
    numbers = [int(part, 16 if part[:2] in ("0x", "0X") else 8 if part[0] == "0" else 10) for part in parts]
    *leading, last = numbers
    room = 256 ** (5 - len(parts))
    if any(number > 255 for number in leading) or last >= room:
        return name
    value = last + sum(number << (24 - 8 * index) for index, number in enumerate(leading))
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _without_dots(path: str) -> str:
    """RFC 3986 section 5.2.4, %2e being a dot."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for index, segment in enumerate(segments):
        plain = segment.replace("%2e", ".").replace("%2E", ".")
        last = index == len(segments) - 1
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(segment)
        if last and plain in (".", ".."):
            kept.append("")
    return "/" + "/".join(kept)


def with_file_name(url: str, path: str) -> str:
    """The URL that -T sends to: the file's own name is added where the URL's path ends with a slash.

    Raises UrlError for a URL that cannot be parsed.
    """
    parts = _Parts(url)
    name = re.split(r"[/\\]", path)[-1]
    if not parts.path.endswith("/") or not name:
        return url
    parts.path = _lowered(parts.path + escaped(to_bytes(name)))
    return parts.joined()


def remote_name(url: str) -> str:
    """The file name that -O takes from a URL; empty where its path has none."""
    match = _SCHEME.match(url)
    path = re.split(r"[?#]", url[match.end() if match else 0 :], maxsplit=1)[0].partition("/")[2]
    resolved = _without_dots("/" + path).removesuffix("/")
    return re.split(r"[/\\]", resolved)[-1]


def host_of(url: str) -> str:
    """The host of a URL, as it is written; empty where there is none."""
    match = _SCHEME.match(url)
    authority = re.split(r"[/?#]", url[match.end() if match else 0 :], maxsplit=1)[0]
    return re.sub(r":\d*$", "", authority.rpartition("@")[2])
