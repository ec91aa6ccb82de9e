"""A curl command in another form, by the name of that form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from assay.formats.code.asked import Asked, asked
from assay.formats.document import Loss
from assay.model.errors import UsageError
from assay.model.transfer import Transfer

Form = Callable[[Sequence[Asked]], tuple[str, list[tuple[str, ...]]]]
"""Requests to (text, what it lacks for each of them)."""

_FORMS = {
    "har": "har.archive",
    "json": "json_form.document",
    "python": "python.script",
    "pytest": "pytest_form.module",
    "httpie": "httpie.commands",
    "postman": "postman.collection",
    "fetch": "fetch.script",
}
KINDS = tuple(_FORMS)


def render(kind: str, transfers: Sequence[Transfer]) -> tuple[str, tuple[Loss, ...]]:
    """(the text with its last line end, what it cannot hold). Raises UsageError for a kind that is not in KINDS."""
    if kind not in _FORMS:
        raise UsageError(f"{kind!r} is no form of a request", where="--as", remedy=f"It can be: {', '.join(KINDS)}.")
    module, _, function = _FORMS[kind].partition(".")
    write: Form = getattr(import_module(f"assay.formats.code.{module}"), function)
    requests = [asked(transfer) for transfer in transfers]
    text, lacks = write(requests)
    return text, tuple(_losses(requests, lacks))


def _losses(requests: Sequence[Asked], lacks: Sequence[tuple[str, ...]]) -> list[Loss]:
    """Each thing once for each request."""
    return [
        Loss(where=f"{one.method} {one.url}" if len(requests) > 1 else "", what=what)
        for one, lacking in zip(requests, lacks, strict=True)
        for what in dict.fromkeys(lacking)
    ]
