"""What a suite called of an API, and what it looked at: a fold that merges, and its summary in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from assay.contract.direction import Direction
from assay.contract.responses import declared_answer
from assay.model.contract import Answer, Contract, Operation, Schema
from assay.report.clean import cut, line

DEEPEST = 6
MOST_FIELDS = 400
"""Fields of one answer that are counted."""
MOST_NAMES = 12
_READ: Direction = "response"


class Seen(msgspec.Struct, kw_only=True):
    """One operation: how often each status came, which of them a check looked at, and which fields."""

    calls: dict[str, int] = {}
    statuses: set[str] = set()
    fields: dict[str, set[str]] = {}
    """By status, JSON Pointers with `*` for any index."""


class Coverage(msgspec.Struct, kw_only=True):
    """By operation, as `GET /v1/users/{id}`."""

    operations: dict[str, Seen] = {}

    def called(self, operation: str, status: int) -> None:
        """It was called once more."""
        calls = self._seen(operation).calls
        calls[str(status)] = calls.get(str(status), 0) + 1

    def checked_status(self, operation: str, status: int) -> None:
        """A check looked at the status."""
        self._seen(operation).statuses.add(str(status))

    def checked_field(self, operation: str, status: int, pointer: str) -> None:
        """A check looked at a field."""
        self._seen(operation).fields.setdefault(str(status), set()).add(pointer)

    def merge(self, other: Coverage) -> None:
        """Take in what another worker saw."""
        for name, theirs in other.operations.items():
            ours = self._seen(name)
            for status, count in theirs.calls.items():
                ours.calls[status] = ours.calls.get(status, 0) + count
            ours.statuses |= theirs.statuses
            for status, pointers in theirs.fields.items():
                ours.fields.setdefault(status, set()).update(pointers)

    def _seen(self, operation: str) -> Seen:
        return self.operations.setdefault(operation, Seen(calls={}, statuses=set(), fields={}))


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How much of something there is."""

    declared: int = 0
    called: int = 0
    asserted: int = 0


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """A coverage in numbers, and the names of what is missing."""

    operations: Share
    statuses: Share
    fields: Share
    unseen: tuple[str, ...]
    """Never called."""
    unjudged: tuple[str, ...]
    """Called, and no check looked at anything."""


def figures(contract: Contract, coverage: Coverage) -> Figures:
    """The numbers. `called` of a field means that an answer with its status came."""
    seen = {operation.name: coverage.operations.get(operation.name, Seen()) for operation in contract.operations}
    judged = {name for name, one in seen.items() if one.statuses or one.fields}
    unseen = tuple(name for name, one in seen.items() if not one.calls)
    return Figures(
        operations=Share(declared=len(seen), called=len(seen) - len(unseen), asserted=len(judged)),
        statuses=_sum(_statuses(operation, seen[operation.name]) for operation in contract.operations),
        fields=_sum(_fields(contract, operation, seen[operation.name]) for operation in contract.operations),
        unseen=unseen,
        unjudged=tuple(name for name, one in seen.items() if one.calls and name not in judged),
    )


def _sum(shares: Iterator[Share]) -> Share:
    every = list(shares)
    return Share(
        declared=sum(one.declared for one in every),
        called=sum(one.called for one in every),
        asserted=sum(one.asserted for one in every),
    )


def _declared(operation: Operation, statuses: Mapping[str, object] | set[str]) -> set[str]:
    """The declared answers, as `200`, `4XX` or `default`, that some statuses are."""
    answers = (declared_answer(operation, int(status)) for status in statuses)
    return {answer.status for answer in answers if answer is not None}


def _statuses(operation: Operation, seen: Seen) -> Share:
    return Share(
        declared=len(operation.answers),
        called=len(_declared(operation, seen.calls)),
        asserted=len(_declared(operation, seen.statuses)),
    )


def _fields(contract: Contract, operation: Operation, seen: Seen) -> Share:
    declared = called = asserted = 0
    came = _declared(operation, seen.calls)
    for answer in operation.answers:
        names = fields_of(contract, answer)
        declared += len(names)
        called += len(names) if answer.status in came else 0
        looked = {pointer for status, found in seen.fields.items()
                  if declared_answer(operation, int(status)) is answer for pointer in found}  # fmt: skip
        asserted += len(names & looked)
    return Share(declared=declared, called=called, asserted=asserted)


def fields_of(contract: Contract, answer: Answer) -> set[str]:
    """The fields that an answer declares, as JSON Pointers with `*` for any index."""
    found: set[str] = set()
    for media in answer.media:
        if "json" in media.type:
            _walk(contract.definitions, media.schema, "", 0, found)
    return found


def _walk(definitions: Mapping[str, Schema], schema: Schema, at: str, depth: int, found: set[str]) -> None:
    if not isinstance(schema, dict) or depth > DEEPEST or len(found) >= MOST_FIELDS:
        return
    reference = schema.get("$ref")
    if isinstance(reference, str):
        _walk(definitions, definitions.get(reference.removeprefix("#/$defs/"), True), at, depth + 1, found)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for one in schema.get(keyword, ()):
            _walk(definitions, one, at, depth + 1, found)
    if isinstance(schema.get("items"), dict):
        _walk(definitions, schema["items"], f"{at}/*", depth + 1, found)
    properties = schema.get("properties")
    for name, one in (properties if isinstance(properties, dict) else {}).items():
        if isinstance(one, dict) and one.get("writeOnly"):
            continue
        pointer = f"{at}/{escaped(name)}"
        found.add(pointer)
        _walk(definitions, one, pointer, depth + 1, found)


def escaped(name: str) -> str:
    """A name as it stands in a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def summary_lines(contract: Contract, coverage: Coverage) -> Iterator[str]:
    """The summary for a terminal: asserted beside merely called."""
    found = figures(contract, coverage)
    for name, share in (("operations", found.operations), ("statuses", found.statuses), ("fields", found.fields)):
        yield f"{name:<11}{share.declared:>6} declared {share.called:>6} called {share.asserted:>6} asserted"
    if found.unjudged:
        yield f"called, and nothing looked at: {_names(found.unjudged)}"
    if found.unseen:
        yield f"never called: {_names(found.unseen)}"


def _names(names: tuple[str, ...]) -> str:
    shown = ", ".join(line(cut(name, 80)) for name in names[:MOST_NAMES])
    return shown + (f", and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else "")
