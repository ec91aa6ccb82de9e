"""How much of which scripts becomes Python, and how far both agree: `python -m tests.promote.figures [FOLDER …]`.

Counted are the scripts of the peer cases, of the demo's collection, of what assay writes from the demo's contract, and
of each folder that is named (collections that nobody of us wrote). Where a request has a saved answer with a body, it
is
judged on that; else on one that is made up of the names which the script reads.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from assay.app.promoting.judging import SandboxJudge
from assay.formats.openapi import to_document
from assay.formats.openapi.read import read_openapi
from assay.formats.postman.write import collection_json
from assay.model.http import Header, Response
from assay.mutation.status import REASONS
from assay.promote.scripts import Fallback, Scope, Test
from assay.promote.scripts.proof import Forms, prove
from tests.peers.case import all_cases, collection_of


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A test script and an answer that it may be tried on."""

    script: str
    response: Response
    request: str = ""


class Tally:
    """What was counted of one corpus."""

    def __init__(self) -> None:
        self.scripts = self.tests = self.translated = self.assertions = self.said = self.proven = 0
        self.compared = self.equal = self.mutants = 0
        self.reasons: Counter[str] = Counter()
        self.seconds = 0.0

    def add(self, source: Source, judge: SandboxJudge) -> None:
        began = time.perf_counter()
        scope = Scope(request_name=source.request)
        forms = Forms(source.script, scope)
        before = forms(0)
        agreement = prove(forms, source.response, judge, variables=_values(before, source.response))
        self.seconds += time.perf_counter() - began
        self.scripts += 1
        for plain, block in zip(before.blocks, agreement.translation.blocks, strict=False):
            self._block(plain, block)
        self.mutants += agreement.mutants
        self.compared += agreement.compared
        self.equal += agreement.equal

    def _block(self, plain: Any, block: Any) -> None:
        if isinstance(plain, Fallback) and plain.kind == "assignment":
            return
        if isinstance(plain, Test | Fallback):
            weight = max(1, plain.assertions)
            self.tests += 1
            self.assertions += weight
            self.said += weight if isinstance(plain, Test) else 0
            self.proven += weight if isinstance(block, Test) else 0
            self.translated += isinstance(block, Test)
        if isinstance(block, Fallback):
            self.reasons[re.sub(r"'.*'|\".*\"", "…", block.reason)] += max(1, block.assertions)


def _values(translation: Any, response: Response) -> dict[str, Any]:
    """A value for each variable that the script reads: that of the answer's field of the same name, or a text."""
    try:
        body = json.loads(response.body)
    except ValueError:
        body = None
    known = body if isinstance(body, dict) else {}
    names = [use.variable for block in translation.blocks if not isinstance(block, Fallback) for use in block.uses]
    return {name: known[name] if isinstance(known.get(name), str | int) else f"value of {name}" for name in names}


def scripts_of(node: Any) -> Iterator[Source]:
    """Every test script below an item, with the saved answer of its request."""
    if isinstance(node, list):
        for one in node:
            yield from scripts_of(one)
        return
    if not isinstance(node, dict):
        return
    events = node.get("event") if isinstance(node.get("event"), list) else []
    for event in events:
        if isinstance(event, dict) and event.get("listen") == "test":
            script = event.get("script")
            lines = script.get("exec") if isinstance(script, dict) else script
            text = "\n".join(map(str, lines)) if isinstance(lines, list) else lines
            if isinstance(text, str) and text.strip():
                yield Source(script=text, response=_answer(node, text), request=str(node.get("name", "")))
    if isinstance(node.get("tests"), str) and node["tests"].strip():
        yield Source(script=node["tests"], response=_answer(node, node["tests"]), request=str(node.get("name", "")))
    yield from scripts_of(node.get("item"))
    yield from scripts_of(node.get("requests"))


