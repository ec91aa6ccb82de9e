"""Bytes of an input by the name that a person gave it: a file, a URL, or a Postman UID."""

from __future__ import annotations

import asyncio
import difflib
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from assay.model.errors import InputError
from assay.model.exchange import Exchange, Unanswered
from assay.model.http import Delivery, Header, Request
from assay.version import __version__

LIMIT = 256 * 1024 * 1024
"""Bytes of one input."""
MAX_HOPS = 10
POSTMAN_API = "https://api.postman.com"
POSTMAN_HOSTS = frozenset({"api.postman.com", "api.getpostman.com"})
PATHS = {"collection": "collections", "environment": "environments"}
UID = re.compile(r"[0-9a-z]+-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
"""Owner and id of something in Postman's cloud."""


class Fetched(NamedTuple):
    """The bytes of an input and the name to call it by in errors."""

    data: bytes
    name: str


def fetch(location: str, *, kind: str, api_key: str | None = None) -> Fetched:
    """Read an input; `kind` is what it is for: collection, environment, globals or iteration data.

    Raises InputError where it cannot be had.
    """
    if is_url(location):
        return fetch_url(location, kind, api_key)
    if api_key and kind in PATHS and UID.fullmatch(location) and not Path(location).exists():
        return fetch_url(f"{POSTMAN_API}/{PATHS[kind]}/{location}", kind, api_key)
    return Fetched(read_file(location, kind), location)


def is_url(location: str) -> bool:
    """Whether a location is on the network."""
    return location.startswith(("http://", "https://"))


def read_file(location: str, kind: str) -> bytes:
    """The bytes of a file."""
    path = Path(location)
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except FileNotFoundError:
        raise InputError(f"{kind} could not be loaded: no such file", where=location, remedy=nearest(path)) from None
    except IsADirectoryError:
        raise InputError(
            f"{kind} could not be loaded: this is a folder", where=location, remedy="Name a file."
        ) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise InputError(f"{kind} could not be loaded: {reason}", where=location) from None
    if len(data) > LIMIT:
        raise InputError(f"{kind} is larger than {LIMIT // 1024**2} MB", where=location)
    return data


def nearest(path: Path) -> str:
    """The file beside the missing one whose name is most like it."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return "Check the path."
    near = difflib.get_close_matches(path.name, names, 1)
    return f"Did you mean {path.parent / near[0]}?" if near else "Check the path."


def fetch_url(location: str, kind: str, api_key: str | None) -> Fetched:
    """The body of a 200 answer."""
    url, key = without_key(location, api_key)
    headers = [Header("Accept", "application/json, */*"), Header("User-Agent", f"assay/{__version__}")]
    if key:
        headers.append(Header("X-Api-Key", key))
    exchange = asyncio.run(get(url, tuple(headers)))
    if isinstance(exchange.outcome, Unanswered):
        raise InputError(f"{kind} could not be fetched: {exchange.outcome.reason}", where=url, remedy="Check the URL.")
    response = exchange.outcome.response
    if response.status != 200:
        what = f"{kind} could not be fetched: the server answered {response.status} {response.reason}".rstrip()
        remedy = "Give --postman-api-key." if response.status in (401, 403) and not key else "Check the URL."
        raise InputError(what, where=url, remedy=remedy)
    return Fetched(response.body, url)


async def get(url: str, headers: tuple[Header, ...]) -> Exchange:
    """GET, following redirects within the origin's own headers only."""
    from assay.engine.url import origin, resolve_url
    from assay.transport.live import Live

    live = Live()
    try:
        for _ in range(MAX_HOPS):
            request = Request(id="fetch", method="GET", url=url, headers=headers, delivery=Delivery(max_body=LIMIT))
            exchange = await live(request)
            location = exchange.response.header("location") if exchange.response else None
            if location is None or exchange.response is None or not 300 <= exchange.response.status < 400:
                return exchange
            target = resolve_url(url, location)
            if origin(target) != origin(url):
                headers = tuple(header for header in headers if header.name != "X-Api-Key")
            url = target
        return exchange
    finally:
        await live.close()


def without_key(location: str, api_key: str | None) -> tuple[str, str | None]:
    """The URL without `?apikey=` where it is Postman's, and the key to send: keys do not belong into URLs."""
    parts = urlsplit(location)
    if parts.hostname not in POSTMAN_HOSTS:
        return location, None
    query = parse_qsl(parts.query, keep_blank_values=True)
    key = next((value for name, value in query if name == "apikey"), api_key)
    kept = urlencode([(name, value) for name, value in query if name != "apikey"])
    return urlunsplit(parts._replace(query=kept)), key
