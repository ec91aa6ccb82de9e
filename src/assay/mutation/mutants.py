"""Makes the mutants of an answer: always the same ones, the most harmful first, never more than a limit."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

import msgspec

from assay.model.http import Response
from assay.mutation.body import of_body
from assay.mutation.headers import of_headers
from assay.mutation.status import Change, of_rarer_status, of_status

MOST = 400
ENOUGH = 50
"""Below so many, an answer is looked at under the rarer statuses too."""


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """An answer in which one thing is not as it was."""

    name: str
    """What was done, for a reader: `/items/0/price removed`, `status 500`."""
    pointer: str = ""
    """The JSON Pointer (RFC 6901) of what was changed in the body; empty for the whole, the status or a header."""
    response: Response


def mutants(response: Response, *, most: int = MOST, named: Collection[str] = ()) -> Iterator[Mutant]:
    """Each differs from the answer and from the others. Where there are too many, `named` fields come first."""
    likely = list(islice(_different(response, _likely(response, most, named)), most))
    for name, pointer, changed in likely:
        yield Mutant(name=name, pointer=pointer, response=changed)
    for name, pointer, changed in islice(of_rarer_status(response), max(0, min(ENOUGH, most) - len(likely))):
        yield Mutant(name=name, pointer=pointer, response=changed)


def _likely(response: Response, most: int, named: Collection[str]) -> Iterator[Change]:
    """Statuses, bodies, headers: however large the body is, some headers are changed too."""
    headers = list(of_headers(response))
    statuses = list(of_status(response))
    kept = min(len(headers), most // 8)
    yield from statuses
    yield from of_body(response, max(0, most - len(statuses) - kept), named)
    yield from headers


def _different(response: Response, changes: Iterator[Change]) -> Iterator[Change]:
    """Without what was there before."""
    seen = {_key(response)}
    for change in changes:
        key = _key(change[2])
        if key not in seen:
            seen.add(key)
            yield change


def _key(response: Response) -> int:
    return hash((response.status, response.headers, response.body))