def _answer(node: dict[str, Any], script: str) -> Response:
    saved = node.get("response")
    for one in saved if isinstance(saved, list) else []:
        if isinstance(one, dict) and one.get("body") and isinstance(one.get("code"), int):
            return _response(one["code"], str(one["body"]))
    wanted = re.search(r"status\(\s*(\d{3})|code\)?\s*(?:===?|\.to\.\w+\.?\w*\()\s*(\d{3})", script)
    return _response(int(next(filter(None, wanted.groups()))) if wanted else 200, json.dumps(_made_up(script)))


def _response(status: int, body: str) -> Response:
    headers = (Header("Content-Type", "application/json; charset=utf-8"), Header("X-Request-Id", "abc-123"))
    return Response(status=status, reason=REASONS.get(status, "OK"), headers=headers, body=body.encode())


_READ = re.compile(r"\.([A-Za-z_]\w*)(?![\w(])|property\(\s*['\"]([\w.]+)['\"]|[\[(]\s*['\"](\w+)['\"]\s*[\])]")
_NOT = frozenset(
    [
        "to",
        "be",
        "have",
        "not",
        "a",
        "an",
        "and",
        "that",
        "is",
        "deep",
        "include",
        "equal",
        "code",
        "response",
        "expect",
        "test",
        "environment",
        "json",
    ]
)


def _made_up(script: str) -> dict[str, Any]:
    """An object with a member for each name that the script seems to read."""
    names = [name for groups in _READ.findall(script) for name in groups if name and name not in _NOT]
    return {name: _value(name, index) for index, name in enumerate(dict.fromkeys(names))} | {"id": 7}


def _value(name: str, index: int) -> Any:
    if name.endswith("s") and not name.endswith("ss"):
        return [{"id": 1, "name": "first", "price": 2.5}, {"id": 2, "name": "second", "price": 0}]
    if name in ("data", "user", "body", "form", "args", "headers", "address"):
        return {"id": 7, "name": "Ada", "email": "ada@example.com", "total": 3}
    return (f"text {index}", index, True, "Ada")[index % 4]


def corpora(folders: list[Path]) -> Iterator[tuple[str, list[Source]]]:
    """Name and scripts of each."""
    cases = [collection_of(case.collection, case.name) for case in all_cases() if case.collection]
    yield "the peer cases", [source for one in cases for source in scripts_of(one)]
    demo = files("assay.demo")
    shop = json.loads((demo / "collection" / "shop.postman_collection.json").read_text())
    yield "the demo's collection", list(scripts_of(shop))
    contract = read_openapi({"openapi.yaml": (demo / "openapi.yaml").read_bytes()}, "openapi.yaml")
    written = collection_json(to_document(contract).suite)
    yield "converted from the demo's contract", list(scripts_of(written))
    for folder in folders:
        paths = [folder] if folder.is_file() else sorted(folder.rglob("*.json"))
        yield str(folder), [source for path in paths for source in scripts_of(_loaded(path))]


def _loaded(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except (ValueError, OSError):
        return {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--reasons", type=int, default=12)
    wish = parser.parse_args()
    with SandboxJudge() as judge:
        for name, sources in corpora(wish.folders):
            tally = Tally()
            for source in {one.script: one for one in sources}.values():
                tally.add(source, judge)
            _print(name, tally, wish.reasons)


def _print(name: str, tally: Tally, reasons: int) -> None:
    share = 100 / max(1, tally.assertions)
    print(f"{name}: {tally.scripts} scripts, {tally.tests} tests, {tally.assertions} assertions")
    print(f"  translated {tally.said * share:.1f} %, translated and proven {tally.proven * share:.1f} %")
    verdicts = f"{tally.equal:,} of {tally.compared:,} verdicts equal"
    print(f"  {tally.mutants:,} mutants, {verdicts}, {tally.seconds:.1f} s")
    for reason, count in tally.reasons.most_common(reasons):
        print(f"  {count:5} {reason}")


if __name__ == "__main__":
    main()
