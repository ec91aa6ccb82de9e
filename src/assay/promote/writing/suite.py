"""Puts a suite together: which requests become fixtures, what stands in which file."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

import msgspec

from assay.promote.flow import Flow
from assay.promote.identity import ANONYMOUS
from assay.promote.naming import identifier
from assay.promote.node import Node
from assay.promote.promises import Promises
from assay.promote.scripts.translation import Test
from assay.promote.writing import conftest
from assay.promote.writing.beyond import Beyond, Writer
from assay.promote.writing.clients import Client
from assay.promote.writing.code import Block, Module, module_text
from assay.promote.writing.polishing import polished
from assay.promote.writing.repetition import tabled
from assay.promote.writing.scribe import Scribe, Translate, group_of
from assay.promote.writing.settings import Setting, Settings
from assay.promote.writing.steps import StepWriter, Written
from assay.promote.writing.undoing import Undoing


class Suite(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written."""

    modules: tuple[Module, ...]
    files: Mapping[str, str]
    """Everything else by path: schemas, scripts."""
    settings: tuple[Setting, ...]
    not_cleaned: tuple[str, ...] = ()
    """Fixtures that make something which no request of the collection removes."""
    losses: tuple[tuple[str, str], ...] = ()
    """(request, what could not be held)."""
    tests: Mapping[str, int] = {}
    """How many tests each request became, by folders and name."""


def write_suite(
    flow: Flow,
    translate: Translate,
    settings: Settings,
    client: Client,
    promoted: Collection[int],
    doc: str,
    *,
    avoid: frozenset[str] = frozenset(),
    prefix: str = "api",
    promises: Promises | None = None,
    more: Sequence[Writer] = (),
) -> Suite:
    """The suite of the promoted requests; a file whose name is to be avoided has `prefix` in it.

    `more` writes tests that the collection does not have, from what the contract promises.
    """
    builder = _Builder(flow, translate, settings, client, promoted, doc, avoid, prefix)
    return builder.suite(promises, more)


