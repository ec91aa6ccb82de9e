"""A body in bytes, in each of Postman's modes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from assay.engine.behavior import Behavior
from assay.engine.content import EMPTY, FORM, Content, Encoding, Files, content_type_of
from assay.engine.json_comments import strip_comments
from assay.engine.media_types import by_name
from assay.engine.multipart import encode_form
from assay.engine.object_order import in_object_order
from assay.engine.octets import from_base64, utf8
from assay.formats.ecmascript import number_text, to_json_text, to_string
from assay.model.command import FileFacts
from assay.model.http import Body, BytesPart, FilePart
from assay.model.suite import BodyTemplate, Entry
from assay.model.world import World

WITHOUT_BODY = frozenset({"GET", "COPY", "HEAD", "PURGE", "UNLOCK"})
"""Methods whose body is left out, unless the setting disableBodyPruning keeps it."""
_LANGUAGES = {
    "html": "text/html",
    "text": "text/plain",
    "json": "application/json",
    "javascript": "application/javascript",
    "xml": "application/xml",
}
_JSON_TYPE = re.compile(r"application/(?:\S+\+)?json")


def needed_files(body: BodyTemplate | None) -> tuple[str, ...]:
    """The paths that have to be looked at before the body can be encoded, each once."""
    if body is None or not body.enabled:
        return ()
    if body.mode == "file":
        return (body.src,) if body.src else ()
    if body.mode != "formdata":
        return ()
    return tuple(dict.fromkeys(path for entry in body.formdata for path in _paths(entry)))


def _paths(entry: Entry) -> tuple[str, ...]:
    if entry.type != "file" or not entry.enabled or not entry.src:
        return ()
    return tuple(filter(None, entry.src)) if isinstance(entry.src, tuple) else (entry.src,)


def encode_body(
    body: BodyTemplate | None,
    *,
    method: str,
    behavior: Behavior,
    files: Files,
    world: World,
    headers: tuple[Entry, ...] = (),
) -> Content:
    """The body of a resolved request. `headers` are the request's: their Content-Type may name JSON or a boundary."""
    if body is None or not body.enabled:
        return EMPTY
    encoder = _ENCODERS.get(body.mode)
    encoding = Encoding(files=files, world=world, headers=headers)
    content = encoder(body, encoding) if encoder else EMPTY
    if content.mode and method.upper() in WITHOUT_BODY and not behavior.disable_body_pruning:
        return Content(warnings=content.warnings)
    return content


def _raw(body: BodyTemplate, encoding: Encoding) -> Content:
    if not body.raw:
        return EMPTY
    text = strip_comments(body.raw) if _is_json(body, encoding) else body.raw
    return Content(
        parts=_bytes(utf8(text)),
        content_type=_LANGUAGES.get(body.language or "text", "text/plain"),
        mode="raw",
        language=body.language,
    )


def _is_json(body: BodyTemplate, encoding: Encoding) -> bool:
    if body.language:
        return body.language == "json"
    declared = content_type_of(encoding.headers)
    return bool(declared and _JSON_TYPE.match(declared))


def _graphql(body: BodyTemplate, _encoding: Encoding) -> Content:
    return Content(parts=_bytes(utf8(_graphql_text(body.graphql))), content_type="application/json", mode="graphql")


def _graphql_text(content: dict[str, Any]) -> str:
    """Variables that are a text are sent as the JSON that they are taken for, good or not."""
    names = ("query", "operationName", "variables")
    if not isinstance(content.get("variables"), str):
        return to_json_text({name: content[name] for name in names if name in content})
    members = [f'"{name}":{to_json_text(content[name])}' for name in names[:2] if isinstance(content.get(name), str)]
    if content["variables"]:
        members.append(f'"variables":{content["variables"]}')
    return "{" + ",".join(members) + "}"


def _file(body: BodyTemplate, encoding: Encoding) -> Content:
    if not body.src and body.content:
        return Content(parts=_bytes(from_base64(body.content)), mode="file")
    found = encoding.files.get(body.src) if body.src else None
    if isinstance(found, FileFacts):
        kind = by_name(found.path) or "application/octet-stream"
        return Content(parts=(FilePart(path=found.path, size=found.size),), content_type=kind, mode="file")
    reason = found.reason if found else "invalid or missing file source"
    return Content(warnings=(f"Binary file load error: {reason}",))


def _urlencoded(body: BodyTemplate, _encoding: Encoding) -> Content:
    rows = [(to_string(entry.key), entry.value) for entry in body.urlencoded if entry.enabled]
    text = urlencoded_text(rows)
    if not text:
        return EMPTY
    form = tuple((key, _field_text(value)) for key, value in rows)
    return Content(parts=_bytes(text.encode()), content_type=FORM, mode="urlencoded", form=form)


def urlencoded_text(rows: list[tuple[str, Any]]) -> str:
    """Fields as Postman sends them: those of one name stand together, names that are numbers come first."""
    fields: dict[str, list[Any]] = {}
    for key, value in rows:
        fields.setdefault(key, []).extend(value if isinstance(value, list) else [value])
    return "&".join(
        f"{_quoted(key)}={_quoted(_field_text(value))}" for key in in_object_order(fields) for value in fields[key]
    )


def _quoted(text: str) -> str:
    return text if text.isalnum() and text.isascii() else quote(utf8(text), safe="")


def _field_text(value: Any) -> str:
    """A value of a field; what is neither text, number nor boolean is sent empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, int | float) and abs(value) < float("inf") else ""


def _bytes(data: bytes) -> Body:
    return (BytesPart(data=data),) if data else ()


_ENCODERS: dict[str, Callable[[BodyTemplate, Encoding], Content]] = {
    "raw": _raw,
    "graphql": _graphql,
    "file": _file,
    "urlencoded": _urlencoded,
    "formdata": lambda body, encoding: encode_form(body.formdata, encoding),
}


__all__ = ["Content", "encode_body", "needed_files", "urlencoded_text"]
