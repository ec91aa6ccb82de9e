"""What a JSON Schema validator reports, in plain words: where, what was expected and what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from assay.contract.words import count, format_named, one_of, shown, types

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_LONGEST = 120
_DIGS = 12


class Violation(NamedTuple):
    """One broken keyword."""

    pointer: str
    keyword: str
    expected: str
    """What goes with `must be`; empty where the value must not be there, or must be there."""
    found: str
    doubtful: bool = False
    """Whether the schema may be to blame rather than the value: alternatives that are not told apart."""


def violations(error: ValidationError, digs: int = _DIGS) -> Iterator[Violation]:
    """What one error says; of alternatives, what keeps the value from the one that is meant."""
    keyword = error.kind.name
    if keyword in ("anyOf", "oneOf") and digs:
        meant = _meant(error)
        if meant is not None:
            for inner in meant:
                yield from violations(inner, digs - 1)
            return
    yield from _told(error, keyword)


def _told(error: ValidationError, keyword: str) -> Iterator[Violation]:
    pointer, facts = to_pointer(error.instance_path), error.kind.as_dict()
    if type(error.kind).__name__.endswith(("BacktrackLimitExceeded", "RegexEngineFailure")):
        return  # the pattern is to blame, not the value
    if keyword == "required":
        yield Violation(f"{pointer}/{_escaped(facts['property'])}", keyword, "", "")
    elif keyword in ("additionalProperties", "unevaluatedProperties") and "unexpected" in facts:
        for name in facts["unexpected"]:
            yield Violation(f"{pointer}/{_escaped(name)}", keyword, "", _found(error.instance, name))
    elif keyword == "falseSchema":
        yield Violation(pointer, keyword, "", shown(error.instance, pointer))
    else:
        name = next((part for part in reversed(error.instance_path) if isinstance(part, str)), "")
        expected, found = _expected(error, keyword, facts), shown(error.instance, name)
        yield Violation(pointer, keyword, expected, found, _fits_several(error))


def _found(instance: Any, name: str) -> str:
    return shown(instance.get(name), name) if isinstance(instance, dict) else ""


def _expected(error: ValidationError, keyword: str, facts: dict[str, Any]) -> str:
    if keyword in ("anyOf", "oneOf"):
        number = len(facts.get("context", ()))
        return f"exactly one of {number} alternatives" if _fits_several(error) else f"one of {number} alternatives"
    told = _EXPECTED.get(keyword)
    return told(next(iter(facts.values()), None)) if told else f"as its schema says ({keyword})"


_EXPECTED: dict[str, Callable[[Any], str]] = {
    "type": types,
    "enum": one_of,
    "const": lambda value: one_of([value]),
    "minimum": lambda limit: f"{limit} or more",
    "maximum": lambda limit: f"{limit} or less",
    "exclusiveMinimum": lambda limit: f"more than {limit}",
    "exclusiveMaximum": lambda limit: f"less than {limit}",
    "multipleOf": lambda step: f"a multiple of {step}",
    "minLength": lambda limit: f"at least {count(limit, 'character')} long",
    "maxLength": lambda limit: f"at most {count(limit, 'character')} long",
    "pattern": lambda pattern: f"text that matches {pattern[:_LONGEST]}",
    "format": format_named,
    "minItems": lambda limit: f"a list of at least {count(limit, 'item')}",
    "maxItems": lambda limit: f"a list of at most {count(limit, 'item')}",
    "uniqueItems": lambda _: "a list that holds nothing twice",
    "contains": lambda _: "a list that holds what its schema names (contains)",
    "minProperties": lambda limit: f"an object with at least {count(limit, 'field')}",
    "maxProperties": lambda limit: f"an object with at most {count(limit, 'field')}",
    "not": lambda _: "something else: its schema excludes this value",
}


def _meant(error: ValidationError) -> list[ValidationError] | None:
    """The errors of the one alternative that the value can have been meant for; None where several can, or none."""
    branches: list[list[ValidationError]] = error.kind.as_dict().get("context", [])
    if _fits_several(error):
        return None
    depth = len(error.instance_path)
    near = [branch for branch in branches if not any(_is_of_another_kind(inner, depth) for inner in branch)]
    return near[0] if len(near) == 1 else None


def _fits_several(error: ValidationError) -> bool:
    return type(error.kind).__name__.endswith("MultipleValid")


def _is_of_another_kind(error: ValidationError, depth: int) -> bool:
    """Whether the value is not even of the type; or has another constant in the field that tells kinds apart."""
    level, keyword = len(error.instance_path), error.kind.name
    if level == depth:
        return keyword in ("type", "const", "enum", "falseSchema")
    return level == depth + 1 and keyword in ("const", "enum")


def to_pointer(path: list[str | int]) -> str:
    """A path as a JSON Pointer (RFC 6901)."""
    return "".join(f"/{_escaped(str(part))}" for part in path)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
