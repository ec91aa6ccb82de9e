"""What a variable was when a request went out, read from the request that was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

import msgspec

from assay.promote.request import BARE, Shape
from assay.promote.source import Answer
from assay.promote.templates import Variable, pieces


def sent_value(shape: Shape, answer: Answer | None, name: str) -> str | None:
    """The value of a variable that stands once in the JSON body or the URL; None where that cannot be told."""
    if answer is None:
        return None
    for template, text in _texts(shape, answer):
        if (found := _taken(template.replace(BARE, ""), text, name)) is not None:
            return found
    return None


def _texts(shape: Shape, answer: Answer) -> Iterator[tuple[str, str]]:
    """Each text of the request as written, and as sent."""
    if shape.json is not msgspec.UNSET:
        sent = msgspec.structs.replace(answer, body=answer.sent.encode()).json()
        yield from _leaves(shape.json, sent)
    elif shape.raw:
        yield shape.raw, answer.sent
    path, _, query = answer.url.partition("://")[2].partition("?")
    yield shape.path, unquote_plus("/" + path.partition("/")[2])
    pairs = [part.partition("=") for part in query.split("&")]
    for key, value in shape.query:
        yield from ((value, unquote_plus(one)) for other, _, one in pairs if other == key)


def _leaves(template: Any, sent: Any) -> Iterator[tuple[str, str]]:
    waiting = [(template, sent)]
    while waiting:
        one, other = waiting.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            waiting += [(value, other[key]) for key, value in one.items() if key in other]
        elif isinstance(one, list) and isinstance(other, list):
            waiting += zip(one, other, strict=False)
        elif isinstance(one, str) and isinstance(other, str | int | float):
            yield one, str(other)


def _taken(template: str, text: str, name: str) -> str | None:
    parts = list(pieces(template))
    if sum(isinstance(one, Variable) and one.name == name for one in parts) != 1:
        return None
    pattern = "".join(
        re.escape(one) if not isinstance(one, Variable) else "([^\\n]*)" if one.name == name else "[^\\n]*?"
        for one in parts
    )
    found = re.fullmatch(pattern, text) if len(pattern) < 500 and len(text) < 2_000 else None
    return found[1] if found else None
