"""From recorded exchanges to samples: each answer with what the contract, or the other answers, say about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from assay.contract.inference import infer, volatile
from assay.contract.inference.paths import templates
from assay.contract.matching import Match, Routes
from assay.contract.responses import declared_answer
from assay.draft.likeness import is_id_name
from assay.model.contract import Contract, Operation
from assay.model.exchange import Exchange
from assay.model.http import BytesPart, Response
from assay.model.places import GONE, places
from assay.trust.change import Sample
from assay.trust.places import json_of, parsed

MOST_SAMPLES = 20
"""Answers of one operation that a schema is inferred from."""
MOST_IDS = 20_000


class Taken(NamedTuple):
    """An exchange as the log has it, and its answer as it was."""

    shown: Exchange
    response: Response


def samples(taken: Sequence[Taken], contract: Contract | None, bases: Sequence[str] = ()) -> list[Sample]:
    """One for each, in order."""
    routes = Routes(contract, bases) if contract is not None else None
    operations = [_operation(one, routes) for one in taken]
    paths = templates([_path(one.shown.request.url) for one in taken], frozenset(_ids(taken)))
    names = [
        known.name if known else f"{one.shown.request.method} {paths[_path(one.shown.request.url)]}"
        for one, known in zip(taken, operations, strict=True)
    ]
    groups: dict[tuple[str, int], list[Taken]] = {}
    for one, name in zip(taken, names, strict=True):
        groups.setdefault((name, one.response.status), []).append(one)
    schemas = {key: _inferred(group) for key, group in groups.items()}
    found = []
    for one, name, known in zip(taken, names, operations, strict=True):
        key = (name, one.response.status)
        found.append(_sample(one, name, known, groups[key], schemas[key]))
    return found


def _operation(one: Taken, routes: Routes | None) -> Operation | None:
    found = routes.find(one.shown.request.method, one.shown.request.url) if routes else None
    return found.operation if isinstance(found, Match) else None


def _sample(one: Taken, name: str, known: Operation | None, group: list[Taken], inferred: Any) -> Sample:
    request = one.shown.request
    answer = declared_answer(known, one.response.status) if known else None
    media = [media for media in answer.media if "json" in media.type.lower()] if answer else []
    shown = one.shown.response
    assert shown is not None, "only answers are taken"
    return Sample(
        operation=name,
        method=request.method,
        url=request.url,
        sent=b"".join(part.data for part in request.body if isinstance(part, BytesPart)),
        response=one.response,
        shown=shown,
        schema=media[0].schema if media and media[0].schema is not True else inferred,
        declared=frozenset(header.name.lower() for header in answer.headers) if answer else frozenset(),
        changing=_changing(one, group),
        others=tuple(_others(one, group)),
    )


def _inferred(group: list[Taken]) -> Any:
    bodies = [body for one in group[:MOST_SAMPLES] if (body := json_of(one.response)) is not GONE]
    return (infer(bodies) if bodies else {}) or True


def _changing(one: Taken, group: list[Taken]) -> frozenset[str]:
    same = [other for other in group if other.shown.request.url == one.shown.request.url][:MOST_SAMPLES]
    bodies = [body for other in same if (body := parsed(other.response.body)) is not GONE]
    return frozenset(volatile(bodies)) if len(bodies) > 1 else frozenset()


def _others(one: Taken, group: list[Taken]) -> Iterator[bytes]:
    """Bodies about other things: another address of the same operation."""
    for other in group:
        elsewhere = _path(other.shown.request.url) != _path(one.shown.request.url)
        if elsewhere and isinstance(json_of(other.response), dict):
            yield other.response.body
            return


def _path(url: str) -> str:
    rest = url.partition("://")[2].partition("?")[0].partition("#")[0]
    return "/" + rest.partition("/")[2]


def _ids(taken: Iterable[Taken]) -> Iterator[str]:
    """What answers gave as ids; plain words are none, since a path may hold the same word."""
    count = 0
    for one in taken:
        body = json_of(one.response)
        for path, value, _ in places(body) if body is not GONE else ():
            count += 1
            if count > MOST_IDS:
                return
            named = bool(path) and is_id_name(str(path[-1])) and isinstance(value, str | int)
            if named and not isinstance(value, bool) and not str(value).isalpha():
                yield str(value)
