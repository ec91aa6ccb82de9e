"""The collection's file as JSON: read as it is, so that what is not changed is written back as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assay.app.fetching import read_file
from assay.draft import Existing
from assay.formats.json_text import decode_json
from assay.formats.postman.request import read_request
from assay.formats.postman.scripts import read_scripts
from assay.formats.postman.url import url_text
from assay.formats.postman.variables import read_variables
from assay.formats.postman.write import SCHEMA
from assay.model.errors import InputError
from assay.model.variable import Variable

_INDENT = re.compile(rb"^[\[{]\r?\n([ \t]+)")


class Target(NamedTuple):
    """Where the new items go."""

    folder: tuple[int, ...]
    """Indices down to the innermost folder that is there."""
    missing: tuple[str, ...]
    """Folders below it that are to be made."""
    at: int | None
    """The item that stands there under the same name."""


class Document:
    """A collection of format v2.1, or a new one."""

    def __init__(self, path: Path, new_id: str) -> None:
        self.path = path
        self.is_new = not path.exists()
        data = b"" if self.is_new else read_file(str(path), "collection")
        self.content: dict[str, Any] = (
            _new(path, new_id) if self.is_new else _checked(decode_json(data, name=str(path)), path)
        )
        indent = _INDENT.match(data)
        self.indent: str | int = indent[1].decode() if indent else 2
        self.ends_with_line = self.is_new or data.endswith(b"\n")

    def text(self) -> str:
        """The file's content, indented as it was."""
        text = json.dumps(self.content, indent=self.indent, ensure_ascii=False)
        return text + "\n" if self.ends_with_line else text

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The collection's own."""
        return read_variables(self.content.get("variable"))

    def target(self, folders: Sequence[str], name: str) -> Target:
        """The place for an item of this path. Raises InputError where a request stands in a folder's place."""
        place: tuple[int, ...] = ()
        for depth, folder in enumerate(folders):
            index = _index(self.items(place), folder)
            if index is None:
                return Target(place, tuple(folders[depth:]), None)
            place = (*place, index)
            if not _is_folder(self.item(place)):
                where = "/".join(folders[: depth + 1])
                raise InputError(
                    f"{where} is a request, and no folder", where=str(self.path), remedy="Use another name."
                )
        return Target(place, (), _index(self.items(place), name))

    def items(self, place: Sequence[int]) -> list[Any]:
        """The items of a folder, or of the collection itself."""
        holder = self.item(place)
        if not isinstance(holder.get("item"), list):
            holder["item"] = []
        items: list[Any] = holder["item"]
        return items

    def item(self, place: Sequence[int]) -> dict[str, Any]:
        """What stands at a place; the collection itself at none."""
        found = self.content
        for index in place:
            found = found["item"][index]
        return found

    def has_auth(self, place: Sequence[int]) -> bool:
        """Whether an item in this folder inherits credentials."""
        holders = [self.item(place[:depth]) for depth in range(len(place) + 1)]
        kinds = [holder["auth"].get("type") for holder in holders if isinstance(holder.get("auth"), dict)]
        return bool(kinds) and kinds[-1] != "noauth"

    def steps(self, before: tuple[int, ...]) -> tuple[Existing, ...]:
        """The requests that run before this place, in order."""
        return tuple(step for step in self._walk((), ()) if step.place < before)

    def _walk(self, place: tuple[int, ...], names: tuple[str, ...]) -> Iterator[Existing]:
        for index, item in enumerate(self.items(place)):
            if not isinstance(item, dict):
                continue
            here, path = (*place, index), (*names, str(item.get("name", "")))
            if _is_folder(item):
                yield from self._walk(here, path)
            else:
                yield _existing(item, here, path)


def _existing(item: dict[str, Any], place: tuple[int, ...], path: tuple[str, ...]) -> Existing:
    request = read_request(item.get("request"))
    scripts = read_scripts(item.get("event"), place="")
    tests = [script.source for script in scripts if script.listen == "test" and script.enabled]
    return Existing(
        place=place,
        name=" / ".join(path),
        method=request.method,
        url=url_text(request.url, path_variables=False),
        script="\n".join(tests),
    )


def _is_folder(item: dict[str, Any]) -> bool:
    return isinstance(item.get("item"), list)


def _index(items: Sequence[Any], name: str) -> int | None:
    found = (i for i, item in enumerate(items) if isinstance(item, dict) and item.get("name") == name)
    return next(found, None)


def _new(path: Path, new_id: str) -> dict[str, Any]:
    name = path.name.removesuffix(".json").removesuffix(".postman_collection") or "collection"
    return {"info": {"_postman_id": new_id, "name": name, "schema": SCHEMA}, "item": [], "variable": []}


def _checked(document: Any, path: Path) -> dict[str, Any]:
    info = document.get("info") if isinstance(document, dict) else None
    schema = info.get("schema") if isinstance(info, dict) else None
    if isinstance(document, dict) and isinstance(schema, str) and "/v2.1" in schema:
        return document
    raise InputError(
        "is no collection of format v2.1, the only one that can be added to",
        where=str(path),
        remedy="Convert it first, or name another file with --collection.",
    )
