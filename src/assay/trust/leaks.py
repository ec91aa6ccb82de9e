"""Answers that show more than they should: no client breaks, but a test that forbids it must notice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.places import GONE
from assay.trust.change import Change, Sample

_SECRETS = {
    "password": "hunter2",
    "password_hash": "$2b$12$abcdefghijklmnopqrstuv",
    "secret": "s3cr3t",
    "token": "t0k3n",
}
_TRACE = 'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in main\n    <object at 0x7f1c>\nSQL error'
WHY = "further fields are welcome to clients"


def of_leaks(sample: Sample, body: Any) -> Iterator[Change]:
    """A secret beside the rest, the inside of the server, one field more."""
    if isinstance(body, dict):
        yield _more(sample, {**body, "unexpected_field": "unexpected"}, "with a field more")
        yield _more(sample, {**_SECRETS, **body}, "with a secret more")
        yield _more(sample, {**body, "debug": _TRACE}, "with a stack trace")
    elif isinstance(body, list):
        inner = [{**one, **_SECRETS, "debug": _TRACE} if isinstance(one, dict) else one for one in body[:50]]
        yield _more(sample, inner, "with a secret more")
    elif body is GONE and sample.response.body:
        changed = msgspec.structs.replace(sample.response, body=sample.response.body + _TRACE.encode())
        yield Change(where="body", name="with a stack trace", harm="none", response=changed, why=WHY)


def _more(sample: Sample, body: Any, name: str) -> Change:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    changed = msgspec.structs.replace(sample.response, body=text)
    return Change(where="body", name=name, harm="none", response=changed, why=WHY)
