"""A multipart/form-data body (RFC 7578), part by part as Postman's form-data library writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from assay.engine.content import EMPTY, Content, Encoding, content_type_of
from assay.engine.media_types import by_name
from assay.engine.octets import from_base64, utf8
from assay.formats.ecmascript import to_boolean, to_json_text
from assay.model.command import FileFacts
from assay.model.http import Body, BytesPart, FilePart
from assay.model.suite import Entry
from assay.model.world import World

_BOUNDARY = re.compile(r"multipart/form-data;.*boundary=(?:\"([^\"]+)\"|([^;]+))", re.DOTALL)
_OUTSIDE_LATIN1 = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_LINE_END = re.compile(r"[\r\n]")
_KEPT_IN_NAME = "-_.!~|`^"  # of what encodeURIComponent keeps or RFC 8187 allows


def encode_form(entries: tuple[Entry, ...], encoding: Encoding) -> Content:
    """The enabled fields as parts. A file that cannot be read is left out, beside a warning that says so."""
    warnings: list[str] = []
    fields = [field for entry in entries if entry.enabled for field in _fields(entry, encoding, warnings)]
    if not fields:
        return Content(warnings=tuple(warnings)) if warnings else EMPTY
    own = _BOUNDARY.match(content_type_of(encoding.headers) or "")
    boundary = (own[1] or own[2]) if own else new_boundary(encoding.world)
    return Content(
        parts=_joined(_pieces(fields, utf8(boundary))),
        content_type=f"multipart/form-data; boundary={boundary}",
        mode="formdata",
        boundary=boundary if own else None,
        warnings=tuple(warnings),
    )


def new_boundary(world: World) -> str:
    """26 dashes and 24 digits, as browsers once made them."""
    return "-" * 26 + "".join(str(world.chance.randrange(0, 10)) for _ in range(24))


Field = tuple[bytes, BytesPart | FilePart]
"""The head of a part, without its blank line, and its content."""


def _fields(entry: Entry, encoding: Encoding, warnings: list[str]) -> Iterator[Field]:
    if entry.type != "file":
        yield _field(entry, BytesPart(data=utf8(_text(entry.value))), name=entry.file_name, guess=(entry.file_name,))
    elif not entry.src and isinstance(entry.value, str) and entry.value:
        content = BytesPart(data=from_base64(entry.value))
        yield _field(entry, content, name=entry.file_name, guess=(entry.file_name,), is_file=True)
    elif not entry.src:
        warnings.append(_warning(entry, "missing file source"))
        yield _field(entry, BytesPart(data=b""), name=entry.file_name or "", guess=(entry.file_name,))
    else:
        yield from _files(entry, encoding, warnings)


def _files(entry: Entry, encoding: Encoding, warnings: list[str]) -> Iterator[Field]:
    for path in entry.src if isinstance(entry.src, tuple) else (entry.src or "",):
        found = encoding.files.get(path)
        if isinstance(found, FileFacts):
            name = _base_name(found.path) if entry.file_name is None else entry.file_name
            yield _field(entry, FilePart(path=found.path, size=found.size), name=name, guess=(path, name), is_file=True)
        else:
            warnings.append(_warning(entry, found.reason if found else "invalid or missing file source"))


def _warning(entry: Entry, reason: str) -> str:
    return f"Form param `{entry.key or ''}`, file load error: {reason}"


def _text(value: Any) -> str:
    """A field's value; in Postman what is false (0, null, "") is empty."""
    if isinstance(value, str):
        return value
    return to_json_text(value) if to_boolean(value) else ""


def _field(
    entry: Entry,
    content: BytesPart | FilePart,
    *,
    name: str | None,
    guess: tuple[str | None, ...],
    is_file: bool = False,
) -> Field:
    lines = [_disposition(entry.key or "", name)]
    kind = entry.content_type or _guessed(guess, is_file)
    if kind:
        lines.append(f"Content-Type: {kind}")
    return utf8("\r\n".join(_one_line(line) for line in lines)), content


def _guessed(names: tuple[str | None, ...], is_file: bool) -> str:
    known = next(filter(None, (by_name(name) for name in names if name)), None)
    return known or ("application/octet-stream" if is_file else "")


def _disposition(key: str, name: str | None) -> str:
    line = f'Content-Disposition: form-data; name="{key}"'
    if name is None:
        return line
    name = _base_name(name)
    line += f'; filename="{name}"'
    return (
        line
        if not _OUTSIDE_LATIN1.search(name)
        else f"{line}; filename*=UTF-8''{quote(utf8(name), safe=_KEPT_IN_NAME)}"
    )


def _base_name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _one_line(line: str) -> str:
    """A line end inside of a name would begin a header of its own: it is escaped (HTML, 4.10.21.8)."""
    return _LINE_END.sub(lambda end: f"%{ord(end.group()):02X}", line)


def _pieces(fields: list[Field], boundary: bytes) -> Iterator[BytesPart | FilePart]:
    for head, content in fields:
        yield BytesPart(data=b"--%b\r\n%b\r\n\r\n" % (boundary, head))
        yield content
        yield BytesPart(data=b"\r\n")
    yield BytesPart(data=b"--%b--\r\n" % boundary)


def _joined(pieces: Iterator[BytesPart | FilePart]) -> Body:
    """Neighbouring bytes as one part."""
    parts: list[BytesPart | FilePart] = []
    run: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, BytesPart):
            run.append(piece.data)
            continue
        parts += [BytesPart(data=b"".join(run)), piece]
        run = []
    return (*parts, BytesPart(data=b"".join(run)))
