"""Takes a secret out of the other places of a request in which it stands: path, body, scripts."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from assay.model.suite import BodyTemplate, Entry, UrlTemplate
from assay.promote.source import Source

SHORTEST = 8
"""Characters; what is shorter stands in other texts by chance."""
HIDDEN = "***"
"""What stands in a script, which cannot be told another value by its text."""


def without(source: Source, named: Mapping[str, str]) -> Source:
    """The source with a variable in the place of each value of `named`; in a script it is only taken out."""
    known = {value: f"{{{{{name}}}}}" for value, name in named.items() if len(value) >= SHORTEST}
    if not known:
        return source
    request = source.step.request
    change = msgspec.structs.replace
    body = _body(request.body, known) if request.body else None
    changed = change(request, url=_url(request.url, known), headers=_entries(request.headers, known), body=body)
    hidden = dict.fromkeys(known, HIDDEN)
    scripts = tuple(change(one, source=_filled(one.source, hidden)) for one in source.scripts)
    return change(source, step=change(source.step, request=changed), scripts=scripts)


def _url(url: UrlTemplate, known: Mapping[str, str]) -> UrlTemplate:
    path = tuple(_filled(part, known) for part in url.path) if url.path else url.path
    return msgspec.structs.replace(url, path=path, query=_entries(url.query, known))


def _body(body: BodyTemplate, known: Mapping[str, str]) -> BodyTemplate:
    return msgspec.structs.replace(
        body,
        raw=_filled(body.raw, known),
        urlencoded=_entries(body.urlencoded, known),
        formdata=_entries(body.formdata, known),
    )


def _entries(entries: tuple[Entry, ...], known: Mapping[str, str]) -> tuple[Entry, ...]:
    return tuple(
        msgspec.structs.replace(one, value=_filled(one.value, known)) if isinstance(one.value, str) else one
        for one in entries
    )


def _filled(text: str, known: Mapping[str, str]) -> str:
    for value, instead in known.items():
        text = text.replace(value, instead)
    return text
