"""Values of a body that must repeat what the thing itself says: a payment of its total, the version that was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.probes.pointer import MISSING, at, joined, put
from assay.probes.resources import words_of

MOST = 4
"""Fields of the thing that are tried for one field of the body."""
Echo = tuple[str, str]
"""JSON Pointers: into the body, and into the thing."""


def echoes(body: Any, content: Any) -> Iterator[Echo]:
    """What may have to repeat what: fields of one name first, then numbers, those that share a word in front."""
    if not isinstance(body, dict) or not isinstance(content, dict):
        return
    for name, value in body.items():
        if name in content and type(content[name]) is type(value) and content[name] != value:
            yield joined(name), joined(name)
    for name, value in body.items():
        if _is_number(value) and name not in content:
            yield from ((joined(name), joined(other)) for other in _numbers(content, name, value)[:MOST])


def _numbers(content: dict[str, Any], name: str, value: Any) -> list[str]:
    """The fields of the thing with another number, those that share a word with `name` first."""
    words = set(words_of(name))
    found = [other for other, one in content.items() if _is_number(one) and one != value]
    return sorted(found, key=lambda other: -len(words & set(words_of(other))))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def echoed(body: Any, content: Any, known: Echo | None) -> Any:
    """The body with the echo in its place; as it is where there is none, or the thing does not say."""
    if known is None:
        return body
    value = at(content, known[1])
    return body if value is None or value is MISSING else put(body, known[0], value)
