"""What a request has to be, beside its method and path: `when` of a route."""

from __future__ import annotations

from collections.abc import Callable

from assay.formats.stub_file.spot import Spot, shown
from assay.model.stub.java_regex import BadRegex, compiled
from assay.model.stub.mapping import MultipartPattern
from assay.model.stub.matcher import (
    Absent,
    AllOf,
    AnyOf,
    Contains,
    EqualTo,
    EqualToJson,
    Matcher,
    Matches,
    MatchesJsonPath,
    MatchesJsonSchema,
    Not,
)

KNOWN = ("path", "query", "headers", "cookies", "form", "body", "multipart")
_MAX_NESTED = 20
_MAX_NAMES = 1_000


def values(spot: Spot) -> dict[str, Matcher]:
    """By name, what a value has to be."""
    members = spot.members()
    if len(members) > _MAX_NAMES:
        raise spot.wrong(f"{spot.name} names more than {_MAX_NAMES} values.")
    return {name: matcher(member) for name, member in members}


def bodies(spot: Spot) -> tuple[Matcher, ...]:
    """What the body has to be; a list means all of it."""
    if not spot:
        return ()
    return tuple(matcher(item) for item in spot.items()) if isinstance(spot.value, list) else (matcher(spot),)


def parts(spot: Spot) -> tuple[MultipartPattern, ...]:
    """Parts that a multipart body has to have."""
    return tuple(_part(item) for item in spot.items())


def _part(spot: Spot) -> MultipartPattern:
    spot.only(("name", "filename", "headers", "body"), "a part")
    return MultipartPattern(
        name=matcher(spot.at("name")) if spot.at("name") else None,
        filename=matcher(spot.at("filename")) if spot.at("filename") else None,
        headers=values(spot.at("headers")),
        body=bodies(spot.at("body")),
    )


def matcher(spot: Spot, depth: int = 0) -> Matcher:
    """A plain value is what it has to equal; a table says how else it is compared, all of it together."""
    if depth > _MAX_NESTED:
        raise spot.wrong(f"This is nested deeper than {_MAX_NESTED} levels.")
    if not isinstance(spot.value, dict):
        return EqualTo(text=spot.scalar())
    spot.only(_READERS, "a comparison")
    found = tuple(_READERS[key](member, depth) for key, member in spot.members())
    if not found:
        raise spot.wrong("This compares nothing.", f"It knows: {', '.join(_READERS)}.")
    return found[0] if len(found) == 1 else AllOf(matchers=found)


def _equal(spot: Spot, _: int) -> Matcher:
    if isinstance(spot.value, dict | list) or spot.value is None:
        return EqualToJson(content=spot.value)
    return EqualTo(text=spot.scalar())


def _subset(spot: Spot, _: int) -> Matcher:
    return EqualToJson(content=spot.value, ignore_extra_elements=True)


def _contains(spot: Spot, _: int) -> Matcher:
    return Contains(text=spot.text())


def _regex(spot: Spot, _: int) -> Matcher:
    pattern = spot.text()
    try:
        compiled(pattern)
    except BadRegex as error:
        raise spot.wrong(f"This is no regular expression: {error}.") from None
    return Matches(pattern=pattern)


def _jsonpath(spot: Spot, depth: int) -> Matcher:
    if not isinstance(spot.value, dict):
        return MatchesJsonPath(expression=_expression(spot))
    expression = _expression(spot.at("path"))
    rest = {key: value for key, value in spot.value.items() if key != "path"}
    inner = spot.having(rest)
    return MatchesJsonPath(expression=expression, value=matcher(inner, depth + 1) if rest else None)


def _expression(spot: Spot) -> str:
    text = spot.text()
    if not text.startswith("$"):
        raise spot.wrong(f"A JSONPath begins with $, unlike {shown(text)}.", 'Write "$.items[0].id".')
    return text


def _schema(spot: Spot, _: int) -> Matcher:
    if not isinstance(spot.value, dict | bool):
        raise spot.wrong("schema is a JSON Schema.", "Write the schema itself as a table.")
    return MatchesJsonSchema(schema=spot.value)


def _absent(spot: Spot, _: int) -> Matcher:
    return Absent() if spot.flag(True) else Not(matcher=Absent())


def _not(spot: Spot, depth: int) -> Matcher:
    return Not(matcher=matcher(spot, depth + 1))


def _any(spot: Spot, depth: int) -> Matcher:
    found = tuple(matcher(item, depth + 1) for item in spot.items())
    if not found:
        raise spot.wrong("any is a list of comparisons, of which one has to fit.")
    return AnyOf(matchers=found)


_READERS: dict[str, Callable[[Spot, int], Matcher]] = {
    "equal": _equal,
    "subset": _subset,
    "contains": _contains,
    "regex": _regex,
    "jsonpath": _jsonpath,
    "schema": _schema,
    "absent": _absent,
    "not": _not,
    "any": _any,
}
COMPARISONS = tuple(_READERS)
