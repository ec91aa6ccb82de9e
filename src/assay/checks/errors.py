"""Errors have one shape: that which this API uses everywhere else, with the status that the answer really has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.checks.answer import content_of, place_in, schema_of
from assay.checks.check import Check, Judge, Seen
from assay.contract.media_ranges import essence
from assay.contract.responses import declared_answer
from assay.model.finding import Basis, Finding
from assay.model.rule import Rule

SHAPE = Rule(
    name="error-shape",
    title="An error has a shape of its own",
    law="Refusals have the shape that this API uses everywhere else",
    severity="low",
    basis="inferred",
    assumes="Where nearly all refusals have the same fields, the others should. Statuses that come from the machinery "
    "in front of an API, or from its framework, may have a shape of their own if they have it everywhere; where the "
    "contract declares the other shape, it is meant.",
)
STATUS = Rule(
    name="error-status",
    title="An error tells another status than it has",
    law="A status in an error's body is that of the answer (RFC 9457, 3.1.3)",
    severity="low",
    basis="inferred",
    assumes="A number from 400 to 599 in a field that is called status is an HTTP status. Numbers in other fields "
    "(code, errno) are the API's own, and are not looked at.",
)
SUCCESS = Rule(
    name="error-as-success",
    title="An error is answered as a success",
    law="What did not succeed is not answered with 2xx (RFC 9110, 15.3)",
    severity="medium",
    basis="inferred",
    assumes="An answer of success that has all the fields of this API's errors, and that are not in its schema, is an "
    "error. An API that always answers 200 has no errors to learn from.",
)
_MACHINERY = frozenset({401, 403, 404, 405, 406, 407, 408, 411, 413, 414, 415, 417, 421, 426, 428, 429, 431, 451})
_STATUSES = ("status", "statusCode", "status_code", "httpStatus", "http_status")
SAMPLES = 12
"""Refusals, each of another operation, status or shape, that must have been seen before there is a shape."""
OPERATIONS = 4
SHARE = 0.9
ELSEWHERE = 3
"""Other operations that must use the shape with a status before it counts for one that machinery may answer with."""


class _Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal as far as clients rely on it: its media type, and the fields of the object, if it is one."""

    media: str
    fields: frozenset[str] | None
    """None where the body is no object."""


