"""A mapping: which requests it is for, what it answers, and what that does to the state of a scenario."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.model.stub.matcher import Matcher
from assay.model.stub.reply import Delay, Reply

LOWEST = 5
"""The priority of a mapping that names none; 1 goes first. Of equals, the one that was added last."""
STARTED = "Started"
"""The state in which every scenario begins."""


class MultipartPattern(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a multipart body: some part, or each one, fits."""

    name: Matcher | None = None
    filename: Matcher | None = None
    headers: dict[str, Matcher] = {}
    body: tuple[Matcher, ...] = ()
    every: bool = False


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """What the URL has to be. `kind` is any, url, url_pattern, path, path_pattern or path_template."""

    kind: str = "any"
    text: str = ""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a request has to be; what is left out fits anything."""

    method: str = "ANY"
    """A method, ANY, or a list as `GET|HEAD`; `!GET` is any but that one."""
    address: Address = Address()
    path_parameters: dict[str, Matcher] = {}
    query: dict[str, Matcher] = {}
    headers: dict[str, Matcher] = {}
    cookies: dict[str, Matcher] = {}
    form: dict[str, Matcher] = {}
    body: tuple[Matcher, ...] = ()
    multipart: tuple[MultipartPattern, ...] = ()
    basic_auth: tuple[str, str] | None = None
    scheme: str = ""
    host: Matcher | None = None
    port: int | None = None
    client: Matcher | None = None


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook: a request that is sent once the answer is out. Its texts may be templates."""

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: Delay | None = None
    settings: dict[str, Any] = {}


class RateLimit(msgspec.Struct, frozen=True, kw_only=True):
    """So many requests in so many seconds; one more gets `reply`."""

    requests: int
    seconds: float
    reply: Reply


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """One request pattern with its answer."""

    id: str
    """A UUID."""
    name: str = ""
    priority: int = LOWEST
    when: Expected = Expected()
    replies: tuple[Reply, ...] = (Reply(),)
    """More than one is a sequence: one after the other, and then the last one again, or all over where it `repeats`."""
    repeats: bool = False
    scenario: str = ""
    state: str = ""
    """The state that the scenario has to be in; empty: any."""
    next_state: str = ""
    hooks: tuple[Hook, ...] = ()
    limit: RateLimit | None = None
    metadata: dict[str, Any] = {}
    persistent: bool = False
    """It is written to the folder of mappings."""
    source: str = ""
    """Where it stands, for messages: file and line, or file and place in it."""
    raw: Any = None
    """As it was given, where a format wants it back unchanged (`/__admin/mappings`)."""
