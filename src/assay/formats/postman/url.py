"""A URL from text and back, in the parts and with the tolerance of Postman: {{variables}} may stand anywhere."""

from __future__ import annotations

import re
from typing import NamedTuple

from assay.formats.ecmascript import WHITE_SPACE
from assay.formats.postman.query import query_text, read_members
from assay.model.suite import Entry, UrlTemplate

_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
_RESERVED = re.compile(r"[.:/?#@&\]]")


def parse_url(text: str) -> UrlTemplate:
    """Take a URL apart. Never fails: what is no URL becomes a host."""
    rest = _Masked.of(text.lstrip(WHITE_SPACE))
    rest, fragment = rest.before_after("#")
    rest, query = rest.before_after("?")
    rest, protocol = _split_protocol(rest.with_slashes())
    rest, path = rest.before_after("/")
    rest, auth = _split_auth(rest)
    host, port = _split_port(rest)
    segments = tuple(path.pieces("/")) if path is not None else None
    return UrlTemplate(
        protocol=protocol,
        auth=auth,
        host=tuple(host.pieces(".")) if host.text else (),
        port=port,
        path=segments,
        query=read_members(query.pieces("&")) if query is not None else (),
        hash=fragment.text if fragment is not None else None,
        variables=path_variables(segments or ()),
    )


def path_variables(segments: tuple[str, ...]) -> tuple[Entry, ...]:
    """One row, without a value, for each `:name` among the segments."""
    names = dict.fromkeys(name for name in map(variable_name, segments) if name)
    return tuple(Entry(key=name) for name in names)


def variable_name(segment: str) -> str | None:
    """The name in a segment such as `:id` or `:id.json`; None where it is an ordinary one."""
    return segment[1:].partition(".")[0] or None if segment.startswith(":") else None


def url_text(url: UrlTemplate, *, path_variables: bool) -> str:
    """The URL as text. With `path_variables`, segments such as `:id` take the value of their row, where it has one."""
    query = query_text(url.query)
    return "".join(
        (
            _protocol_text(url.protocol),
            _auth_text(url.auth),
            ".".join(url.host),
            f":{url.port}" if url.port is not None else "",
            path_text(url, filled=path_variables),
            f"?{query}" if query is not None else "",
            f"#{url.hash}" if url.hash is not None else "",
        )
    )


def path_text(url: UrlTemplate, *, filled: bool) -> str:
    """The path with its leading slash; empty where the URL has none."""
    if url.path is None:
        return ""
    values = {entry.key: entry.value for entry in url.variables} if filled else {}
    return "/" + "/".join(_filled(segment, values) for segment in url.path)


def _filled(segment: str, values: dict[str | None, object]) -> str:
    name = variable_name(segment)
    value = values.get(name) if name else None
    return value + segment[len(name) + 1 :] if name and value and isinstance(value, str) else segment


def _protocol_text(protocol: str | None) -> str:
    if not protocol:
        return ""
    return protocol if protocol.endswith("://") else protocol + "://"


def _auth_text(auth: tuple[str, str | None] | None) -> str:
    if auth is None:
        return ""
    user, password = auth
    return f"{user}@" if password is None else f"{user}:{password}@"


class _Masked(NamedTuple):
    """Text beside a copy in which the separators inside of variables are hidden; both have the same length."""

    text: str
    mask: str

    @classmethod
    def of(cls, text: str) -> _Masked:
        return cls(text, _VARIABLE.sub(_hide, text))

    def cut(self, start: int, end: int | None = None) -> _Masked:
        return _Masked(self.text[start:end], self.mask[start:end])

    def before_after(self, separator: str) -> tuple[_Masked, _Masked | None]:
        """The two sides of the first separator; None after where there is none."""
        index = self.mask.find(separator)
        return (self, None) if index < 0 else (self.cut(0, index), self.cut(index + len(separator)))

    def pieces(self, separator: str) -> list[str]:
        parts, start = [], 0
        for piece in self.mask.split(separator):
            parts.append(self.text[start : start + len(piece)])
            start += len(piece) + len(separator)
        return parts

    def with_slashes(self) -> _Masked:
        """Backslashes outside of (hidden) variables become slashes."""
        if "\\" not in self.mask:
            return self
        mask = self.mask.replace("\\", "/")
        pairs = zip(self.text, self.mask, strict=True)
        return _Masked("".join("/" if hidden == "\\" else char for char, hidden in pairs), mask)


def _hide(variable: re.Match[str]) -> str:
    whole = variable.group()
    return "_" * len(whole) if _RESERVED.search(variable.group(1)) else whole


def _split_protocol(rest: _Masked) -> tuple[_Masked, str | None]:
    """Slashes beyond the two of `://` are dropped; of those of a file's URL, one stays."""
    protocol, after = rest.before_after("://")
    if after is None:
        return rest, None
    extra = len(after.mask) - len(after.mask.lstrip("/"))
    kept = 1 if extra and protocol.text.lower() == "file" else 0
    return after.cut(extra - kept), protocol.text


def _split_auth(rest: _Masked) -> tuple[_Masked, tuple[str, str | None] | None]:
    index = rest.mask.rfind("@")
    if index < 0:
        return rest, None
    user, password = rest.cut(0, index).before_after(":")
    return rest.cut(index + 1), (user.text, None if password is None else password.text)


def _split_port(rest: _Masked) -> tuple[_Masked, str | None]:
    """A colon inside of `[…]` belongs to an IPv6 address."""
    index = rest.mask.rfind(":")
    if index < 0 or "]" in rest.mask[index:]:
        return rest, None
    return rest.cut(0, index), rest.text[index + 1 :]
