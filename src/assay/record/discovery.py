"""Finds the secrets of an event by the names under which they stand."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, unquote_plus, urlsplit

import msgspec

from assay.model.event import (
    Event,
    Exchanged,
    Explored,
    IterationStarted,
    Logged,
    RequestStarted,
    RunEnded,
    RunStarted,
)
from assay.model.exchange import Exchange
from assay.model.http import BytesPart, Headers
from assay.model.transfer import Data, Form, Part, Transfer
from assay.record.forms import findable
from assay.record.names import is_secret, may_name

LARGEST = 4 * 1024 * 1024
"""Bytes of a body that are looked through for names."""
LOOSE = 256 * 1024
"""… of one that is no JSON: patterns are slower than a parser."""
DEEPEST = 100

_PUBLIC = """
    username realm uri algorithm qop nc cnonce opaque nonce oauth_consumer_key oauth_nonce oauth_timestamp
    oauth_version oauth_signature_method oauth_callback signedheaders ts ext timestamp dlg app
"""
_ACCOUNTS = frozenset({"user", "proxy-user", "cert", "proxy-cert"})
"""Options of curl that hold name:password."""
_WHOLE = frozenset({"oauth2-bearer", "pass", "proxy-pass", "tlspassword", "proxy-tlspassword"})
"""Options of curl that are a secret."""
_PROXIES = frozenset({"proxy", "preproxy", "socks4", "socks4a", "socks5", "socks5-hostname"})
"""… that hold name:password@host, also without a scheme."""
_PUBLIC_PARAMETERS = frozenset(_PUBLIC.split())
_PARAMETER = re.compile(r'([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s,;]+))')
_PLAIN_COOKIE = re.compile(r"[a-z-]{1,15}|[a-z]{2}[-_][A-Z]{2}|\d{1,5}")
_IN_ADDRESS = re.compile(r"""[?&#]([\w.~%-]{1,80})=([^&#\s<>"';,]{4,4096})""")
"""A parameter of an address that stands in a header, whole or relative, alone or among others (Location, Link)."""
_ARGUMENT = re.compile(r"""\b(\w{2,60})\s*:\s*"([^"\r\n]{4,4096})\"""")
"""An argument that a query language holds in its text (GraphQL)."""
_LOOSE = tuple(
    re.compile(pattern)
    for pattern in (
        r"""["']?([\w.-]{2,60})["']?\s*[:=]\s*["']([^"'\r\n<>]{4,4096})["']""",  # JSON in pieces, scripts
        r"""\bname="?([\w.-]{2,60})"?\r?\n(?:[\w-]+:[^\r\n]*\r?\n)*\r?\n([^\r\n]{4,4096})""",  # multipart
        r"""\bname=["']([\w.-]{2,60})["'][^<>]{0,200}?\bvalue=["']([^"'<>]{4,4096})["']""",  # HTML forms
        r"""<(?:\w+:)?([\w.-]{2,60})(?:\s[^<>]{0,200})?>([^<>]{4,4096})</""",  # XML
    )
)


def secrets(event: Event) -> Iterator[str]:
    """Every value of the event that its name marks as secret and that is worth looking for elsewhere."""
    return (value for value in _all(event) if findable(value))


def _all(event: Event) -> Iterator[str]:
    match event:
        case Exchanged():
            yield from _exchange(event.exchange)
        case Explored():
            yield from _transfer(event.transfer)
        case RequestStarted():
            yield from _values(event.request)
        case Logged():
            yield from _values(event.values)
        case IterationStarted():
            yield from _values(event.row)
        case RunStarted():
            yield from in_url(_whole(event.target))
            yield from _values((event.suite, event.environment, event.globals))
        case RunEnded():
            yield from _values((event.environment, event.globals, event.variables))


def _transfer(transfer: Transfer) -> Iterator[str]:
    """The secrets of a curl command: accounts, tokens and passphrases in its options, and what a request may hold."""
    yield from in_url(_whole(transfer.url))
    for line in transfer.headers:
        name, _, value = line.partition(":")
        yield from _under(name.strip(), value.strip())
    if isinstance(transfer.content, Data):
        yield from _body(transfer.content.content)
    elif isinstance(transfer.content, Form):
        yield from _parts(transfer.content.parts)
    for name, option in transfer.options.items():
        for one in option if isinstance(option, tuple) else (option,):
            if isinstance(one, str):
                yield from _option(name, one)


def _parts(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        yield from _parts(part.parts)
        for line in part.headers:
            name, _, value = line.partition(":")
            yield from _under(name.strip(), value.strip())
        if part.content is not None and is_secret(part.name):
            yield part.content.decode("utf-8", "replace")


def contents(transfer: Transfer) -> Iterator[bytes]:
    """What is sent, as far as the command itself holds it."""
    if isinstance(transfer.content, Data):
        yield transfer.content.content
    elif isinstance(transfer.content, Form):
        yield from _contents(transfer.content.parts)


def _contents(parts: tuple[Part, ...]) -> Iterator[bytes]:
    for part in parts:
        yield from _contents(part.parts)
        if part.content is not None:
            yield part.content


def _whole(url: str) -> str:
    """The URL with the scheme that curl takes where there is none."""
    return url if "://" in url else f"http://{url}"


def _option(name: str, value: str) -> Iterator[str]:
    if name in _ACCOUNTS:
        yield value.partition(":")[2]
    elif name in _WHOLE:
        yield value
    elif name == "cookie":
        yield from _cookies(value, only_first=False)
    elif name == "proxy-header":
        header, _, content = value.partition(":")
        yield from _under(header.strip(), content.strip())
    elif name == "url-query":
        yield from _form(value)
    elif "://" in value or name in _PROXIES:
        yield from in_url(_whole(value))


def _exchange(exchange: Exchange) -> Iterator[str]:
    request = exchange.request
    yield from _headers(request.headers)
    yield from in_url(request.url)
    for part in request.body:
        if isinstance(part, BytesPart):
            yield from _body(part.data)
    if request.delivery.proxy is not None:
        yield request.delivery.proxy.password
    if request.delivery.certificate is not None:
        yield request.delivery.certificate.passphrase
    if (response := exchange.response) is not None:
        yield from _headers(response.headers)
        # {"password": "must not be blank"} is a message; what a server hands out has no spaces
        yield from (value for value in _body(response.body) if " " not in value)


def _headers(headers: Headers) -> Iterator[str]:
    for name, value in headers:
        yield from _under(name, value)
        if "://" in value:
            yield from in_url(value)
        if "?" in value or "#" in value:
            for parameter, content in _IN_ADDRESS.findall(value):
                if is_secret(unquote_plus(parameter)):
                    yield content
                    yield unquote_plus(content)


def _under(name: str, value: Any) -> Iterator[str]:
    """The secrets of a value that stands under a name: a header, field, parameter or variable."""
    lower = name.lower()
    if isinstance(value, str) and lower in ("authorization", "proxy-authorization"):
        yield from _credentials(value)
    elif isinstance(value, str) and lower in ("cookie", "set-cookie"):
        yield from _cookies(value, only_first=lower == "set-cookie")
    elif is_secret(name):
        yield from _plain(value)


def _plain(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        if value[:7].lower() == "bearer ":
            yield value[7:]
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value) if abs(value) < 10**40 else ""
    elif isinstance(value, list | tuple):
        for item in value:
            if isinstance(item, str):
                yield item


def _credentials(value: str) -> Iterator[str]:
    scheme, _, rest = value.strip().partition(" ")
    rest = rest.strip()
    if not rest:
        yield scheme
    elif scheme.lower() == "basic":
        yield from _basic(rest)
    elif scheme.lower() in ("bearer", "token", "negotiate", "ntlm", "jwt") or "=" not in rest.rstrip("="):
        yield rest
    else:
        for name, quoted, bare in _PARAMETER.findall(rest):
            if name.lower() not in _PUBLIC_PARAMETERS:
                yield quoted or bare


def _basic(token: str) -> Iterator[str]:
    try:
        pair = base64.b64decode(token, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        yield token
        return
    password = pair.partition(":")[2]
    yield password if findable(password) else token


def _cookies(value: str, *, only_first: bool) -> Iterator[str]:
    pairs = value.split(";")
    for pair in pairs[:1] if only_first else pairs:
        name, _, content = pair.strip().partition("=")
        content = content.strip('"')
        if is_secret(name) or (len(content) >= 6 and not _PLAIN_COOKIE.fullmatch(content)):
            yield content
            yield unquote(content)


def in_url(url: str) -> Iterator[str]:
    """Password and secret query parameters of a URL."""
    try:
        parts = urlsplit(url)
        password = parts.password or ""
    except ValueError:
        return
    yield password
    yield unquote(password)
    yield from _form(parts.query)
    if "=" in parts.fragment:
        yield from _form(parts.fragment)


def _form(text: str) -> Iterator[str]:
    grants = "grant_type=" in text or "state=" in text  # OAuth's code, that is, and not that of a country
    for pair in text.split("&", 1000):
        name, _, value = pair.partition("=")
        if is_secret(unquote_plus(name)) or (name == "key" and len(value) >= 20) or (name == "code" and grants):
            yield unquote_plus(value)


def _body(data: bytes) -> Iterator[str]:
    if not data or not may_name(data[:LARGEST]):
        return
    if data.lstrip()[:1] in (b"{", b"["):
        try:
            yield from _values(msgspec.json.decode(data[:LARGEST]))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
        else:
            return
    yield from _text(data[:LOOSE].decode("utf-8", "replace"))


def _text(text: str) -> Iterator[str]:
    if "=" in text and not text.lstrip().startswith(("<", "-")):
        yield from _form(text.strip())
    for pattern in _LOOSE:
        for name, value in pattern.findall(text):
            if is_secret(name):
                yield value


def _values(value: Any, depth: int = 0) -> Iterator[str]:
    """The secrets of a JSON value: under secret names, in rows of {key, value}, in texts that are URLs or bodies."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        yield from _row(value)
        for name, item in value.items():
            if isinstance(item, str | int):
                yield from _under(name, item)
            yield from _values(item, depth + 1)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _values(item, depth + 1)
    elif isinstance(value, str):
        yield from _leaf(value)


def _row(row: dict[str, Any]) -> Iterator[str]:
    if "value" in row:
        name = row.get("key", row.get("name"))
        if row.get("type") == "secret":
            yield from _plain(row["value"])
        elif isinstance(name, str):
            yield from _under(name, row["value"])
    if row.get("type") == "apikey":
        yield from _api_key(row.get("apikey"))


def _api_key(entries: Any) -> Iterator[str]:
    """Postman's apikey auth keeps the secret under the bare name `value`."""
    if isinstance(entries, dict):
        yield from _plain(entries.get("value"))
    elif isinstance(entries, list):
        for entry in entries:
            if isinstance(entry, dict) and entry.get("key") == "value":
                yield from _plain(entry.get("value"))


def _leaf(text: str) -> Iterator[str]:
    if "://" in text[:12]:
        yield from in_url(text)
    elif len(text) > 12 and text.lstrip()[:1] in ("{", "[") and "{{" not in text[:2]:
        yield from _body(text.encode("utf-8", "replace"))
    elif '"' in text and "(" in text:
        yield from (value for name, value in _ARGUMENT.findall(text[:LOOSE]) if is_secret(name))
