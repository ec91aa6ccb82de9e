"""One cookie, read from Set-Cookie (RFC 6265, 5.2, as loose as tough-cookie) or from JSON, and written back."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import msgspec

from assay.engine.cookie_date import json_date, parse_cookie_date, parse_json_date
from assay.engine.octets import utf8
from assay.formats.ecmascript import WHITE_SPACE

LARGEST = 16 * 1024
"""Characters of a Set-Cookie; a larger one is ignored (Node takes no larger head at all)."""
_CONTROL = re.compile(r"[\x00-\x1f]")
_NOT_IN_HEADER = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_WHOLE_NUMBER = re.compile(r"-?[0-9]+", re.ASCII)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_MOST_SECONDS = 2**53
_UNENCODED = "!~*'()"  # beside what `quote` keeps: encodeURIComponent


class Cookie(msgspec.Struct, kw_only=True):
    """A cookie. Times are milliseconds since the epoch, ages seconds."""

    key: str = ""
    value: str = ""
    expires: int | None = None
    """None: when the session ends."""
    max_age: int | None = None
    domain: str = ""
    path: str = ""
    secure: bool = False
    http_only: bool = False
    extensions: tuple[str, ...] = ()
    host_only: bool | None = None
    path_is_default: bool = False
    creation: int = 0
    last_accessed: int | None = None
    same_site: str | None = None
    set_at: int = 0
    """What max_age counts from."""
    index: int = 0
    """Breaks ties between cookies of one millisecond."""

    @property
    def ends(self) -> float:
        """When it is to be forgotten, in milliseconds; the age goes before the date (RFC 6265, 5.3, 3)."""
        if self.max_age is not None:
            return self.set_at + self.max_age * 1000 if self.max_age > 0 else float("-inf")
        return float("inf") if self.expires is None else self.expires

    @property
    def pair(self) -> str:
        """As in the Cookie header."""
        return f"{self.key}={self.value}" if self.key else self.value

    @property
    def sendable(self) -> bool:
        """Whether a header can hold it: scripts may set anything."""
        return not _NOT_IN_HEADER.search(self.pair)


def parse_cookie(text: str) -> Cookie | None:
    """A cookie from a Set-Cookie header; None where it is none."""
    if not text or len(text) > LARGEST:
        return None
    pair, _, attributes = text.strip(WHITE_SPACE).partition(";")
    cookie = _parse_pair(re.split("[\n\r\0]", pair, maxsplit=1)[0])
    if cookie is not None:
        for attribute in attributes.split(";"):
            _take_attribute(cookie, attribute.strip(WHITE_SPACE))
    return cookie


def _parse_pair(pair: str) -> Cookie | None:
    key, equals, value = pair.removeprefix("=").partition("=")
    if not equals or not key:
        key, value = "", pair.removeprefix("=")
    key, value = key.strip(WHITE_SPACE), value.strip(WHITE_SPACE)
    return None if _CONTROL.search(key) or _CONTROL.search(value) else Cookie(key=key, value=value)


def _take_attribute(cookie: Cookie, attribute: str) -> None:
    name, _, value = attribute.partition("=")
    name, value = name.strip(WHITE_SPACE).lower(), value.strip(WHITE_SPACE)
    match name:
        case "expires":
            moment = parse_cookie_date(value)
            cookie.expires = cookie.expires if moment is None else moment
        case "max-age":
            if _WHOLE_NUMBER.fullmatch(value):
                cookie.max_age = _seconds(value)
        case "domain":
            cookie.domain = value.removeprefix(".").lower() or cookie.domain
        case "path":
            cookie.path = value if value.startswith("/") else ""
        case "secure":
            cookie.secure = True
        case "httponly":
            cookie.http_only = True
        case "samesite":
            cookie.same_site = value.lower() if value.lower() in ("strict", "lax", "none") else None
        case _ if attribute:
            cookie.extensions = (*cookie.extensions, attribute)


def _seconds(digits: str) -> int:
    most = -_MOST_SECONDS if digits.startswith("-") else _MOST_SECONDS
    return most if len(digits) > 16 else int(digits)


def to_json(cookie: Cookie) -> dict[str, Any]:
    """The cookie as tough-cookie writes it: what has its default is left out."""
    fields = {
        "key": cookie.key or None,
        "value": cookie.value or None,
        "expires": None if cookie.expires is None else json_date(cookie.expires),
        "maxAge": cookie.max_age,
        "domain": cookie.domain or None,
        "path": cookie.path or None,
        "secure": cookie.secure or None,
        "httpOnly": cookie.http_only or None,
        "extensions": list(cookie.extensions) or None,
        "hostOnly": cookie.host_only,
        "pathIsDefault": cookie.path_is_default or None,
        "creation": json_date(cookie.creation),
        "lastAccessed": None if cookie.last_accessed is None else json_date(cookie.last_accessed),
        "sameSite": cookie.same_site,
    }
    return {name: value for name, value in fields.items() if value is not None}


def from_json(value: Any, now: int) -> Cookie | None:
    """A cookie from a saved jar or from a script; what is not of its type is left at its default."""
    if not isinstance(value, dict):
        return None
    creation = parse_json_date(value.get("creation"))
    return Cookie(
        key=_text(value.get("key")),
        value=_text(value.get("value")),
        expires=parse_json_date(value.get("expires")),
        max_age=_age(value.get("maxAge")),
        domain=_text(value.get("domain")).lower(),
        path=_text(value.get("path")),
        secure=value.get("secure") is True,
        http_only=value.get("httpOnly") is True,
        extensions=_texts(value.get("extensions")),
        host_only=value["hostOnly"] if isinstance(value.get("hostOnly"), bool) else None,
        path_is_default=value.get("pathIsDefault") is True,
        creation=now if creation is None else creation,
        last_accessed=parse_json_date(value.get("lastAccessed")),
        same_site=value["sameSite"] if isinstance(value.get("sameSite"), str) else None,
        set_at=now if creation is None else creation,
    )


def _text(value: Any) -> str:
    return value[:LARGEST] if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(member) for member in value[:50] if isinstance(member, str)) if isinstance(value, list) else ()


def _age(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return {"Infinity": None, "-Infinity": 0}.get(value) if isinstance(value, str) else None
    return int(min(max(value, -_MOST_SECONDS), _MOST_SECONDS))


def postman_json(cookie: Cookie) -> dict[str, Any]:
    """The cookie as pm.cookies and the reporters have it: the value encoded, the end as a date."""
    ends = cookie.ends
    fields: dict[str, Any] = {"name": cookie.key} if cookie.key else {}
    fields |= {
        "expires": None if ends in (float("inf"), float("-inf")) else json_date(int(ends)),
        "maxAge": cookie.max_age,
        "domain": cookie.domain,
        "path": cookie.path,
        "secure": cookie.secure,
        "httpOnly": cookie.http_only,
        "hostOnly": bool(cookie.host_only),
    }
    if cookie.value:
        fields["value"] = _encoded(cookie.value)
    return fields | ({"extensions": list(cookie.extensions)} if cookie.extensions else {})


def _encoded(value: str) -> str:
    """Percent-encoded once, also where it is that already."""
    return quote(utf8(_decoded(value)), safe=_UNENCODED)


def _decoded(value: str) -> str:
    if "%" not in value or _BROKEN_ESCAPE.search(value):
        return value
    try:
        return unquote_to_bytes(utf8(value)).decode()
    except UnicodeDecodeError:
        return value
