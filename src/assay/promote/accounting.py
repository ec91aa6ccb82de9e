"""Accounts for every line of every script: translated, run in the sandbox, or listed with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import msgspec

from assay.promote.flow import Flow
from assay.promote.node import Node
from assay.promote.plan import Judgement
from assay.promote.scripts.scope import Scope
from assay.promote.scripts.translation import Fallback, Line, Test, Translation
from assay.promote.writing.clients import ClientName

Translate = Callable[[str, Scope], Translation]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A line that is no Python."""

    request: str
    listen: str
    line: int
    fate: str
    why: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the scripts of some requests; a script that several share counts once."""

    lines: dict[str, int] = {}
    """Lines by fate."""
    assertions: int = 0
    translated: int = 0
    places: tuple[Place, ...] = ()


def judge_all(flow: Flow, translate: Translate, client: ClientName) -> dict[int, Judgement]:
    """For each request, how many assertions it has and how many stay JavaScript."""
    found = {}
    for node in flow.nodes:
        blocks = [block for one in _translations(node, translate, client, shared=False) for block in one.blocks]
        tests = sum(block.assertions for block in blocks if isinstance(block, Test))
        sandboxed = sum(
            block.assertions for block in blocks if isinstance(block, Fallback) and block.kind != "assignment"
        )
        found[node.index] = Judgement(assertions=tests + sandboxed, sandboxed=sandboxed)
    return found


def _translations(node: Node, translate: Translate, client: ClientName, *, shared: bool) -> Iterable[Translation]:
    for script in node.source.listening("test"):
        if shared or script.level != "suite":
            yield translate(script.source, Scope(client=client, request_name=node.source.step.name))


def account(flow: Flow, promoted: Iterable[int], translate: Translate, client: ClientName) -> Account:
    """The account of the promoted requests."""
    lines: dict[str, int] = {}
    places: list[Place] = []
    assertions = translated = 0
    seen: set[str] = set()
    for index in promoted:
        node = flow.nodes[index]
        for script in node.source.scripts:
            if script.level != "step" and script.source in seen:
                continue
            seen.add(script.source)
            found = translate(script.source, Scope(client=client, request_name=node.source.step.name))
            made = _made(flow, script.source) if script.listen == "prerequest" else frozenset()
            for line in found.account:
                if line.number in script.moved or (line.number in made and line.fate != "translated"):
                    line = Line(number=line.number, fate="translated")
                lines[line.fate] = lines.get(line.fate, 0) + 1
                if line.fate in ("sandbox", "listed"):
                    places.append(
                        Place(
                            request=node.source.name,
                            listen=script.listen,
                            line=line.number,
                            fate=line.fate,
                            why=line.why,
                        )
                    )
            translated += sum(block.assertions for block in found.tests)
            assertions += sum(block.assertions for block in found.tests)
            assertions += sum(block.assertions for block in found.fallbacks if block.kind != "assignment")
    return Account(lines=lines, assertions=assertions, translated=translated, places=tuple(places))


def _made(flow: Flow, script: str) -> frozenset[int]:
    """The lines that make a value which a fixture makes in their place."""
    names = [re.compile(rf"\b{re.escape(name)}\b") for name in dict.fromkeys(name for _, name in flow.made)]
    lines = enumerate(script.split("\n"), 1)
    return frozenset(number for number, text in lines if any(name.search(text) for name in names))