class _Builder:
    def __init__(
        self,
        flow: Flow,
        translate: Translate,
        settings: Settings,
        client: Client,
        promoted: Collection[int],
        doc: str,
        avoid: frozenset[str],
        prefix: str,
    ) -> None:
        self.flow = flow
        self.avoid = avoid
        self.prefix = prefix
        self.doc = doc
        self.scribe = Scribe(flow, translate, settings, client)
        self.shared = self._shared()
        self.writer = StepWriter(self.scribe, frozenset(self.shared))
        self.promoted = sorted(promoted)
        self.tests: dict[str, list[Block]] = {}
        self.schemas: dict[str, dict[str, object]] = {}
        """By module, the constants that hold schemas."""
        self.files: dict[str, str] = {}
        self.users: dict[str, set[str]] = {}
        """Which modules take a fixture."""
        self.undoing: Undoing | None = None
        """What removes by the contract, where there is one."""

    def suite(self, promises: Promises | None, more: Sequence[Writer]) -> Suite:
        needed = self._needed()
        for index in self.promoted:
            self.writer.crowded |= self.writer.crowds(self.flow.nodes[index])
        wanted = Beyond(self.writer, promises, self.promoted, needed) if promises else None
        if wanted is not None:
            self.undoing = Undoing(wanted)
            self.writer.undone = self.undoing
            for write in more:
                write(wanted)
        fixtures = {index: self._fixture(index) for index in sorted(needed)}
        for index in self.promoted:
            self._tests(self.flow.nodes[index], has_fixture=index in needed)
        for path, blocks in self.tests.items():
            self.tests[path] = tabled(blocks, self.writer.names.setdefault(path, set()))
        if wanted is not None:
            self._add(wanted)
        placed = self._placed(fixtures)
        modules = [self._conftest(placed.get("conftest.py", []))]
        for path in sorted(self.tests):
            blocks = [*self._constants(path), *placed.get(path, []), *self.tests[path]]
            modules.append(Module(path=path, doc=_module_doc(path), blocks=tuple(blocks)))
        return Suite(
            modules=tuple(map(polished, modules)),
            files=self.files,
            settings=(self.scribe.settings.base_setting, *self.scribe.settings.used.values()),
            not_cleaned=self._left(needed),
            losses=tuple(
                (self.flow.nodes[index].source.name, f"the variable {name!r} has no value")
                for index, name in self.scribe.lost
            )
            + self._demanded(),
        )

    def _add(self, beyond: Beyond) -> None:
        """What was written beyond the collection, at the end of its files."""
        for path, blocks in beyond.blocks.items():
            self.tests.setdefault(self._path(path), []).extend(blocks)
            self.schemas.setdefault(self._path(path), {}).update(beyond.schemas.get(path, {}))

    def _path(self, path: str) -> str:
        return path if path not in self.avoid else f"test_{self.prefix}_{path.removeprefix('test_')}"

    def _shared(self) -> list[str]:
        """Scripts of the collection that judge every answer and read nothing else."""
        found: dict[str, None] = {}
        for node in self.flow.nodes:
            for script in node.source.listening("test"):
                if script.level == "suite" and script.source not in found:
                    translation = self.scribe.translation(script.source, "response", {}, "")
                    plain = all(
                        isinstance(one, Test) and not (one.uses or one.helpers or one.schemas or one.stands_alone)
                        for one in translation.blocks
                    )
                    if plain and translation.blocks:
                        found[script.source] = None
        return list(found)

    def _needed(self) -> set[int]:
        """The requests that have to be fixtures: others build on them, or they have several assertions."""
        found: set[int] = set()
        waiting = list(self.promoted)
        while waiting:
            for earlier in self.flow.before(waiting.pop()):
                if earlier not in found:
                    found.add(earlier)
                    waiting.append(earlier)
        for index in self.promoted:
            node = self.flow.nodes[index]
            if len(self.writer.checks(node, "response", self.writer.variables(node))) > 1:
                found.add(index)
        return found | (self.flow.logins & set(self.promoted))

    def _fixture(self, index: int) -> list[Block]:
        node = self.flow.nodes[index]
        name = self.scribe.fixtures[index]
        found = [self.writer.fixture(node)]
        if any(index in spent for spent in self.flow.fresh.values()):
            found.append(self.writer.fixture(node, fresh=True))
        self.scribe.wanted.add(name)
        return found

    def _tests(self, node: Node, *, has_fixture: bool) -> None:
        path = self._path(f"test_{module_of(self.flow, node)}.py")
        written: Written = self.writer.tests(node, path, has_fixture=has_fixture)
        self.tests.setdefault(path, []).extend(written.tests)
        for name, schema in written.schemas:
            self.schemas.setdefault(path, {})[name] = schema
        for name, text in written.scripts:
            self.files[f"scripts/{name}"] = text if text.endswith("\n") else f"{text}\n"

    def _constants(self, path: str) -> list[Block]:
        """Schemas of a module, read from their files."""
        found = []
        for name, schema in self.schemas.get(path, {}).items():
            file = f"{identifier(name.removesuffix('_SCHEMA') or name, 'schema')}.json"
            text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
            if self.files.setdefault(f"schemas/{file}", text) != text:
                file = f"{path.removeprefix('test_').removesuffix('.py')}_{file}"
            number, stem = 1, file.removesuffix(".json")
            while self.files.setdefault(f"schemas/{file}", text) != text:
                number += 1
                file = f"{stem}_{number}.json"
            line = f'{name} = json.loads((SCHEMAS / "{file}").read_text(encoding="utf-8"))'
            lines = (
                [line]
                if len(line) <= 88
                else [f"{name} = json.loads(", f'    (SCHEMAS / "{file}").read_text(encoding="utf-8")', ")"]
            )
            found.append(
                Block(
                    name=name, kind="constant", body=tuple(lines), imports=("import json", "from pathlib import Path")
                )
            )
        if found:
            folder = Block(name="SCHEMAS", kind="constant", body=('SCHEMAS = Path(__file__).parent / "schemas"',))
            return [folder, *found]
        return []

    def _placed(self, fixtures: Mapping[int, Sequence[Block]]) -> dict[str, list[Block]]:
        """Where each fixture stands: beside its tests where one module alone takes it."""
        users: dict[str, set[str]] = {}
        for path, blocks in self.tests.items():
            for block in blocks:
                for name in _taken(block):
                    users.setdefault(name, set()).add(path)
        placed: dict[str, list[Block]] = {}
        for index in sorted(fixtures, reverse=True):
            for block in reversed(fixtures[index]):
                paths = users.get(block.name, set())
                path = "conftest.py" if len(paths) != 1 or index in self.flow.logins else next(iter(paths))
                placed.setdefault(path, []).insert(0, block)
                for name in _taken(block):
                    users.setdefault(name, set()).add(path)
        return placed

    def _conftest(self, fixtures: Sequence[Block]) -> Module:
        scribe = self.scribe
        blocks: list[Block] = []
        checked = bool(self.shared)
        logins = [
            one for one in fixtures if one.name.removeprefix("fresh_") in {scribe.fixtures[i] for i in self.flow.logins}
        ]
        rest = [one for one in fixtures if one not in logins]
        clients = self._clients()
        timeout = Block(name="TIMEOUT", kind="constant", body=("TIMEOUT = 30.0  # seconds that a request may take",))
        blocks += [timeout]
        if checked:
            tests = [
                one
                for script in self.shared
                for one in scribe.translation(script, "response", {}, "").blocks
                if isinstance(one, Test)
            ]
            blocks.append(conftest.every_answer(scribe, tests))
        base = scribe.settings.base_setting
        if base.default is None or any(one.default is None for one in scribe.settings.used.values()):
            blocks.append(conftest.needed())
        blocks += conftest.connect(scribe, checked)
        blocks += [conftest.base_url(base), *conftest.settings(scribe.settings.used.values())]
        for (name, maker), fixture in scribe.made.items():
            if fixture in scribe.wanted:
                blocks.append(conftest.made(scribe, name, self.flow.nodes[maker], fixture))
        blocks += [*logins, *clients]
        for name, make in (("validate", conftest.validate), ("postman_script", conftest.postman_script)):
            blocks += [make()] if name in scribe.wanted else []
        blocks += [conftest.wait_until(scribe)] if "wait_until" in scribe.wanted else []
        blocks += [conftest.turn()] if "turn" in scribe.wanted else []
        return Module(path="conftest.py", doc=self.doc, blocks=(*blocks, *rest))

    def _clients(self) -> list[Block]:
        scribe, found = self.scribe, []
        for identity in scribe.identities.values():
            for fresh in (False, True):
                name = f"fresh_{identity.client}" if fresh else identity.client
                if name not in scribe.wanted:
                    continue
                node = next(
                    (
                        one
                        for one in self.flow.nodes
                        if identity.kind != "none"
                        and scribe.identity(one) == identity
                        and bool(self.flow.fresh.get(one.index)) is fresh
                    ),
                    None,
                )
                found.append(conftest.client(scribe, identity, node, fresh=fresh))
        return found

    def _demanded(self) -> tuple[tuple[str, str], ...]:
        """Credentials that somebody has to give, each once."""
        first = {name: index for index, name in reversed(self.scribe.demanded)}
        settings = self.scribe.settings
        return tuple(
            (self.flow.nodes[index].source.name, f"no code makes the credential {name!r}: set {settings.env(name)}")
            for name, index in first.items()
        )

    def _left(self, needed: set[int]) -> tuple[str, ...]:
        return tuple(
            f"{self.scribe.fixtures[index]} ({self.flow.nodes[index].source.name})"
            for index in sorted(needed & self.flow.creators)
            if self.flow.nodes[index].changes and not self._removed(index)
        )

    def _removed(self, index: int) -> bool:
        """Whether something of the collection removes it, or what it lies in."""
        path = self.flow.nodes[index].shape.path
        return self._goes(index) or any(
            self._goes(one) and path.startswith(f"{self.flow.nodes[one].shape.path.rstrip('/')}/")
            for one in self.flow.feeders(index)
        )

    def _goes(self, index: int) -> bool:
        by_contract = self.undoing is not None and index in self.flow.creators and self.undoing.removes(index)
        return index in self.flow.removals or by_contract


