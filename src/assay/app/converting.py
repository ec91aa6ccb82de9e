"""From any format to any other; the formats themselves are listed in `readers` and `writers`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from assay.app.outputs import write
from assay.app.readers import READERS, Reader, function, read_document, reader_named, recognise
from assay.app.writers import writer_for
from assay.formats.document import Document, Loss
from assay.formats.postman import environment_json, read_collection
from assay.model.errors import InputError, UsageError
from assay.model.suite import Folder, Suite
from assay.model.variable import Environment, Variable


class Conversion(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asks for; `-` is standard input or output."""

    inputs: tuple[str, ...]
    source: str | None = None
    target: str | None = None
    out: str = "-"
    env_out: str | None = None
    dialect: str = "jetbrains"
    force: bool = False


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: the text for standard output, or the files that were written; (where, what) was lost."""

    text: str | None = None
    written: tuple[Path, ...] = ()
    losses: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


def convert(wanted: Conversion, stdin: Callable[[], bytes]) -> Converted:
    """Read, join, write. Raises AssayError; then nothing was written."""
    writer = writer_for(wanted.target, wanted.out)
    if wanted.inputs.count("-") > 1:
        raise UsageError("standard input can be read once only", where="-")
    document = joined([read_input(location, wanted.source, stdin) for location in wanted.inputs])
    result = writer.write(document, {"dialect": wanted.dialect})
    main, *beside = result.files.items()
    losses = list(result.losses)
    files: dict[Path, bytes] = {}
    if wanted.out != "-":
        target = Path(wanted.out)
        files = {target: main[1], **{target.parent / name: data for name, data in beside}}
    else:
        losses += [Loss(where="", what=f"the file {name} (--out FILE writes it)") for name, _ in beside]
    if wanted.env_out is not None:
        files[Path(wanted.env_out)] = environment_bytes(document.environments)
    elif not beside:
        losses += environment_losses(document)
    write_files(files, force=wanted.force, private=wanted.env_out)
    return Converted(
        text=main[1].decode("utf-8", "replace") if wanted.out == "-" else None,
        written=tuple(files),
        losses=tuple((loss.where, loss.what) for loss in losses),
        warnings=document.suite.warnings,
    )


def write_files(files: dict[Path, bytes], *, force: bool, private: str | None = None) -> None:
    """Each whole or not at all; the `private` one for its owner's eyes.

    Raises InputError where one is there already, before any is written.
    """

    there = [path for path in files if path.exists() and not force and (path.is_file() or path.is_dir())]
    if there:
        raise InputError(
            "is there already", where=str(there[0]), remedy="--force writes over it; or name another file."
        )
    for path, data in files.items():
        write(path, [data], private=private is not None and path == Path(private))


def read_suite(data: bytes, *, name: str) -> Suite:
    """A suite in any format, for a run: what a Document holds beside it becomes variables of the collection."""
    reader = recognise(data, name)
    if reader is None or reader.name == "postman":
        return read_collection(data, name=name)
    document = read_document(data, name=name, reader=reader)
    given = {one.key for one in document.suite.variables}
    beside = [one for environment in document.environments[:1] for one in environment.variables if one.key not in given]
    return msgspec.structs.replace(document.suite, variables=(*document.suite.variables, *beside))


def read_input(location: str, form: str | None, stdin: Callable[[], bytes]) -> Document:
    """A file, a folder, a URL, or `-` for standard input. Raises InputError where nothing can be made of it."""
    from assay.app.fetching import fetch, is_url

    reader = reader_named(form) if form else None
    if location != "-" and not is_url(location) and Path(location).is_dir():
        return read_folder(location, reader)
    name, data = ("standard input", stdin()) if location == "-" else _fetched(fetch(location, kind="the input"))
    reader = reader or recognise(data, name)
    if reader is None:
        remedy = f"Name its format with --from: {', '.join(one.name for one in READERS)}."
        raise InputError("This is in no format that is known.", where=name, remedy=remedy)
    return read_document(data, name=name, reader=reader)


def _fetched(found: Any) -> tuple[str, bytes]:
    return found.name, found.data


def read_folder(location: str, reader: Reader | None = None) -> Document:
    """A folder in the format that it looks like, else Postman's v3."""
    path = Path(location)
    chosen = reader or next((one for one in READERS if one.is_folder is not None and one.is_folder(path)), None)
    chosen = chosen or next(one for one in READERS if one.name == "postman")
    if not chosen.read_folder:
        raise InputError(f"This is a folder, and a {chosen.title} is a file.", where=str(path), remedy="Name a file.")
    found = function(chosen.read_folder)(location)
    return found if isinstance(found, Document) else Document(suite=found)


def joined(documents: Sequence[Document]) -> Document:
    """Several inputs as one: each a folder of its name; variables of the same name and value once."""
    if len(documents) == 1:
        return documents[0]
    suites = [document.suite for document in documents]
    folders = tuple(
        Folder(id=f"{suite.id}/{number}", name=suite.name, items=suite.items, scripts=suite.scripts, auth=suite.auth,
               settings=suite.settings, description=suite.description)
        for number, suite in enumerate(suites)
    )  # fmt: skip
    return Document(
        suite=Suite(
            id=suites[0].id,
            name=" and ".join(dict.fromkeys(suite.name for suite in suites)),
            items=folders,
            variables=_once([one for suite in suites for one in suite.variables]),
            warnings=tuple(dict.fromkeys(warning for suite in suites for warning in suite.warnings)),
        ),
        environments=tuple(one for document in documents for one in document.environments),
    )


def _once(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    found: dict[str, Variable] = {}
    for variable in variables:
        found.setdefault(variable.key, variable)
    return tuple(found.values())


def environment_bytes(environments: Sequence[Environment]) -> bytes:
    """One Postman environment of all of them; a name that is there twice has its first value."""
    first = environments[0] if environments else Environment()
    variables = _once([variable for one in environments for variable in one.variables])
    merged = Environment(id=first.id, name=first.name or "environment", variables=variables)
    return _json_bytes(environment_json(merged))


def environment_losses(document: Document) -> list[Loss]:
    """The environments, which nobody asked for."""
    names = [one.name or "environment" for one in document.environments if one.variables]
    return [Loss(where="", what=f"the environment {name!r} (--env-out FILE writes it)") for name in names]


def _json_bytes(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace")
