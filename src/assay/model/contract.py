"""What an API promises, as its OpenAPI document says it: operations with their parameters, bodies and answers."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Schema = dict[str, Any] | bool
"""A JSON Schema (2020-12 in meaning, also where the document was OpenAPI 2 or 3.0), every `$ref` inside the document
turned into `#/$defs/NAME` of `Contract.definitions`."""

Place = Literal["path", "query", "header", "cookie"]


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A path, query, header or cookie parameter."""

    name: str
    place: Place
    required: bool = False
    schema: Schema = True
    style: str = ""
    """form, simple, label, matrix, spaceDelimited, pipeDelimited, deepObject, or tabDelimited (OpenAPI 2)."""
    explode: bool = True
    media: str = ""
    """Where the value is a text of this media type (OpenAPI's `content`) instead of one written by `style`."""
    examples: tuple[Any, ...] = ()
    description: str = ""
    deprecated: bool = False


class Media(msgspec.Struct, frozen=True, kw_only=True):
    """What a body of one media type holds."""

    type: str
    schema: Schema = True
    examples: tuple[Any, ...] = ()
    parts: dict[str, tuple[str, ...]] = {}
    """Of a form, by field: the media types that its part may have, where they are declared."""


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """A request body."""

    required: bool = False
    media: tuple[Media, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A declared answer. `status` is `200`, `4XX` or `default`."""

    status: str
    description: str = ""
    media: tuple[Media, ...] = ()
    headers: tuple[Parameter, ...] = ()


class SecurityScheme(msgspec.Struct, frozen=True, kw_only=True):
    """How a caller proves who it is."""

    name: str
    type: str
    """http, apiKey, oauth2, openIdConnect or mutualTLS."""
    scheme: str = ""
    """With http: bearer, basic, digest, … in lower case."""
    place: str = ""
    """With apiKey: header, query or cookie."""
    key: str = ""
    """With apiKey: the name of the header, parameter or cookie."""
    flow: str = ""
    """With oauth2: clientCredentials, password, authorizationCode or implicit; the first of these that is declared."""
    token_url: str = ""
    authorization_url: str = ""
    scopes: tuple[str, ...] = ()


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one path."""

    method: str
    path: str
    """The template, as `/v1/users/{id}`, without the server's own path."""
    id: str = ""
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    answers: tuple[Answer, ...] = ()
    security: tuple[tuple[str, ...], ...] | None = None
    """Alternatives, each the names of schemes that are wanted together; an empty alternative means that none is;
    None where the document says nothing."""
    scopes: tuple[tuple[str, ...], ...] = ()
    """The scopes that each alternative of `security` wants, all of them together."""
    deprecated: bool = False
    servers: tuple[str, ...] = ()
    """Its own, where it is not found at those of the document."""

    @property
    def name(self) -> str:
        """As it stands in findings: `GET /v1/users/{id}`."""
        return f"{self.method} {self.path}"


class Contract(msgspec.Struct, frozen=True, kw_only=True):
    """A whole document."""

    title: str = ""
    description: str = ""
    tags: dict[str, str] = {}
    """What the document says of each tag."""
    version: str = ""
    source: str = ""
    """The file that it was read from."""
    dialect: str = ""
    """2.0, 3.0 or 3.1, as the document says."""
    servers: tuple[str, ...] = ()
    """Absolute, or relative to where the document was found; variables replaced by their defaults."""
    operations: tuple[Operation, ...] = ()
    definitions: dict[str, Schema] = {}
    security_schemes: tuple[SecurityScheme, ...] = ()
    warnings: tuple[str, ...] = ()
    inferred: bool = False
    """Whether nobody declared it: it was read off traffic, and binds nobody."""
