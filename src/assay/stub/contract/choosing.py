"""Which of its declared answers an operation gives: the one that was asked for, else that of success."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from assay.contract.media_ranges import essence, is_json
from assay.contract.responses import declared_answer
from assay.model.contract import Answer, Media, Operation
from assay.model.stub.received import Received

_CREATING = ("201", "200", "202", "204")
_OTHERS = ("200", "204", "201", "202")
_CODE = re.compile(r"[1-5]\d\d")
_NOTHING = Answer(status="200")


class Preference(msgspec.Struct, frozen=True, kw_only=True):
    """What a client asks of a stand-in, and would not ask of the real one."""

    code: int | None = None
    dynamic: bool = False
    """Values made from the schema, also where there are examples."""


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The declared answer, with the status that it is given under."""

    status: int
    answer: Answer


def preference(received: Received) -> Preference:
    """From `Prefer: code=404, dynamic=true` (RFC 7240), or `?__code=404&__dynamic=true`; the header goes first."""
    told = {key[2:]: value for key, value in received.query if key in ("__code", "__dynamic")}
    for line in received.header_values("Prefer"):
        for part in re.split(r"[,;]", line)[:20]:
            key, _, value = part.partition("=")
            told[key.strip().lower()] = value.strip().strip('"')
    code = told.get("code", "")
    return Preference(
        code=int(code) if _CODE.fullmatch(code) else None, dynamic=told.get("dynamic", "").lower() == "true"
    )


def chosen(operation: Operation, wanted: Preference) -> Chosen | None:
    """The answer; None where another status is asked for than what is declared."""
    if wanted.code is not None:
        found = declared_answer(operation, wanted.code)
        return None if found is None else Chosen(status=wanted.code, answer=found)
    return success(operation)


def success(operation: Operation) -> Chosen:
    """The answer of success; where none is declared, what comes nearest, and 200 without a body for nothing at all."""
    declared = {one.status: one for one in operation.answers}
    creating = operation.method == "POST"
    order = (*(_CREATING if creating else _OTHERS), *sorted(key for key in declared if key.startswith("2")))
    for status in order:
        if status in declared:
            return Chosen(status=_number(status, 201 if creating else 200), answer=declared[status])
    for status in ("default", *sorted(declared)):
        if status in declared:
            return Chosen(status=_number(status, 201 if creating else 200), answer=declared[status])
    return Chosen(status=200, answer=_NOTHING)


def _number(status: str, success: int) -> int:
    """A status, a class of them, or `default` as one number."""
    if status == "default":
        return success
    if status.endswith("XX"):
        return success if status[0] == "2" else int(status[0]) * 100
    return int(status)


def media_for(media: Sequence[Media], accept: str) -> Media | None:
    """What is declared and accepted, JSON first; the first one where the client accepts none of them."""
    if not media:
        return None
    ranges = [essence(one) for one in accept.split(",")[:50] if essence(one)] or ["*/*"]
    fitting = [one for one in media if any(_accepts(pattern, essence(one.type)) for pattern in ranges)] or list(media)
    return next((one for one in fitting if is_json(one.type)), fitting[0])


def _accepts(pattern: str, kind: str) -> bool:
    return pattern in ("*/*", kind) or (pattern.endswith("/*") and kind.startswith(pattern[:-1])) or "*" in kind
