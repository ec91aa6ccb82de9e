"""A collection as written: folders and steps whose values still hold {{variables}}."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.model.variable import Variable


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """Source that listens to one event of a step."""

    id: str
    listen: str
    """prerequest or test."""
    source: str
    enabled: bool = True
    packages: dict[str, Any] | None = None

    @property
    def blank(self) -> bool:
        """Whether there is nothing in it to run."""
        return not self.source.strip()


class Auth(msgspec.Struct, frozen=True, kw_only=True):
    """How a request proves who sends it. `params` as written, by key; the last enabled duplicate has won."""

    type: str
    params: dict[str, Any] = {}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a table: query parameter, header, form field, path variable. A query without `=` has the value None."""

    key: str | None = None
    value: Any = None
    enabled: bool = True
    description: str = ""
    type: str = ""
    """text or file, in form-data."""
    src: str | tuple[str, ...] | None = None
    content_type: str = ""
    file_name: str | None = None


class UrlTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A URL in Postman's parts, none of them encoded or resolved."""

    protocol: str | None = None
    auth: tuple[str, str | None] | None = None
    """User and password before the @."""
    host: tuple[str, ...] = ()
    port: str | None = None
    path: tuple[str, ...] | None = None
    """Segments after the first slash; None where there is no path at all."""
    query: tuple[Entry, ...] = ()
    hash: str | None = None
    variables: tuple[Entry, ...] = ()
    """Path variables, for segments such as `:id`."""


class BodyTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A request body in one of Postman's modes: raw, urlencoded, formdata, file, graphql."""

    mode: str
    enabled: bool = True
    raw: str = ""
    language: str | None = None
    """json, xml, html, javascript or text; None where the collection does not say."""
    urlencoded: tuple[Entry, ...] = ()
    formdata: tuple[Entry, ...] = ()
    src: str | None = None
    content: str | None = None
    """Base64 of a file's content, where it is inside the collection."""
    graphql: dict[str, Any] = {}
    """query, variables, operationName as written."""


class RequestTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A request as written."""

    method: str = "GET"
    url: UrlTemplate = UrlTemplate()
    headers: tuple[Entry, ...] = ()
    body: BodyTemplate | None = None
    auth: Auth | None = None
    description: str = ""
    proxy: dict[str, Any] | None = None
    certificate: dict[str, Any] | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One request of a collection, with its scripts."""

    id: str
    name: str
    request: RequestTemplate
    scripts: tuple[Script, ...] = ()
    settings: dict[str, Any] = {}
    """protocolProfileBehavior, by Postman's names."""
    variables: tuple[Variable, ...] = ()
    description: str = ""
    examples: tuple[dict[str, Any], ...] = ()
    """Saved responses, in Postman's v2.1 structure."""


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """Steps that share auth, scripts and settings."""

    id: str
    name: str
    items: tuple[Folder | Step, ...] = ()
    scripts: tuple[Script, ...] = ()
    auth: Auth | None = None
    variables: tuple[Variable, ...] = ()
    settings: dict[str, Any] = {}
    description: str = ""


class Suite(msgspec.Struct, frozen=True, kw_only=True):
    """A whole collection, and what its reader had to say about it."""

    id: str
    name: str
    items: tuple[Folder | Step, ...] = ()
    scripts: tuple[Script, ...] = ()
    auth: Auth | None = None
    variables: tuple[Variable, ...] = ()
    settings: dict[str, Any] = {}
    description: str = ""
    version: str = ""
    """1.0, 2.0, 2.1 or 3.0, as it was read."""
    info: dict[str, Any] = {}
    warnings: tuple[str, ...] = ()
    """Sentences for the person who runs it: deprecations, what was skipped or guessed."""
