"""Values that a schema forbids, each breaking one keyword, the most telling first."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from assay.contract.kinds import kinds
from assay.formats.openapi.sampling import sample
from assay.model.contract import Contract
from assay.probes.pointer import MISSING

LONGEST = 5_000
"""Characters or items up to which a limit is broken by one; what is larger is not sent."""
COERCED = "is a number written as text"
_NEW = 4
"""Characters that make a text a new one."""
MOST_SAMPLED = 100
"""Items or entries that are made one by one."""
FORMATS: dict[str, str] = {
    "date-time": "2026-02-30T12:00:00Z",
    "date": "2026-02-30",
    "time": "25:61:00",
    "email": "no.at.sign",
    "uuid": "not-a-uuid",
    "uri": "no uri at all",
    "ipv4": "999.1.1.1",
    "ipv6": "::g",
    "hostname": "-bad-.example-",
    "duration": "P1",
}
OTHER_NUMBER = 12345
"""What stands where no number may."""
_OTHER: dict[str, Any] = {
    "string": "text",
    "integer": OTHER_NUMBER,
    "boolean": True,
    "array": ["a"],
    "object": {"a": 1},
}


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A value that may not stand there."""

    keyword: str
    """The keyword of JSON Schema that it breaks; `null` for a null where none is allowed."""
    why: str
    """After the name of the field: `is below 1`."""
    value: Any
    weight: int = 50


def wrong_values(schema: dict[str, Any], contract: Contract) -> Iterator[Wrong]:
    """What breaks a schema whose references were followed. Lengths and bounds by one, just outside."""
    allowed = kinds(schema, contract.definitions)
    yield from _limits(schema, allowed, contract)
    if "enum" in schema or "const" in schema:
        if "string" in allowed:
            yield Wrong(keyword="enum", why="is none of its values", value="no-such-value", weight=65)
        elif "integer" in allowed:
            yield Wrong(keyword="enum", why="is none of its values", value=987654321, weight=60)
    yield from _texts(schema, allowed)
    if "null" not in allowed:
        yield Wrong(keyword="null", why="is null", value=None, weight=60)
    yield from _types(schema, allowed)


def wrong_root(schema: dict[str, Any], contract: Contract) -> Iterator[Wrong]:
    """What breaks a whole body: null, and a value of another type."""
    allowed = kinds(schema, contract.definitions)
    if "null" not in allowed:
        yield Wrong(keyword="null", why="is null", value=None, weight=61)
    yield from _types(schema, allowed)


def _limits(schema: dict[str, Any], allowed: frozenset[str], contract: Contract) -> Iterator[Wrong]:
    if allowed & {"integer", "number"}:
        for name, sign, word in (("minimum", -1, "below"), ("maximum", 1, "above")):
            bound = schema.get(name)
            if isinstance(bound, int | float) and not isinstance(bound, bool):
                value = bound + sign if abs(bound) < 2**53 else bound * 2
                yield Wrong(keyword=name, why=f"is {word} {bound}", value=value, weight=70)
            edge = schema.get(f"exclusive{name.capitalize()}")
            if isinstance(edge, int | float) and not isinstance(edge, bool):
                yield Wrong(keyword=f"exclusive{name.capitalize()}", why=f"is {edge}", value=edge, weight=65)
        step = schema.get("multipleOf")
        if isinstance(step, int | float) and not isinstance(step, bool) and step not in (0, 1):
            value = _beside(step, schema, whole="number" not in allowed)
            yield Wrong(keyword="multipleOf", why=f"is no multiple of {step}", value=value, weight=45)
    if "array" in allowed:
        yield from _sizes(schema, contract)
    if "object" in allowed:
        yield from _entries(schema, contract)


def _beside(step: int | float, schema: dict[str, Any], *, whole: bool) -> int | float:
    """A number above the minimum that is no multiple; a whole one, where only such are allowed."""
    least = schema.get("minimum", 0)
    multiple = (math.floor(least / step) + 1) * step if isinstance(least, int | float) else step
    return int(multiple) + 1 if whole else multiple + step / 2


def _entries(schema: dict[str, Any], contract: Contract) -> Iterator[Wrong]:
    """Too few and too many entries of a map; of an object with fields of its own, too few only."""
    least, most, free = schema.get("minProperties"), schema.get("maxProperties"), schema.get("additionalProperties")
    if isinstance(least, int) and least > 0:
        yield Wrong(keyword="minProperties", why="is empty", value={}, weight=50)
    if isinstance(most, int) and 0 < most < MOST_SAMPLED and free is not False and "properties" not in schema:
        value = {f"key{number}": sample(True if free is None else free, contract) for number in range(most + 1)}
        yield Wrong(keyword="maxProperties", why=f"has more than {most} entries", value=value, weight=50)


