"""Makes the mutants of an answer: always the same ones, the most harmful first, never more than a limit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import msgspec

from assay.model.http import Response
from assay.mutation.body import of_body
from assay.mutation.headers import of_headers
from assay.mutation.status import of_status

MOST = 400


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """An answer in which one thing is not as it was."""

    name: str
    """What was done, for a reader: `/items/0/price removed`, `status 500`."""
    pointer: str = ""
    """The JSON Pointer (RFC 6901) of what was changed in the body; empty for the whole, the status or a header."""
    response: Response


def mutants(response: Response, *, most: int = MOST) -> Iterator[Mutant]:
    """Each differs from the answer and from the others; they are made as they are asked for."""
    seen = {_key(response)}
    count = 0
    for name, pointer, changed in chain(of_status(response), of_body(response, most), of_headers(response)):
        key = _key(changed)
        if key in seen:
            continue
        if count >= most:
            return
        seen.add(key)
        count += 1
        yield Mutant(name=name, pointer=pointer, response=changed)


def _key(response: Response) -> int:
    return hash((response.status, response.headers, response.body))
