"""Bodies that are empty, broken, or JSON with one place changed."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from assay.model.http import Response
from assay.model.places import GONE, Path, places, pointer, put
from assay.mutation.status import Change
from assay.mutation.values import KINDS, changes

MOST_BYTES = 4 * 1024 * 1024
"""A larger body is changed as a whole only."""
BUDGET = 64 * 1024 * 1024
"""Bytes of all mutants of one body: of large ones there are fewer."""
_HTML = b"<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n"
MOST_PLACES = 2000
"""That are looked at for named fields."""
_GROUP = 10
"""So many places are changed in every way before the next ones are looked at."""


def of_body(response: Response, most: int, named: Collection[str] = ()) -> Iterator[Change]:
    """At most so many changes: of the whole body, then of its places by their harm.

    Where there are more, those of the named fields and of the outermost places are taken, and of every kind some.
    """
    yield from itertools.islice(_changes(response, most, named), most)


def _changes(response: Response, most: int, named: Collection[str]) -> Iterator[Change]:
    body = response.body
    if body:
        yield "body empty", "", _with(response, b"")
        yield "body an error page", "", _with(response, _HTML)
        yield "body cut in half", "", _with(response, body[: len(body) // 2])
    parsed = _parsed(body)
    if parsed is GONE:
        if body:
            yield "body another text", "", _with(response, body + b" changed")
        return
    for name, path, value in _ordered(parsed, max(1, min(most - 3, BUDGET // len(body))), named):
        made = put(parsed, path, value)
        text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
        yield f"{pointer(path) or 'body'} {name}", pointer(path), _with(response, text.encode("utf-8", "surrogatepass"))


def _with(response: Response, body: bytes) -> Response:
    return msgspec.structs.replace(response, body=body)


def _parsed(body: bytes) -> Any:
    if not body or len(body) > MOST_BYTES:
        return GONE
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return GONE


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _ordered(parsed: Any, most: int, named: Collection[str]) -> list[tuple[str, Path, Any]]:
    """At most so many changes, by harm: of each group of places in turn one of each kind, as long as there are some."""
    found: list[tuple[tuple[int, bool, int], tuple[int, int], str, Path, Any]] = []
    seen: Counter[tuple[int, bool, str]] = Counter()
    for index, (group, path, value, owner) in enumerate(_grouped(parsed, most, named)):
        kinds = set[str]()
        for kind, name, changed in changes(value, path, owner):
            again = kind in kinds
            kinds.add(kind)
            seen[group, again, kind] += 1
            turn = (group, again, seen[group, again, kind])
            found.append((turn, (KINDS.index(kind), index), name, path, changed))
    chosen = sorted(found, key=lambda one: (one[0], one[1]))[:most]
    return [(name, path, value) for _, _, name, path, value in sorted(chosen, key=lambda one: one[1])]


def _grouped(parsed: Any, most: int, named: Collection[str]) -> Iterator[tuple[int, Path, Any, Any]]:
    """The places to change, each with its group: first the whole and the named fields, then the outermost others."""
    known = list(itertools.islice(places(parsed), MOST_PLACES if named else most))
    first = [one for one in known if named and _is_named(one[0], named)]
    rest = [one for one in known if not (named and _is_named(one[0], named))]
    start = -(-len(first) // _GROUP)
    yield from ((index // _GROUP, *one) for index, one in enumerate(first[:most]))
    yield from ((start + index // _GROUP, *one) for index, one in enumerate(rest[:most]))


def _is_named(path: Path, named: Collection[str]) -> bool:
    return not path or path[-1] in named