class _Errors:
    """Learns the shape from all refusals, and judges each by it."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._media: Counter[str] = Counter()
        self._fields: Counter[str] = Counter()
        self._count = 0
        self._seen: defaultdict[int, defaultdict[str, list[_Shape]]] = defaultdict(lambda: defaultdict(list))

    def __call__(self, seen: Seen) -> Iterator[Finding]:
        """Learns at once, and judges when it is asked for the findings."""
        if seen.exchange.request.method == "HEAD" or seen.response.truncated:
            return iter(())
        content = content_of(seen)
        shape = _shape(seen, content)
        if 400 <= seen.response.status < 500:
            self._learn(seen, shape)
        return self._judged(seen, shape, content)

    def _judged(self, seen: Seen, shape: _Shape, content: Any) -> Iterator[Finding]:
        status = seen.response.status
        if 400 <= status < 500:
            yield from self._shapes(seen, shape)
        if 400 <= status < 600:
            yield from _statuses(seen, content)
        elif 200 <= status < 300 and isinstance(content, dict):
            yield from self._successes(seen, content)

    def _learn(self, seen: Seen, shape: _Shape) -> None:
        if seen.exchange.id in self._known:
            return
        self._known.add(seen.exchange.id)
        shapes = self._seen[seen.response.status][seen.operation.name]
        if shape in shapes:
            return  # many refusals of one kind say no more than one
        shapes.append(shape)
        self._count += 1
        self._media[shape.media] += 1
        self._fields.update(shape.fields or ())

    def _common(self) -> _Shape | None:
        """The shape that nearly all refusals have."""
        operations = {name for by_operation in self._seen.values() for name in by_operation}
        if self._count < SAMPLES or len(operations) < OPERATIONS:
            return None
        fields = frozenset(name for name, count in self._fields.items() if count >= SHARE * self._count)
        media, count = self._media.most_common(1)[0]
        return _Shape(media=media if count >= SHARE * self._count else "", fields=fields) if fields else None

    def _shapes(self, seen: Seen, shape: _Shape) -> Iterator[Finding]:
        common = self._common()
        if common is None or _fits(shape, common) or _is_meant(seen):
            return
        status = seen.response.status
        if status in _MACHINERY and not self._is_used_elsewhere(seen, common):
            return
        wanted = f"the fields {', '.join(sorted(common.fields or ()))[:200]}"
        if not seen.response.body:
            told = "it has no body"
        elif shape.fields is None:
            told = f"it is {shape.media or 'of no media type'}, and no JSON object"
        else:
            lacking = sorted((common.fields or frozenset()) - shape.fields)
            told = (
                f"it has no {' and no '.join(lacking)[:200]}"
                if lacking
                else f"it is {shape.media or 'of no media type'}"
            )
        message = f"Expected the refusal {status} to have {wanted}, as others of this API do; {told}."
        yield seen.finding(SHAPE, message, where=str(status), cause=f"shape {told}")

    def _is_used_elsewhere(self, seen: Seen, common: _Shape) -> bool:
        by_operation = self._seen[seen.response.status]
        good = [name for name, shapes in by_operation.items() if all(_fits(one, common) for one in shapes)]
        others = len(by_operation) - len(good)
        return len(good) >= ELSEWHERE and len(good) > 3 * others

    def _successes(self, seen: Seen, content: dict[str, Any]) -> Iterator[Finding]:
        common = self._common()
        schema = schema_of(seen)
        if common is None or not common.fields or schema is None:
            return
        if len(common.fields) < 2 and not common.fields & {"error", "errors"}:
            return  # a message alone may tell of a success as well
        if not common.fields <= content.keys():
            return
        if all(place_in(schema, (name,), seen.contract)[0] is None for name in common.fields):
            named = ", ".join(sorted(common.fields))[:200]
            message = f"Expected a refusal with a status of its own; {seen.response.status} has an error's {named}."
            yield seen.finding(SUCCESS, message, where=str(seen.response.status), cause="error as success")


def _shape(seen: Seen, content: Any) -> _Shape:
    fields = frozenset(content) if isinstance(content, dict) else None
    media = essence(seen.response.header("content-type") or "") if seen.response.body else ""
    return _Shape(media=media, fields=fields)


def _fits(shape: _Shape, common: _Shape) -> bool:
    if shape.fields is None or (common.fields is not None and not common.fields <= shape.fields):
        return False
    return not common.media or shape.media == common.media


def _is_meant(seen: Seen) -> bool:
    """Whether the contract says what this very refusal holds: then that is what it is held against."""
    answer = declared_answer(seen.operation, seen.response.status)
    if answer is None:
        return False
    if not answer.media:
        return not seen.response.body
    return any(media.schema is not True and media.schema != {} for media in answer.media)


def _statuses(seen: Seen, content: Any) -> Iterator[Finding]:
    if not isinstance(content, dict):
        return
    is_problem = essence(seen.response.header("content-type") or "") == "application/problem+json"
    inner = content.get("error")
    for place, fields in (("", content), ("/error", inner if isinstance(inner, dict) else {})):
        for name in _STATUSES:
            value = fields.get(name)
            if isinstance(value, int) and 400 <= value < 600 and value != seen.response.status:
                message = f"Expected the status {seen.response.status} in the body too; {name} is {value}."
                basis: Basis = "declared" if is_problem and name == "status" and not place else "inferred"
                yield seen.finding(STATUS, message, where=f"{place}/{name}", basis=basis, cause=f"status {value}")
                return


def _fresh() -> Judge:
    return _Errors()


CHECK = Check(name="errors", rules=(SHAPE, STATUS, SUCCESS), judge=_fresh, learns=True)
