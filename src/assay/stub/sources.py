"""What a stub is made of, read from disk: which kind of file it is is told by what stands in it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from assay.formats.har.exchanges import read_exchanges
from assay.formats.json_text import decode_json
from assay.formats.openapi import read_openapi
from assay.formats.stub_file import StubFile, read_stub_file
from assay.formats.stub_file.read import is_toml, warnings
from assay.formats.wiremock.read import mappings_of as wiremock_mappings
from assay.model.contract import Contract
from assay.model.errors import InputError
from assay.model.event import Exchanged
from assay.model.exchange import Exchange
from assay.model.stub.mapping import Mapping
from assay.record.log import read as read_log
from assay.stub.files import Files
from assay.stub.loading import ids_for, load
from assay.stub.masking import masked
from assay.stub.recorded import mappings_of as recorded_mappings

LARGEST = 96 * 1024 * 1024
"""Bytes of one file."""
MOST_RECORDED = 50_000
"""Exchanges of a recording that are taken."""
_MOST_FILES = 1_000
_OPENAPI = re.compile(
    rb"""\A\{\s*+"(?:openapi|swagger)"\s*+:|^["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[0-9]""", re.MULTILINE
)
"""At the beginning of JSON, or of a line of YAML; elsewhere it may be a body that a route answers."""
_HEAD = 64 * 1024
_KINDS = (
    "a stub file of assay (TOML, YAML or JSON), an OpenAPI document, a recording (HAR, or a log of assay), or "
    "WireMock's mappings (JSON, or a folder)"
)
_YAML = (".yaml", ".yml")


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What a file or folder gives."""

    kind: str
    """stub file, contract, recording or wiremock."""
    mappings: tuple[Mapping, ...] = ()
    """In the order in which they are added: the last one is tried first."""
    files: Files | None = None
    contract: Contract | None = None
    """What answers where no mapping fits, and what both sides are held to."""
    lenient: bool = False
    keeps: Path | None = None
    """A folder into which mappings may be saved."""
    warnings: tuple[str, ...] = ()


def opened(path: Path) -> Loaded:
    """Raises InputError with the place, and for what is none of these."""
    if path.is_dir():
        return _folder(path)
    data = _bytes(path)
    kind = _kind(data, path)
    if kind == "log":
        return _recording(_logged(path), path)
    if kind == "contract":
        return Loaded(kind="contract", contract=read_contract(path))
    if kind == "toml":
        return _stub_file(data, path)
    value = _value(data, path)
    if isinstance(value, dict):
        if "openapi" in value or "swagger" in value:
            return Loaded(kind="contract", contract=read_contract(path))
        if isinstance(value.get("log"), dict):
            return _recording(read_exchanges(data, name=str(path)), path)
        if "route" in value or "contract" in value:
            return _stub_file(data, path)
    if isinstance(value, list) or (isinstance(value, dict) and {"mappings", "request", "response"} & value.keys()):
        return _wiremock(value, path)
    raise InputError("This is nothing that a stub can be made of.", where=str(path), remedy=f"It reads {_KINDS}.")


def read_contract(path: Path) -> Contract:
    """An OpenAPI document, and further files of its folder. Raises InputError with line and column."""
    folder = path.resolve().parent

    def read(name: str) -> bytes:
        if not Path(name).resolve().is_relative_to(folder):
            raise InputError("This file lies outside the folder of the contract.", where=name)
        return _bytes(Path(name))

    return read_openapi({}, str(path), read=read)


def _kind(data: bytes, path: Path) -> str:
    """What can be told without reading all of it."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b'{"assay-log"'):
        return "log"
    if is_toml(data, path.name):
        return "toml"
    if _OPENAPI.search(head):
        return "contract"
    return ""


def _value(data: bytes, path: Path) -> Any:
    if data[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] in (b"{", b"["):
        return decode_json(data, name=str(path))
    from assay.formats.yaml_text import decode_yaml, meaning  # only now: PyYAML takes its time to load

    if b"\0" in data[:_HEAD]:
        raise InputError("This is no text.", where=str(path), remedy=f"A stub is made of {_KINDS}.")
    return meaning(decode_yaml(data, name=str(path)))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as problem:
        raise InputError(f"This file cannot be read: {problem.strerror}.", where=str(path)) from None
    if len(data) > LARGEST:
        raise InputError(f"This file holds more than {LARGEST // 1024**2} MB.", where=str(path), remedy="Split it.")
    return data


def _stub_file(data: bytes, path: Path) -> Loaded:
    found = read_stub_file(data, file=str(path))
    contract = read_contract(path.parent / found.contract) if found.contract else None
    return Loaded(
        kind="stub file",
        mappings=found.mappings[::-1],
        files=_bodies(found, path.parent),
        contract=contract,
        lenient=found.lenient,
        warnings=found.warnings,
    )


def _bodies(found: StubFile, folder: Path) -> Files:
    """The folder of bodies that the file names; without one, only the files that routes name, held in memory: clients
    of the admin interface may read and write what is there."""
    there = Files(folder / found.files)
    held = there if found.files else Files()
    for mapping in found.mappings:
        for reply in (*mapping.replies, *((mapping.limit.reply,) if mapping.limit else ())):
            if reply.body_file and "{{" not in reply.body_file:
                data = _body(there, reply.body_file, mapping.source)
                if held is not there:
                    held.write(reply.body_file, data)
    return held


def _body(there: Files, name: str, source: str) -> bytes:
    try:
        return there.read(name)
    except InputError as error:
        raise InputError(
            error.what, where=source, remedy="Put it beside the stub file, or name the folder: files = …"
        ) from None


def _wiremock(value: Any, path: Path) -> Loaded:
    found, files = wiremock_mappings(value, file=str(path), new_id=ids_for(path)), load_files(path)
    return Loaded(kind="wiremock", mappings=found, files=files, warnings=_shadows(found))


def load_files(path: Path) -> Files:
    """Where the bodies of a file of WireMock's mappings are."""
    beside = path.parent / "__files" if path.parent.name != "mappings" else path.parent.parent / "__files"
    return Files(beside if beside.is_dir() else None)


def _shadows(added: Iterable[Mapping]) -> tuple[str, ...]:
    """Of WireMock's mappings the one that was added last goes first."""
    tried = [*added]
    tried.reverse()
    return warnings(sorted(tried, key=lambda one: one.priority))


def _folder(path: Path) -> Loaded:
    """WireMock's folder, or one with stub files in it."""
    try:
        names = sorted(one for one in path.iterdir() if one.suffix.lower() in (".toml", *_YAML) and one.is_file())
    except OSError as problem:
        raise InputError(f"This folder cannot be read: {problem.strerror}.", where=str(path)) from None
    parts = [opened(name) for name in names[:_MOST_FILES]]
    mappings, files = load(path)
    if not mappings and not parts and not (path / "mappings").is_dir():
        raise InputError("This folder holds nothing that a stub can be made of.", where=str(path),
                         remedy="Put stub files into it, or WireMock's mappings/ and __files/.")  # fmt: skip
    contracts = [one.contract for one in parts if one.contract is not None]
    if len(contracts) > 1:
        raise InputError("This folder holds more than one contract.", where=str(path), remedy="Name one file of it.")
    return Loaded(
        kind="stub file" if parts else "wiremock",
        mappings=(*mappings, *(mapping for one in parts for mapping in one.mappings)),
        files=parts[0].files if parts and not mappings and parts[0].files else files,
        contract=contracts[0] if contracts else None,
        lenient=any(one.lenient for one in parts),
        keeps=path / "mappings",
        warnings=(*_shadows(mappings), *(text for one in parts for text in one.warnings)),
    )


def _logged(path: Path) -> Iterable[Exchange]:
    return (record.event.exchange for record in read_log(path) if isinstance(record.event, Exchanged))


def _recording(exchanges: Iterable[Exchange], path: Path) -> Loaded:
    """Whatever is secret in it is a stand-in before anything else sees it."""
    taken = (exchange for exchange, _ in zip(exchanges, range(MOST_RECORDED), strict=False))
    found = recorded_mappings(masked(taken, secrets.token_bytes(16)), source=str(path))
    if not found:
        raise InputError("This recording holds no answer.", where=str(path), remedy="Record some calls first.")
    return Loaded(kind="recording", mappings=found)
