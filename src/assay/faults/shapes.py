"""JSON answers with one place changed, and what a schema says of that place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from assay.contract.subschemas import referred
from assay.faults.fault import Given, Variant, Variants
from assay.faults.sending import sent
from assay.model.contract import Schema
from assay.model.places import GONE, Path, places, pointer, put
from assay.model.stub.acts import Acts

MOST = 200
"""Variants of one answer."""
_MOST_BYTES = 4 * 1024 * 1024
_DEEPEST = 60
_ALTERNATIVES = ("allOf", "anyOf", "oneOf")
Place = tuple[Path, Any, Any, tuple[dict[str, Any], ...]]
"""Path, value, what holds it, and the schemas that judge the value."""
Changes = Callable[[Place], Iterator[tuple[str, Any]]]
"""What a place is changed to: a few words, and the value."""


def parsed(given: Given) -> Any:
    """The body as JSON; GONE where it is none, or too large."""
    if not given.answer.body or len(given.answer.body) > _MOST_BYTES:
        return GONE
    try:
        return json.loads(given.answer.body)
    except (ValueError, RecursionError):
        return GONE


def everywhere(changes: Changes) -> Variants:
    """Variants by changing each place in turn, the outermost first."""

    def variants(given: Given) -> tuple[Variant, ...]:
        value = parsed(given)
        found: list[Variant] = []
        for path, inner, owner in () if value is GONE else places(value):
            if len(path) > _DEEPEST:
                break
            for name, changed in changes((path, inner, owner, schemas_at(given, path))):
                found.append(_variant(given, value, path, name, changed))
                if len(found) == MOST:
                    return tuple(found)
        return tuple(found)

    return variants


def one_of(variants: Variants) -> Callable[[Given], Acts]:
    """Runs a semantic fault: the variant at the setting `pointer`, else the first; the healthy answer if none."""

    def run(given: Given) -> Acts:
        made = variants(given)
        wanted = given.settings.get("pointer", "")
        chosen = [one for one in made if one.pointer == wanted] if wanted else list(made)
        return sent(chosen[0].answer if chosen else given.answer)

    return run


def _variant(given: Given, value: Any, path: Path, name: str, changed: Any) -> Variant:
    body = json.dumps(put(value, path, changed), ensure_ascii=False, separators=(",", ":"))
    return Variant(
        pointer=pointer(path), name=name, answer=given.answer.with_body(body.encode("utf-8", "surrogatepass"))
    )


def schemas_at(given: Given, path: Path) -> tuple[dict[str, Any], ...]:
    """The schemas that judge the value at a place, all alternatives included; none where nothing is declared."""
    found = _resolved([given.schema], given)
    for step in path:
        found = _resolved([inner for schema in found for inner in _inner(schema, step)], given)
    return tuple(found)


def _inner(schema: dict[str, Any], step: str | int) -> Iterator[Schema]:
    if isinstance(step, int):
        first = schema.get("prefixItems", [])
        yield first[step] if step < len(first) else schema.get("items", True)
    else:
        yield schema.get("properties", {}).get(step, schema.get("additionalProperties", True))


def _resolved(schemas: list[Schema], given: Given) -> list[dict[str, Any]]:
    """The schemas with what they refer to and consist of."""
    found: list[dict[str, Any]] = []
    waiting = list(schemas)
    while waiting and len(found) < MOST:
        schema = waiting.pop(0)
        if not isinstance(schema, dict) or any(schema is known for known in found):
            continue
        found.append(schema)
        name = referred(schema)
        waiting.extend([given.definitions[name]] if name in given.definitions else [])
        waiting.extend(one for key in _ALTERNATIVES for one in schema.get(key, ()))
    return found