def _taken(block: Block) -> list[str]:
    """The fixtures that a function takes."""
    marks = [
        part.strip(' "')
        for line in block.decorators
        if "usefixtures(" in line
        for part in line[line.index("(") + 1 : -1].split(",")
    ]
    return [one.name for one in block.parameters] + marks


def module_of(flow: Flow, node: Node) -> str:
    """The file that the tests of a request stand in."""
    logins = {flow.nodes[one].shape.path for one in flow.logins}
    status = node.answer.status if node.answer else 0
    if status in (401, 403) and node.shape.path not in logins:
        return "permissions"
    makers = [one for one in flow.feeders(node.index) if one in flow.creators]
    if (
        status == 404
        and makers
        and node.identity != ANONYMOUS
        and all(flow.nodes[one].identity != node.identity for one in makers)
    ):
        return "permissions"
    return identifier(group_of(node), "api", 40)


_DOCS = {
    "permissions": "Who may do what, and who may not.",
    "auth": "Logging in, and what becomes of a session.",
    "contracts": "The answers are as the contract declares them.",
    "validation": "What the contract forbids is refused.",
}


def _module_doc(path: str) -> str:
    what = path.removeprefix("test_").removesuffix(".py").replace("_", " ")
    return _DOCS.get(what, f"What the API promises about {what}.")


def texts(suite: Suite) -> dict[str, str]:
    """Every file of the suite by path."""
    return {**{module.path: module_text(module) for module in suite.modules}, **suite.files}
