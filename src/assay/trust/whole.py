"""The answer changed as a whole: its status, its body, its headers, the time that it takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.http import Header, Response
from assay.model.places import GONE
from assay.mutation.status import REASONS
from assay.trust.change import Change, Harm, Sample
from assay.trust.pinned import pins
from assay.trust.places import is_same

SLOW = 60_000.0
"""Milliseconds of an answer that is slow by any measure."""
_PAGE = b"<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n"
_OTHER_SHAPE = b'{"message":"Something went wrong","errorCode":-1}'
_OF_STATUS = {201: ("location",), 401: ("www-authenticate",), 405: ("allow",), 429: ("retry-after",)}
"""Headers that a status calls for (RFC 9110, 15)."""
_MOST_HEADERS = 30


def of_status(sample: Sample) -> Iterator[Change]:
    """A failure in the place of a success, a success in that of a refusal, and another one of the same class."""
    status = sample.response.status
    wanted: tuple[tuple[int, Harm], ...] = ((200, "high"), (500, "high"), (418 if status == 400 else 400, "medium"))
    if status < 400:
        wanted = ((500, "high"), (403, "high"), (404, "high"), (202 if status != 202 else 200, "medium"))
    for other, harm in wanted:
        if other != status:
            reason = REASONS.get(other, "")
            changed = msgspec.structs.replace(sample.response, status=other, reason=reason)
            yield Change(where="status", name=str(other), harm=harm, response=changed)


def of_body(sample: Sample, body: Any) -> Iterator[Change]:
    """Nothing, an error page, half of it; another error's shape; what belongs to somebody else."""
    data = sample.response.body
    if not data:
        return
    yield Change(where="body", name="empty", harm="high", response=_with(sample, b""))
    page = _valued(_with(sample, _PAGE), "content-type", "text/html")
    yield Change(where="body", name="an error page", harm="high", response=page)
    if body is GONE:
        return
    yield Change(where="body", name="cut in half", harm="high", response=_with(sample, data[: len(data) // 2]))
    if sample.response.status >= 400 and isinstance(body, dict):
        yield Change(where="body", name="another error shape", harm="medium", response=_with(sample, _OTHER_SHAPE))
    yield from _of_others(sample, body)


def _of_others(sample: Sample, body: Any) -> Iterator[Change]:
    """The thing that another address names: only where its id stands in the answer can anybody tell."""
    if not isinstance(body, dict) or sample.response.status >= 400:
        return
    known = pins(sample, body)
    named = [name for name, value in body.items() if known.of((name,), value) == "address"]
    for other in sample.others[:1]:
        found = json.loads(other)
        if named and all(not is_same(found.get(name), body[name]) for name in named):
            changed = _with(sample, other)
            yield Change(where="body", name="another record's data", harm="high", response=changed)


def of_headers(sample: Sample) -> Iterator[Change]:
    """Those that clients go by, gone or another; the rest only to see whether a test looks at them."""
    response = sample.response
    names = list(dict.fromkeys(one.name.lower() for one in response.headers))[:_MOST_HEADERS]
    called = (*_OF_STATUS.get(response.status, ()), *(("location",) if 300 <= response.status < 400 else ()))
    for name in names:
        where = f"header {name}"
        harm: Harm = "none"
        why = "nothing declares this header"
        if name == "content-type":
            harm = "medium" if response.body else "none"
            why = "" if response.body else "there is nothing to be of a type"
            other = _valued(response, name, "text/html" if "html" not in _value(response, name) else "text/plain")
            yield Change(where=where, name="another type", harm=harm, response=other, why=why)
        elif name in called or name in sample.declared:
            harm, why = "medium" if name in called else "low", ""
        if name != "content-type" or harm == "none":
            yield Change(where=where, name="removed", harm=harm, response=_without(response, name), why=why)
        changed = _valued(response, name, "changed")
        why = "the value of a header differs from answer to answer"
        yield Change(where=where, name="another value", harm="none", response=changed, why=why)


def of_time(sample: Sample) -> Iterator[Change]:
    """The same answer, but late: no limit is declared anywhere, so that it does not count."""
    why = "nothing declares how long an answer may take"
    yield Change(where="time", name="a minute", harm="none", response=sample.response, milliseconds=SLOW, why=why)


def _with(sample: Sample, body: bytes) -> Response:
    return msgspec.structs.replace(sample.response, body=body)


def _value(response: Response, name: str) -> str:
    return response.header(name) or ""


def _without(response: Response, name: str) -> Response:
    left = tuple(one for one in response.headers if one.name.lower() != name)
    return msgspec.structs.replace(response, headers=left)


def _valued(response: Response, name: str, value: str) -> Response:
    headers = tuple(Header(one.name, value) if one.name.lower() == name else one for one in response.headers)
    return msgspec.structs.replace(response, headers=headers)
