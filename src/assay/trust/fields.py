"""One field of a JSON body changed at a time; what such an answer may as well say harms nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from assay.contract.validation import Validators
from assay.model.places import Path, places, put
from assay.mutation.values import changes as of_value
from assay.trust.change import Change, Harm, Sample
from assay.trust.pinned import Pins, pins
from assay.trust.places import where_of

MOST_PLACES = 120
BUDGET = 24 * 1024 * 1024
"""Bytes of all changed bodies of one answer: of large ones there are fewer."""
_HARM: dict[str, Harm] = {
    "removed": "high", "renamed": "high", "null": "high", "type": "high",
    "emptied": "medium", "value": "medium", "element": "medium", "order": "low",
}  # fmt: skip
_ONCE = frozenset({"type", "value"})
"""Kinds of which one change of a place says as much as all of them."""
ALLOWED = "such an answer may be so"
UNKNOWN = "nothing tells which value is right"
ORDER = "nothing tells in which order they come"
COUNT = "nothing tells how many there are"
OPTIONAL = "a list may be empty"


def of_fields(sample: Sample, body: Any, validators: Validators) -> Iterator[Change]:
    """The changes of every place, the outermost first."""
    known = pins(sample, body)
    budget = max(20, BUDGET // max(1, len(sample.response.body)))
    for path, value, owner in islice(_chosen(body), budget // 4):
        kinds = set[str]()
        for kind, name, changed in of_value(value, path, owner):
            if kind == "extra" or (kind in _ONCE and kind in kinds) or not _is_apt(kind, path, name):
                continue
            kinds.add(kind)
            made = put(body, path, changed)
            why = _excuse(kind, path, value, known) or _allowed(kind, value, sample, made, validators)
            yield _change(sample, where_of(path), _name(kind, name), "none" if why else _HARM[kind], made, why)


def _chosen(body: Any) -> Iterator[tuple[Path, Any, Any]]:
    """The places; of further elements of a list only what the first has not got."""
    seen: dict[str, int] = {}
    for path, value, owner in islice(places(body), 4 * MOST_PLACES):
        where = where_of(path)
        seen[where] = seen.get(where, 0) + 1
        if seen[where] <= 2 and len(seen) <= MOST_PLACES:
            yield path, value, owner


def _is_apt(kind: str, path: Path, name: str) -> bool:
    """Without what is told of the list itself as well, and lists that grow."""
    is_element = bool(path) and isinstance(path[-1], int)
    if is_element and kind in ("element", "emptied", "value"):
        return False
    return not (kind == "element" and name != "without its last element")


def _name(kind: str, name: str) -> str:
    if kind == "type":
        return "another type"
    return "another value" if kind == "value" else name.partition(" to ")[0]


def _excuse(kind: str, path: Path, value: Any, known: Pins) -> str:
    """Why a change of this kind may be no change at all to a client; empty where it is one."""
    match kind:
        case "value":
            return "" if known.of(path, value) else UNKNOWN
        case "emptied" if isinstance(value, list):
            return "" if known.has_sent_list(path, value) or _is_page(path, known.body) else OPTIONAL
        case "emptied" if isinstance(value, str):
            return "" if known.of(path, value) else UNKNOWN
        case "element":
            return "" if known.has_sent_list(path, value) else COUNT
        case "order":
            return ORDER
    return ""


def _is_page(path: Path, body: Any) -> bool:
    """Whether the list is what the answer is there for: the whole, or the only list at the top."""
    lists = [value for value in body.values() if isinstance(value, list)] if isinstance(body, dict) else []
    return not path or (len(path) == 1 and len(lists) == 1)


def _allowed(kind: str, value: Any, sample: Sample, made: Any, validators: Validators) -> str:
    """Fields may be missing, null or of another type where the contract, or another answer, has it so."""
    is_foretold = kind in ("value", "element", "order") or (kind == "emptied" and not isinstance(value, dict))
    if is_foretold or sample.schema is True:
        return ""
    return "" if validators.check(sample.schema, made, "response") else ALLOWED


def _change(sample: Sample, where: str, name: str, harm: Harm, made: Any, why: str) -> Change:
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    changed = msgspec.structs.replace(sample.response, body=text)
    return Change(where=where, name=name, harm=harm, response=changed, why=why)
