"""What a server may come to answer in the place of what was recorded: each change with the harm that it does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from assay.contract.validation import Validators
from assay.model.places import GONE
from assay.trust.change import Change, Sample
from assay.trust.fields import of_fields
from assay.trust.leaks import of_leaks
from assay.trust.places import json_of
from assay.trust.whole import of_body, of_headers, of_status, of_time

MOST = 240
"""Changes of one answer."""


def changes(sample: Sample, validators: Validators, *, most: int = MOST) -> list[Change]:
    """Each differs from the answer and, by what it does, from the others; of the same place the worst stands first."""
    found: dict[tuple[str, str, int], Change] = {}
    for one in islice(_all(sample, validators), 4 * most):
        if _differs(one, sample) and len(found) < most:
            found.setdefault((*one.key, hash(one.response.body)), one)
    return list(found.values())


def _all(sample: Sample, validators: Validators) -> Iterator[Change]:
    body = json_of(sample.response)
    yield from of_status(sample)
    yield from of_body(sample, body)
    yield from of_headers(sample)
    yield from of_time(sample)
    yield from of_leaks(sample, body)
    if body is not GONE:
        yield from of_fields(sample, body, validators)


def _differs(change: Change, sample: Sample) -> bool:
    one, other = change.response, sample.response
    same = (one.status, one.headers, one.body) == (other.status, other.headers, other.body)
    return not same or change.milliseconds is not None
