"""The folders and requests of an export as a suite, with the scripts that its templates need."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from assay.formats.code.javascript_text import quoted
from assay.formats.document import Document
from assay.formats.ecmascript import to_json_text
from assay.formats.insomnia.auth import to_auth
from assay.formats.insomnia.body import row
from assay.formats.insomnia.chained import Chains
from assay.formats.insomnia.environments import leaves, to_environment
from assay.formats.insomnia.node import Export, Json, Node, UnitTest, mapping, objects
from assay.formats.insomnia.request import scripts_of, to_step
from assay.formats.insomnia.scripts import unit_tests
from assay.formats.insomnia.tags import Texts
from assay.formats.insomnia.v4 import MAX_ITEMS
from assay.formats.postman.ids import stable_id
from assay.model.errors import InputError
from assay.model.suite import Entry, Folder, Script, Step, Suite
from assay.model.variable import Environment

MAX_WARNINGS = 200


class Reading:
    """One export on its way."""

    def __init__(self, export: Export, name: str) -> None:
        self.export = export
        self.name = name
        self.warnings: dict[str, None] = {}
        nodes = list(_flat(export.nodes))
        if len(nodes) > MAX_ITEMS:
            raise InputError(f"This export has more than {MAX_ITEMS:,} items.", where=name)
        self.chains = Chains({one.id: one.name for one in nodes if one.kind == "request"})
        folders = [mapping(one.told.get("environment")) for one in nodes if one.kind == "folder"]
        self.local = {name for data in folders for name, _ in leaves(data, "", set())}
        self._place = {one.id: index for index, one in enumerate(nodes)}
        self.used: set[str] = set()
        self._origins: dict[str, str] = {}
        self._tests: dict[str, list[UnitTest]] = {}
        for test in export.tests:
            self._tests.setdefault(test.request, []).append(test)

    def warn(self, where: str, what: str) -> None:
        """Say something once; the person reads no more than MAX_WARNINGS sentences."""
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings[f"{where}: {what}."] = None

    def document(self) -> Document:
        """The suite and its environments."""
        export = self.export
        place = stable_id("insomnia", export.name)
        items = tuple(self._items(export.nodes, place, ()))
        texts = Texts(self.chains, self._noting("the environments"))
        environments = [to_environment(one, texts, self.used) for one in (export.base, *export.environments)]
        items = tuple(self._finished(items))
        for what in export.unread:
            self.warn(export.name, f"{what} is not read")
        self._lone_tests()
        base, *others = environments
        kept = tuple(one for one in base.variables if not one.secret)
        secret = tuple(one for one in base.variables if one.secret)
        beside = [Environment(id=base.id, name=base.name or "Base Environment", variables=secret)] if secret else []
        suite = Suite(
            id=place,
            name=export.name,
            items=items,
            scripts=self._shared(place, texts),
            variables=kept,
            description=export.description,
            warnings=tuple(self.warnings),
        )
        return Document(suite=suite, environments=(*beside, *others))

    def _noting(self, where: str) -> Callable[[str], None]:
        return lambda what: self.warn(where, what)

    def _items(self, nodes: tuple[Node, ...], place: str, headers: tuple[Entry, ...]) -> Iterator[Folder | Step]:
        for index, node in enumerate(sorted(nodes, key=lambda one: one.order)):
            inner = f"{place}/{index}"
            if node.kind == "folder":
                yield self._folder(node, inner, headers)
            elif node.kind == "request":
                yield self._step(node, inner, headers)
            else:
                self.warn(node.name or node.id, f"{node.kind} is not read")

    def _step(self, node: Node, place: str, headers: tuple[Entry, ...]) -> Step:
        note = self._noting(node.name or node.id)
        texts = Texts(self.chains, note)
        step = to_step(node, place, headers, texts, note)
        self.used |= texts.used
        for other in texts.asked:
            if self._place[other] >= self._place[node.id]:
                note(f"it needs the answer of {self.chains.name_of(other)!r}, which comes later: run that first")
        tests = list(unit_tests(self._tests.pop(node.id, []), note))
        step = _added(step, "prerequest", "\n".join(texts.lines))
        self._origins[step.id] = node.id
        return _added(step, "test", "\n".join(tests), after=True)

    def _folder(self, node: Node, place: str, headers: tuple[Entry, ...]) -> Folder:
        note = self._noting(node.name or node.id)
        texts = Texts(self.chains, note)
        told = node.told
        own = tuple(
            one for one in (row(each, texts) for each in objects(told.get("headers"))) if one.enabled and one.key
        )
        auth = to_auth(told.get("authentication"), texts, note)
        lines = [*_locals(mapping(told.get("environment")), texts), *texts.lines]
        scripts = _with(scripts_of(place, mapping(told.get("scripts")), note), place, "prerequest", "\n".join(lines))
        self.used |= texts.used
        return Folder(
            id=stable_id("insomnia", place, node.name),
            name=node.name,
            items=tuple(self._items(node.children, place, (*headers, *own))),
            scripts=scripts,
            auth=auth,
            description=str(told.get("description") or ""),
        )

    def _finished(self, items: tuple[Folder | Step, ...]) -> Iterator[Folder | Step]:
        """With the lines that set what other requests take from an answer."""
        for item in items:
            if isinstance(item, Folder):
                yield msgspec.structs.replace(item, items=tuple(self._finished(item.items)))
            else:
                yield _added(item, "test", self.chains.source(self._origins[item.id]))

    def _shared(self, place: str, texts: Texts) -> tuple[Script, ...]:
        """What is done before each request: variables of folders are forgotten, tags of environments are made."""
        lines = list(texts.lines)
        if self.local:
            names = ", ".join(quoted(name) for name in sorted(self.local))
            lines.insert(0, f"[{names}].forEach((name) => pm.variables.unset(name));")
        return _with((), place, "prerequest", "\n".join(lines))

    def _lone_tests(self) -> None:
        for tests in self._tests.values():
            for test in tests:
                self.warn(self.export.name, f"the unit test {test.name[:80]!r} is left out: it has no request here")


def _flat(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """In the order in which they run."""
    for node in sorted(nodes, key=lambda one: one.order):
        yield node
        yield from _flat(node.children)


def _locals(data: Json, texts: Texts) -> Iterator[str]:
    """Variables of a folder, set before each of its requests."""
    for name, value in leaves(data, "", set()):
        told = quoted(texts.text(value)) if isinstance(value, str) else to_json_text(value)
        yield f"pm.variables.set({quoted(name)}, {told});"


def _added(step: Step, listen: str, source: str, *, after: bool = False) -> Step:
    return msgspec.structs.replace(step, scripts=_with(step.scripts, step.id, listen, source, after=after))


def _with(
    scripts: tuple[Script, ...], place: str, listen: str, source: str, *, after: bool = False
) -> tuple[Script, ...]:
    """The scripts with more source for an event, before or after what is there, in a script of its own."""
    if not source.strip():
        return scripts
    added = Script(id=stable_id("script", place, listen, source), listen=listen, source=source)
    return (*scripts, added) if after else (added, *scripts)
