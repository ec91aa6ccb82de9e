"""Writes a request as a person would in Postman: variables in their places, noise gone, JSON easy to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from assay.draft.address import Address, decoded
from assay.draft.anatomy import Anatomy, Locator
from assay.draft.content import Content, FileContent, FormContent, FormRow, JsonContent, Number, PartsContent
from assay.draft.credentials import Credentials
from assay.formats.postman.url import parse_url
from assay.model.suite import Auth, BodyTemplate, Entry, RequestTemplate

Texts = Mapping[Locator, tuple[tuple[str, str], ...]]


class Rendering:
    """One request and what the plan says of its slots."""

    def __init__(self, parts: Anatomy, texts: Texts, carried: frozenset[Locator], base: str) -> None:
        self.parts = parts
        self.texts = texts
        self.carried = carried
        self.base = base
        """`{{base_url}}`, and the base URL that it stands for is gone from the path."""

    def request(self, segments: tuple[str, ...], description: str, *, inherits: bool) -> RequestTemplate:
        """The request; `segments` are those below the base URL. Where credentials are inherited, none are said so."""
        parts = self.parts
        return RequestTemplate(
            method=parts.method,
            url=parse_url(self._url(segments)),
            headers=tuple(self._headers()),
            body=self._body(parts.content),
            auth=self._auth(parts.credentials, inherits=inherits),
            description=description,
        )

    def filled(self, where: Locator, value: str) -> str:
        """A value with variables in their places."""
        for stretch, text in self.texts.get(where, ()):
            value = text if value == stretch else value.replace(stretch, text)
        return value

    def _url(self, segments: tuple[str, ...]) -> str:
        address = self.parts.address
        first = len(address.segments) - len(segments)
        path = "".join("/" + self._segment(first + i, one) for i, one in enumerate(segments))
        rows = [self._query_row(i, name, text) for i, (name, text) in self._own_query(address)]
        return self.base + path + ("?" + "&".join(rows) if rows else "")

    def _own_query(self, address: Address) -> list[tuple[int, tuple[str, str | None]]]:
        taken = self.parts.credentials.query if self.parts.credentials else ""
        return [(i, row) for i, row in enumerate(address.query) if not taken or row[0] != taken]

    def _segment(self, index: int, text: str) -> str:
        """As it was sent, where nothing takes its place."""
        where: Locator = ("path", index)
        return self._part(self.filled(where, unquote(text))) if where in self.texts else text

    def _query_row(self, index: int, name: str, text: str | None) -> str:
        where: Locator = ("query", index)
        if text is None:
            return name
        return f"{name}={self._part(self.filled(where, decoded(text)))}" if where in self.texts else f"{name}={text}"

    def _part(self, text: str) -> str:
        """Encoded around its variables."""
        pieces = text.replace("{{", "\0{{").replace("}}", "}}\0").split("\0")
        return "".join(one if one.startswith("{{") else quote(one, safe="~:@!$'()*,;=-._") for one in pieces)

    def _headers(self) -> list[Entry]:
        rows = [Entry(key=row.name, value=self.filled(("header", i), row.value)) for i, row in self._rows()]
        cookies = [
            f"{row.name}={self.filled(('cookie', i), row.value)}"
            for i, row in enumerate(self.parts.cookies)
            if ("cookie", i) not in self.carried
        ]
        return [*rows, Entry(key="Cookie", value="; ".join(cookies))] if cookies else rows

    def _rows(self) -> list[tuple[int, Any]]:
        return list(enumerate(self.parts.headers))

    def _auth(self, credentials: Credentials | None, *, inherits: bool) -> Auth | None:
        if credentials is None:
            return Auth(type="noauth") if inherits else None
        values = {key: self.filled(("auth", key), text) for key, text in credentials.values.items()}
        return Auth(type=credentials.type, params={**credentials.fixed, **values})

    def _body(self, content: Content | None) -> BodyTemplate | None:
        match content:
            case None:
                return None
            case JsonContent():
                text = self._json(content.value, ("body",), "")
                return BodyTemplate(mode="raw", raw=text, language="json")
            case FormContent():
                rows = tuple(Entry(key=row.name, value=self.filled(("form", i), row.value)) for i, row in self._form())
                return BodyTemplate(mode="urlencoded", urlencoded=rows)
            case PartsContent():
                return BodyTemplate(mode="formdata", formdata=tuple(self._field(i, row) for i, row in self._form()))
            case FileContent():
                return BodyTemplate(mode="file", src=content.path or None)
        return BodyTemplate(mode="raw", raw=self.filled(("raw",), content.text), language=content.language)

    def _form(self) -> list[tuple[int, FormRow]]:
        content = self.parts.content
        return list(enumerate(content.rows)) if isinstance(content, FormContent | PartsContent) else []

    def _field(self, index: int, row: FormRow) -> Entry:
        if row.files:
            src = row.files[0] if len(row.files) == 1 else row.files
            return Entry(key=row.name, type="file", src=src, content_type=row.type, file_name=row.file_name)
        return Entry(key=row.name, value=self.filled(("form", index), row.value), type="text", content_type=row.type)

    def _json(self, value: Any, where: Locator, indent: str) -> str:
        inner = indent + "  "
        match value:
            case dict() if value:
                rows = [f"{inner}{_text(key)}: {self._json(one, (*where, key), inner)}" for key, one in value.items()]
                return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
            case list() if value:
                rows = [inner + self._json(one, (*where, i), inner) for i, one in enumerate(value)]
                return "[\n" + ",\n".join(rows) + f"\n{indent}]"
            case str():
                return _text(self.filled(where, value))
            case bool() | None | dict() | list():
                return json.dumps(value)
            case Number():
                return self.filled(where, value.text)
        return self.filled(where, str(value))


def _text(value: str) -> str:
    """A JSON string; half of a surrogate pair stays an escape, since no file can hold it otherwise."""
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if any("\ud800" <= one <= "\udfff" for one in text) else text


def settings_of(parts: Anatomy) -> dict[str, Any]:
    """What curl was told of redirects and TLS, in Postman's words (protocolProfileBehavior)."""
    options = parts.call.transfer.options
    settings: dict[str, Any] = {}
    if 300 <= parts.call.status < 400 and parts.call.status != 304:  # with -L too: in a circle, this one stands
        settings["followRedirects"] = False
    if options.get("location-trusted"):
        settings["followAuthorizationHeader"] = True
    if any(options.get(f"post{code}") for code in (301, 302, 303)):
        settings["followOriginalHttpMethod"] = True
    if options.get("insecure"):
        settings["strictSSL"] = False
    if parts.method in ("GET", "HEAD") and parts.content is not None:
        settings["disableBodyPruning"] = True
    return settings
