"""What stands in a Hurl file, piece by piece, with {{variables}} as Postman writes them."""

from __future__ import annotations

import msgspec


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """A regular expression, between slashes or quotes."""

    source: str


class Octets(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes, written as hex or base64."""

    data: bytes


class File(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a file."""

    path: str


class Placeholder(msgspec.Struct, frozen=True, kw_only=True):
    """A variable with the type that it has, not made text."""

    name: str


Value = str | int | float | bool | None | Pattern | Octets | File | Placeholder
"""What an assert compares with."""


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """One step that a value goes through."""

    name: str
    arguments: tuple[str | int | Pattern, ...] = ()


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken from an answer. `text` is the query with its filters as written."""

    kind: str
    argument: str | Pattern = ""
    filters: tuple[Filter, ...] = ()
    text: str = ""


class Predicate(msgspec.Struct, frozen=True, kw_only=True):
    """What a value must be; `name` in the words of today's Hurl."""

    name: str
    negated: bool = False
    value: Value = None


class Assert(msgspec.Struct, frozen=True, kw_only=True):
    """A line of [Asserts]."""

    line: int
    query: Query
    predicate: Predicate
    text: str


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """A line of [Captures]."""

    line: int
    name: str
    query: Query
    secret: bool = False


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A name and a value, at a line."""

    line: int
    name: str
    value: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A field of [Multipart]; one with a path is a file."""

    name: str
    value: str = ""
    path: str | None = None
    content_type: str = ""


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """A body: `kind` is json, xml, text, graphql, bytes or file."""

    kind: str
    text: str = ""
    variables: str = ""
    """JSON, beside a GraphQL query."""
    data: bytes = b""
    path: str = ""


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer must be. The status is None where any will do; the version is empty where any will do."""

    line: int
    version: str = ""
    status: int | None = None
    headers: tuple[Row, ...] = ()
    captures: tuple[Capture, ...] = ()
    asserts: tuple[Assert, ...] = ()
    body: Body | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One request, and what its answer must be."""

    line: int
    method: str
    url: str
    comments: tuple[str, ...] = ()
    headers: tuple[Row, ...] = ()
    query: tuple[Row, ...] = ()
    form: tuple[Row, ...] = ()
    multipart: tuple[Part, ...] = ()
    cookies: tuple[Row, ...] = ()
    login: Row | None = None
    options: tuple[Row, ...] = ()
    body: Body | None = None
    response: Response | None = None