def _sizes(schema: dict[str, Any], contract: Contract) -> Iterator[Wrong]:
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    if isinstance(least, int) and least > 0:
        yield Wrong(keyword="minItems", why="is empty", value=[], weight=65)
    if isinstance(most, int) and most < LONGEST:
        value = Repeated(count=most + 1, items=_different(schema.get("items", True), most + 1, contract))
        yield Wrong(keyword="maxItems", why=f"has more than {most} items", value=value, weight=55)
    if schema.get("uniqueItems") is True:
        yield Wrong(keyword="uniqueItems", why="has an item twice", value=Repeated(count=2), weight=50)


class Repeated(msgspec.Struct, frozen=True, kw_only=True):
    """In the place of an array: its first item so many times, or these items, where there are some."""

    count: int
    items: tuple[Any, ...] = ()


def _different(items: Any, count: int, contract: Contract) -> tuple[Any, ...]:
    """So many texts or numbers that differ; empty where there are not so many, or they are something else."""
    if count > MOST_SAMPLED:
        return ()
    made = (sample(items, contract, seed=seed) for seed in range(1, 4 * count))
    found = dict.fromkeys(one for one in made if isinstance(one, str | int | float) and not isinstance(one, bool))
    return tuple(islice(found, count)) if len(found) >= count else ()


def _texts(schema: dict[str, Any], allowed: frozenset[str]) -> Iterator[Wrong]:
    if "string" not in allowed or "enum" in schema:
        return
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if isinstance(least, int) and least > 0:
        yield Wrong(keyword="minLength", why="is empty", value="", weight=68)
        if 1 < least < LONGEST:
            why = f"is shorter than {least}"
            yield Wrong(keyword="minLength", why=why, value="x" * (least - 1), weight=50)
    if isinstance(most, int) and most < LONGEST:
        yield Wrong(keyword="maxLength", why=f"is longer than {most}", value="x" * (most + 1), weight=66)
    if isinstance(pattern := schema.get("pattern"), str) and (text := unlike(pattern, least, most)) is not None:
        yield Wrong(keyword="pattern", why="does not match its pattern", value=text, weight=64)
    if (text := FORMATS.get(schema.get("format", ""))) is not None:
        yield Wrong(keyword="format", why=f"is no {schema['format']}", value=text, weight=55)


def unlike(pattern: str, least: Any, most: Any) -> str | None:
    """A text of a right length that a pattern does not match; None where we find none."""
    if len(pattern) > 500:
        return None
    low = least if isinstance(least, int) else 0
    high = most if isinstance(most, int) else 64
    for seed in ("!?", "~", " ", "ü", "A", "0", "-"):
        text = (seed * max(low, 4))[: max(1, min(high, max(low, 4)))]
        try:
            if not re.search(pattern, text):
                return text
        except (re.error, RecursionError, OverflowError):
            return None
    return None


def anew(value: Any, token: str) -> Any:
    """Another text, as long where it is long enough, that ends in what nobody sent before; any other value as it is."""
    end = token[-_NEW:]
    if value == OTHER_NUMBER:
        return int.from_bytes(end.encode())
    if not isinstance(value, str) or not value:
        return value
    return value[:-_NEW] + end if len(value) > _NEW else value + end


def _types(schema: dict[str, Any], allowed: frozenset[str]) -> Iterator[Wrong]:
    """A value of a type that is not allowed, the nearest, and one that holds others."""
    if len(allowed) > 5:
        return
    wrong = [kind for kind in _OTHER if not (kind in allowed or (kind == "integer" and "number" in allowed))]
    held = [kind for kind in wrong if kind in ("array", "object")]
    for kind, weight in dict([*((one, 35) for one in held[-1:]), *((one, 62) for one in wrong[:1])]).items():
        yield Wrong(keyword="type", why=f"is {_a(kind)}", value=_OTHER[kind], weight=weight)
    if allowed & {"integer", "number"} and "string" not in allowed and "enum" not in schema:
        least = schema.get("minimum", 1)
        text = str(least) if isinstance(least, int) and least > 1 else "1"
        yield Wrong(keyword="type", why=COERCED, value=text, weight=48)
    if "integer" in allowed and "number" not in allowed:
        yield Wrong(keyword="type", why="is no whole number", value=1.5, weight=45)


def _a(kind: str) -> str:
    return {"integer": "a number", "array": "an array", "object": "an object", "string": "a text"}.get(
        kind, f"a {kind}"
    )


def is_missing(value: Any) -> bool:
    """Whether a value means that there is none."""
    return value is MISSING
