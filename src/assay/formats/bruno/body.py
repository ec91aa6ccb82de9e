"""Bruno's bodies in Postman's modes, with the headers that they bring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from assay.formats.bruno.texts import to_postman
from assay.formats.ecmascript import to_string
from assay.model.suite import BodyTemplate, Entry

Json = dict[str, Any]
_LANGUAGES = {"json": "json", "text": "text", "xml": "xml", "sparql": "text"}
_MODES = {"form-urlencoded": "formUrlEncoded", "multipart-form": "multipartForm"}


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """A body, and the Content-Type that it has to be sent with where Postman would choose another."""

    template: BodyTemplate | None = None
    content_type: str = ""


def to_body(body: Any, warn: Callable[[str], None]) -> Body:
    """The body in the mode that is chosen."""
    told: Json = body if isinstance(body, dict) else {}
    mode = to_string(told.get("mode") or "none")
    mode = _MODES.get(mode, mode)
    if mode in _LANGUAGES:
        return _raw(mode, told)
    if mode == "graphql":
        return Body(template=BodyTemplate(mode="graphql", graphql=_graphql(told.get("graphql"))))
    if mode == "formUrlEncoded":
        return Body(template=BodyTemplate(mode="urlencoded", urlencoded=tuple(map(entry, objects(told.get(mode))))))
    if mode == "multipartForm":
        return Body(template=BodyTemplate(mode="formdata", formdata=tuple(map(_part, objects(told.get(mode))))))
    if mode == "file":
        return _file(objects(told.get("file")))
    if mode != "none":
        warn(f"the body of the kind {mode} is not kept")
    return Body()


def _raw(mode: str, told: Json) -> Body:
    text = to_postman(to_string(told.get(mode) or ""))
    kind = "application/sparql-query" if mode == "sparql" else ""
    if not text:
        return Body()
    return Body(template=BodyTemplate(mode="raw", raw=text, language=_LANGUAGES[mode]), content_type=kind)


def _graphql(value: Any) -> Json:
    told = value if isinstance(value, dict) else {}
    found = {key: to_postman(to_string(told.get(key) or "")) for key in ("query", "variables")}
    return {key: text for key, text in found.items() if text or key == "query"}


def _file(rows: list[Json]) -> Body:
    chosen = next((row for row in rows if row.get("selected") is True), None)
    if chosen is None:
        return Body()
    path = to_postman(to_string(chosen.get("filePath") or ""))
    return Body(template=BodyTemplate(mode="file", src=path), content_type=to_string(chosen.get("contentType") or ""))


def _part(row: Json) -> Entry:
    found = msgspec.structs.replace(entry(row), type="text", content_type=to_string(row.get("contentType") or ""))
    if row.get("type") != "file":
        return found
    value = row.get("value")
    paths = [to_postman(to_string(one)) for one in (value if isinstance(value, list) else [value]) if one]
    return msgspec.structs.replace(found, type="file", value="", src=paths[0] if len(paths) == 1 else tuple(paths))


def entry(row: Json) -> Entry:
    """A row of any table."""
    value, description = row.get("value"), row.get("description")
    return Entry(
        key=to_postman(to_string(row.get("name") if row.get("name") is not None else "")),
        value=to_postman("" if value is None else to_string(value)),
        enabled=row.get("enabled") is not False,
        description=description if isinstance(description, str) else "",
    )


def objects(value: Any) -> list[Json]:
    """The objects of a list; none where it is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
