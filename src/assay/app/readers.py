"""The formats that can be read, and how a text or folder is recognised as one of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from assay.formats.document import Document
from assay.model.errors import InputError, UsageError

_START = 64 * 1024
"""Bytes of a file that are looked at to recognise it."""


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """A format that can be read. Functions are named as `module:function` and imported when they are needed.

    `read(data, name=…)` gives a Document or a Suite; `mark(start)` tells whether a text that begins so is one.
    A format of folders has `read_folder(path)` and `is_folder(path)` beside it, or alone.
    """

    name: str
    title: str
    suffixes: tuple[str, ...] = ()
    read: str = ""
    mark: Callable[[bytes], bool] | None = None
    beside: tuple[str, ...] = ()
    """Files that may lie beside it, by their paths from its folder; `read` takes them as `beside`."""
    read_folder: str = ""
    is_folder: Callable[[Path], bool] | None = None


def function(place: str) -> Callable[..., Any]:
    """What stands at `module:name`, imported now."""
    module, _, name = place.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


def _is_har(start: bytes) -> bool:
    return _is_json(start) and b'"log"' in start[:2048] and (b'"creator"' in start or b'"entries"' in start)


def _is_openapi(start: bytes) -> bool:
    if _is_json(start):
        return (b'"openapi"' in start or b'"swagger"' in start) and b'"info"' in start and b'"item"' not in start
    return any(line.startswith((b"openapi:", b"swagger:")) for line in start.splitlines())


def _is_json(start: bytes) -> bool:
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def _is_curl(start: bytes) -> bool:
    lines = [line.strip() for line in start.splitlines()[:500]]
    return any(line.startswith((b"curl ", b"$ curl ", b"curl.exe ")) for line in lines)


def _is_http_file(start: bytes) -> bool:
    found: bool = function("assay.formats.http_file:looks_like_requests")(start)
    return found


def _is_bruno(start: bytes) -> bool:
    found: bool = function("assay.formats.bruno.recognise:looks_like_bruno")(start)
    return found


def _is_bruno_folder(path: Path) -> bool:
    found: bool = function("assay.app.bruno_folder:is_bruno_folder")(path)
    return found


def _is_insomnia(start: bytes) -> bool:
    found: bool = function("assay.formats.insomnia.recognise:looks_like_insomnia")(start)
    return found


def _is_hurl(start: bytes) -> bool:
    found: bool = function("assay.formats.hurl.recognise:looks_like_hurl")(start)
    return found


def _is_table(start: bytes) -> bool:
    found: bool = function("assay.formats.case_table:holds_cases")(start, name="")
    return found


def _is_postman(start: bytes) -> bool:
    return _is_json(start) or start.lstrip()[:1] == b"[" or b"$kind" in start[:4096]


def _is_v3_folder(path: Path) -> bool:
    return (path / ".resources").is_dir() or (path / "postman" / "collections").is_dir()


READERS: tuple[Reader, ...] = (
    Reader(
        name="insomnia", title="Insomnia export", read="assay.formats.insomnia.read:read_insomnia", mark=_is_insomnia
    ),
    Reader(
        name="bruno",
        title="Bruno collection",
        suffixes=(".bru",),
        read="assay.formats.bruno.read:read_bruno",
        mark=_is_bruno,
        read_folder="assay.app.bruno_folder:load_bruno",
        is_folder=_is_bruno_folder,
    ),
    Reader(name="har", title="HTTP archive", suffixes=(".har",), read="assay.formats.har:read_har", mark=_is_har),
    Reader(
        name="openapi",
        title="OpenAPI document",
        suffixes=(".yaml", ".yml"),
        read="assay.app.readers:contract_document",
        mark=_is_openapi,
    ),
    Reader(
        name="postman",
        title="Postman collection",
        suffixes=(".json", ".postman_collection"),
        read="assay.formats.postman:read_collection",
        mark=_is_postman,
        read_folder="assay.app.inputs:load_folder",
        is_folder=_is_v3_folder,
    ),
    Reader(
        name="curl",
        title="curl commands",
        suffixes=(".sh", ".curl", ".bash"),
        read="assay.formats.curl.read:read_curl",
        mark=_is_curl,
    ),
    Reader(
        name="hurl", title="Hurl file", suffixes=(".hurl",), read="assay.formats.hurl.read:read_hurl", mark=_is_hurl
    ),
    Reader(
        name="http",
        title=".http file",
        suffixes=(".http", ".rest"),
        read="assay.formats.http_file:read_http_file",
        beside=("http-client.env.json", "http-client.private.env.json", ".vscode/settings.json"),
        mark=_is_http_file,
    ),
    Reader(
        name="table",
        title="case table",
        suffixes=(".md", ".markdown", ".csv", ".tsv"),
        read="assay.formats.case_table:read_case_table",
        mark=_is_table,
    ),
)
"""In the order in which they are tried; where none knows the content, the name's ending tells."""


def recognise(data: bytes, name: str) -> Reader | None:
    """The format of a text: by an ending that belongs to one only, by what is in it, by any ending."""
    suffix = Path(name.partition("?")[0]).suffix.lower()
    start = data[:_START]
    if suffix in (".har", ".http", ".rest", ".csv", ".tsv", ".hurl", ".bru"):
        return next(reader for reader in READERS if suffix in reader.suffixes)
    for reader in READERS:
        if reader.mark is not None and reader.mark(start):
            return reader
    return next((reader for reader in READERS if suffix in reader.suffixes), None)


def reader_named(name: str) -> Reader:
    """The format by its name. Raises UsageError."""
    known = [reader.name for reader in READERS]
    if name not in known:
        raise UsageError(
            f"{name!r} is no format that can be read", where="--from", remedy=f"It can be: {', '.join(known)}."
        )
    return READERS[known.index(name)]


def read_document(data: bytes, *, name: str, reader: Reader) -> Document:
    """The document, read as a format, with what lies beside it where it is a file. Raises InputError."""
    if not reader.read:
        raise InputError(f"A {reader.title} is a folder, and this is a file.", where=name)
    told = {"beside": _beside(Path(name), reader.beside)} if reader.beside else {}
    found = function(reader.read)(data, name=name, **told)
    return found if isinstance(found, Document) else Document(suite=found)


def contract_document(data: bytes, *, name: str) -> Document:
    """A contract as a collection; files that it refers to are read where it is a file itself."""
    from assay.app.contracts import load_contract
    from assay.formats.openapi import read_openapi, to_document

    path = Path(name)
    return to_document(load_contract(path) if path.is_file() else read_openapi({name: data}, name))


def _beside(path: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    from assay.app.fetching import read_file

    there = {name: path.parent / name for name in names}
    return {name: read_file(str(file), "environment") for name, file in there.items() if file.is_file()}
