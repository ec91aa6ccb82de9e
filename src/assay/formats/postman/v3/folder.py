"""A v3 collection from its files: a mapping of paths, with slashes, to contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from assay.formats.postman.ids import stable_id
from assay.formats.postman.v3.definition import Definition, read_definition
from assay.formats.postman.v3.example import example_rank, read_example
from assay.formats.postman.v3.fields import decode_object, order, text
from assay.formats.postman.v3.kinds import check_definition, request_kind
from assay.formats.postman.v3.layout import (
    DEFINITION,
    EXAMPLE,
    REQUEST,
    Directory,
    collection_root,
    examples_directory,
    laid_out,
    stem,
)
from assay.formats.postman.v3.notes import Notes, Source
from assay.formats.postman.v3.request import read_step
from assay.model.suite import Folder, Step, Suite


def read_v3(tree: Mapping[str, bytes], *, name: str) -> Suite:
    """The collection in a folder, or the only one in a repository. Raises InputError with file, line and column."""
    root = collection_root(tree, name)
    reader = _Reader(tree, root, name, Notes(), _examples(tree))
    directory = laid_out(tree, root, name)
    fields = reader.definition_fields(directory)
    definition = reader.definition(directory, fields)
    items = reader.items(directory)
    title = definition.name or _directory_name(root or name)
    reader.note_script_folders()
    return Suite(
        id=text(fields.get("id")) or stable_id("collection", title),
        name=title,
        items=items,
        scripts=definition.scripts,
        auth=definition.auth,
        variables=definition.variables,
        description=definition.description,
        version="3.0",
        warnings=reader.notes.sentences(),
    )


def _examples(tree: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Paths of examples by the directory that they lie in."""
    found: dict[str, list[str]] = {}
    for path in sorted(tree):
        if path.endswith(EXAMPLE):
            found.setdefault(path[: path.rfind("/") + 1], []).append(path)
    return found


def _directory_name(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


class _Ranked(NamedTuple):
    """An item with what it is sorted by among its siblings: `order`, those without one last, then the name."""

    rank: tuple[bool, float, str]
    item: Folder | Step

    @classmethod
    def of(cls, fields: dict[str, Any], item: Folder | Step) -> _Ranked:
        number = order(fields)
        return cls((number is None, number or 0, item.name), item)


class _Reader(NamedTuple):
    """The files of one collection, and what there is to say about them."""

    tree: Mapping[str, bytes]
    root: str
    name: str
    notes: Notes
    examples: dict[str, list[str]]

    def fields(self, path: str) -> dict[str, Any]:
        return decode_object(self.tree[path], self.where(path))

    def where(self, path: str) -> str:
        return f"{self.name.rstrip('/')}/{path}"

    def source(self, path: str) -> Source:
        return Source(self.where(path), path.removeprefix(self.root), self.notes)

    def definition_fields(self, directory: Directory) -> dict[str, Any]:
        path = directory.path + DEFINITION
        if path not in self.tree or not self.tree[path].strip():
            return {}
        fields = self.fields(path)
        check_definition(fields, self.where(path))
        return fields

    def definition(self, directory: Directory, fields: dict[str, Any]) -> Definition:
        return read_definition(fields, self.source(directory.path + DEFINITION))

    def items(self, directory: Directory) -> tuple[Folder | Step, ...]:
        ranked = [*self.folders(directory), *self.steps(directory)]
        return tuple(one.item for one in sorted(ranked, key=lambda one: one.rank))

    def folders(self, directory: Directory) -> Iterator[_Ranked]:
        for name, inner in directory.directories.items():
            fields = self.definition_fields(inner)
            definition = self.definition(inner, fields)
            folder = Folder(
                id=text(fields.get("id")) or stable_id("folder", inner.path.removeprefix(self.root)),
                name=definition.name or name,
                items=self.items(inner),
                scripts=definition.scripts,
                auth=definition.auth,
                variables=definition.variables,
                description=definition.description,
            )
            yield _Ranked.of(fields, folder)

    def steps(self, directory: Directory) -> Iterator[_Ranked]:
        for path in directory.requests:
            fields, source = self.fields(path), self.source(path)
            kind = request_kind(fields, source)
            if path.endswith(".yml"):
                source.warn("Postman itself may skip this file: its name should end in .request.yaml.")
            if kind is not None:
                saved = self.saved(path, text(fields.get("examples")))
                step = read_step(fields, source, kind=kind, stem=stem(path, REQUEST), examples=saved)
                yield _Ranked.of(fields, step)

    def saved(self, request: str, named: str) -> tuple[dict[str, Any], ...]:
        directory = examples_directory(request, named, self.root, self.where(request))
        found = [(path, self.fields(path)) for path in self.examples.get(directory, ())]
        ranked = sorted(found, key=lambda one: example_rank(one[1], stem(one[0], EXAMPLE)))
        return tuple(read_example(fields, stem(path, EXAMPLE), self.where(path)) for path, fields in ranked)

    def note_script_folders(self) -> None:
        for path in self.tree:
            if path.startswith(self.root) and ".resources/" in path and "/scripts/" in path:
                self.notes.warn(self.where(path), "Scripts in files of their own are not read; only `scripts:` is.")
