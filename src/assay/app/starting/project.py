"""Writes a new project, and touches nothing that is there already."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from assay.app import place
from assay.app.starting.first import first_document, first_environment
from assay.app.starting.source import Source
from assay.app.starting.texts import configuration, ignore, slug
from assay.formats.postman import environment_json, exported_json
from assay.model.errors import InputError, UsageError
from assay.model.suite import Folder, Step

DEFAULT_URL = "http://127.0.0.1:8000"


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, file by file: path, and what it is or why it was left alone."""

    written: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]
    requests: int
    url: str


def begin(folder: Path, source: Source, url: str | None, *, force: bool) -> Begun:
    """Write the project's files. Raises UsageError where there is an assay.toml already, unless it may be replaced."""
    if (folder / "assay.toml").exists() and not force:
        raise UsageError(
            "there is a project here already", where=str(folder / "assay.toml"), remedy="Use --force to write it anew."
        )
    if place.find(folder) == folder / "pyproject.toml" and not force:
        raise UsageError(
            "there is a project here already, in [tool.assay]",
            where=str(folder / "pyproject.toml"),
            remedy="Use --force to write an assay.toml, which takes its place.",
        )
    base = (url or source.url or DEFAULT_URL).rstrip("/")
    if "@" in urlsplit(base).netloc:
        raise UsageError(
            "the URL holds credentials, which would be written into files",
            where=base.replace(urlsplit(base).netloc.rpartition("@")[0], "***"),
            remedy="Leave them out, and give them to an [identity] of assay.toml: basic = { username, password }.",
        )
    document = first_document(source)
    name = slug(source.name)
    collection = _relative(source.collection_file, folder) or f"{name}.postman_collection.json"
    contract = _relative(source.contract_file, folder) or (f"openapi.{_suffix(source)}" if source.contract_data else "")
    environment = "local.postman_environment.json"
    desk = _Desk(folder, force)
    desk.put("assay.toml", configuration(collection, contract, environment, base, source), "the configuration")
    if not source.collection_file:
        desk.put(collection, _json(exported_json(document.suite)), "a first collection")
    if source.contract_data:
        desk.put(contract, source.contract_data.decode("utf-8", "surrogateescape"), "the contract, as it was served")
    desk.put(environment, _json(environment_json(first_environment(source, document, base))), "the environment")
    desk.ignore()
    return Begun(written=tuple(desk.written), kept=tuple(desk.kept), requests=_count(document.suite.items), url=base)


class _Desk:
    """The folder that is written to."""

    def __init__(self, folder: Path, force: bool) -> None:
        self.folder = folder
        self.force = force
        self.written: list[tuple[str, str]] = []
        self.kept: list[str] = []

    def put(self, name: str, text: str, what: str) -> None:
        """A file, unless there is one."""
        path = self.folder / name
        if path.exists() and not (self.force and name == "assay.toml"):
            self.kept.append(name)
            return
        self._write(path, text)
        self.written.append((name, what))

    def ignore(self) -> None:
        """What git must not see, added to what it knows."""
        path = self.folder / ".gitignore"
        try:
            known = path.read_text(encoding="utf-8") if path.exists() else ""
        except (OSError, UnicodeDecodeError):
            self.kept.append(".gitignore")
            return
        text = ignore(known)
        if text == known:
            self.kept.append(".gitignore")
            return
        self._write(path, text)
        self.written.append((".gitignore", "what git must not see"))

    def _write(self, path: Path, text: str) -> None:
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(text, encoding="utf-8", errors="surrogateescape")
            draft.replace(path)
        except OSError as problem:
            draft.unlink(missing_ok=True) if self.folder.is_dir() else None
            raise InputError(f"cannot be written: {problem.strerror}", where=str(path)) from None


def _relative(path: str, folder: Path) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/") if path else ""


def _suffix(source: Source) -> str:
    return "json" if source.contract_data.lstrip()[:1] == b"{" else "yaml"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _count(items: tuple[Folder | Step, ...]) -> int:
    return sum(_count(one.items) if isinstance(one, Folder) else 1 for one in items)
