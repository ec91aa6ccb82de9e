"""The formats that can be written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from assay.app.readers import function
from assay.formats.document import Document, Written
from assay.formats.postman import exported_json
from assay.model.errors import UsageError


class Writer(msgspec.Struct, frozen=True, kw_only=True):
    """A format that can be written: `write(document, options)` gives Written; the first file is the main one."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    write: Callable[[Document, Mapping[str, str]], Written]


def _postman(document: Document, options: Mapping[str, str]) -> Written:
    del options
    text = json.dumps(exported_json(document.suite), indent=2, ensure_ascii=False) + "\n"
    return Written(files={"collection.json": text.encode("utf-8", "replace")})


def _curl(document: Document, options: Mapping[str, str]) -> Written:
    del options
    written: Written = function("assay.formats.code.curl_script:write_curl_script")(
        document.suite, document.environments
    )
    return written


def _har(document: Document, options: Mapping[str, str]) -> Written:
    del options
    written: Written = function("assay.formats.har:write_har")(document.suite)
    return written


def _http(document: Document, options: Mapping[str, str]) -> Written:
    write = function("assay.formats.http_file:write_http_file")
    written: Written = write(document.suite, document.environments, dialect=options.get("dialect", "jetbrains"))
    return written


def _table(document: Document, options: Mapping[str, str]) -> Written:
    del options
    written: Written = function("assay.formats.case_table:write_case_table")(document.suite, kind="markdown")
    return written


def _csv(document: Document, options: Mapping[str, str]) -> Written:
    del options
    written: Written = function("assay.formats.case_table:write_case_table")(document.suite, kind="csv")
    return written


WRITERS: tuple[Writer, ...] = (
    Writer(name="postman", title="Postman collection v2.1", suffixes=(".json",), write=_postman),
    Writer(name="curl", title="shell script of curl commands", suffixes=(".sh", ".curl", ".bash"), write=_curl),
    Writer(name="har", title="HTTP archive", suffixes=(".har",), write=_har),
    Writer(name="http", title=".http file", suffixes=(".http", ".rest"), write=_http),
    Writer(name="table", title="case table in Markdown", suffixes=(".md", ".markdown"), write=_table),
    Writer(name="csv", title="case table in CSV", suffixes=(".csv",), write=_csv),
)


def writer_for(name: str | None, out: str | None) -> Writer:
    """The format by its name, else by the ending of the file, else Postman's. Raises UsageError."""
    if name is None:
        suffix = Path(out).suffix.lower() if out and out != "-" else ".json"
        found = next((writer for writer in WRITERS if suffix in writer.suffixes), None)
        if found is None:
            remedy = f"Name one with --to: {', '.join(writer.name for writer in WRITERS)}."
            raise UsageError(f"{suffix or 'no ending'} stands for no format", where=f"--out {out}", remedy=remedy)
        return found
    known = [writer.name for writer in WRITERS]
    if name not in known:
        raise UsageError(
            f"{name!r} is no format that can be written", where="--to", remedy=f"It can be: {', '.join(known)}."
        )
    return WRITERS[known.index(name)]
