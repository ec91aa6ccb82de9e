"""Takes a secret out of the other places of a request in which it stands: path, body, scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from assay.model.names import is_secret
from assay.model.suite import BodyTemplate, Entry, UrlTemplate
from assay.promote.source import Source

SHORT = 6
SHORTEST = 8
"""Characters; what is shorter stands in other texts by chance."""
LONG = 16
"""Characters from which on a mere word is no part of another text."""
HIDDEN = "***"
"""What stands in a script, inside of another text."""


def without(source: Source, named: Mapping[str, str]) -> Source:
    """The source with a variable in the place of each value of `named`; in a script it is asked for, where it
    is a whole literal, and else only taken out.
    """
    known = {value: f"{{{{{name}}}}}" for value, name in named.items() if _is_apart(value)}
    told = {value: name for value, name in named.items() if is_telling(value)}
    if not (known or told):
        return source
    request = source.step.request
    change = msgspec.structs.replace
    body = _body(request.body, known) if request.body else None
    changed = change(request, url=_url(request.url, known), headers=_entries(request.headers, known), body=body)
    hidden = dict.fromkeys(known, HIDDEN)
    scripts = tuple(change(one, source=_filled(_asked(one.source, told), hidden)) for one in source.scripts)
    return change(source, step=change(source.step, request=changed), scripts=scripts)


def is_telling(value: str) -> bool:
    """Whether a text can be but the secret: it names no field, and is no word that means something else elsewhere."""
    return not is_secret(value) and (len(value) >= SHORTEST or (len(value) >= SHORT and not value.isalpha()))


def _is_apart(value: str) -> bool:
    """Whether it stands inside of another text only on purpose."""
    return is_telling(value) and len(value) >= (LONG if value.isalpha() else SHORTEST)


def _asked(script: str, told: Mapping[str, str]) -> str:
    """The script, with the variable asked for wherever a whole literal is the secret."""
    for value, name in told.items():
        for quote in "\"'`":
            script = script.replace(f"{quote}{value}{quote}", f"pm.variables.get({json.dumps(name)})")
    return script


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
