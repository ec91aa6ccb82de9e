"""Reads path, query, header and cookie parameters: text to typed values, judged by their schemas, nothing unknown."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from assay.demo.contract import Operation, Parameter
from assay.demo.problems import Problem, Violation
from assay.demo.schema import violations

MOST_FIELDS = 50
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_BOOLEANS = {"true": True, "false": False}

Values = dict[str, Any]


def query_pairs(query_string: bytes) -> list[tuple[str, str]]:
    """The pairs of the query, decoded; a query that is not UTF-8 or endless is 400."""
    try:
        text = query_string.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Problem("malformed_request", "The query cannot be read.") from None


def read_query(operation: Operation, pairs: list[tuple[str, str]]) -> tuple[Values, list[Violation]]:
    """The query's values with defaults, and what they break: unknown and repeated names as well."""
    values, broken = _read(operation, "query", dict(pairs))
    names = {parameter.name for parameter in operation.parameters if parameter.place == "query"}
    broken.extend(_surplus(names, pairs))
    return values, broken


def read_path(operation: Operation, texts: dict[str, str]) -> tuple[Values, list[Violation]]:
    """The path's values, and what they break."""
    return _read(operation, "path", texts)


def read_headers(operation: Operation, texts: dict[str, str]) -> tuple[Values, list[Violation]]:
    """The values of the declared headers (`texts` by lower-case name), and what they break."""
    return _read(operation, "header", texts)


def read_cookies(operation: Operation, texts: dict[str, str]) -> tuple[Values, list[Violation]]:
    """The values of the declared cookies, and what they break; other cookies are for others."""
    return _read(operation, "cookie", texts)


def _read(operation: Operation, place: str, texts: dict[str, str]) -> tuple[Values, list[Violation]]:
    values: Values = {}
    broken: list[Violation] = []
    for parameter in operation.parameters:
        if parameter.place == place:
            _read_one(parameter, texts, values, broken)
    return values, broken


def _read_one(parameter: Parameter, texts: dict[str, str], values: Values, broken: list[Violation]) -> None:
    name = parameter.name.lower() if parameter.place == "header" else parameter.name
    if name in texts:
        values[parameter.name] = value = _typed(parameter.schema, texts[name])
        broken.extend(_placed(parameter, violation) for violation in violations(parameter.schema, value))
    elif parameter.required:
        broken.append(_placed(parameter, Violation(pointer="", rule="required", message="is missing")))
    elif "default" in parameter.schema:
        values[parameter.name] = parameter.schema["default"]


def _typed(schema: dict[str, Any], text: str) -> Any:
    """The value that the text stands for; text that stands for none stays text, which the type refuses."""
    if schema.get("type") == "integer" and _INTEGER.match(text):
        return int(text)
    if schema.get("type") == "boolean":
        return _BOOLEANS.get(text, text)
    return text


def _placed(parameter: Parameter, violation: Violation) -> Violation:
    return msgspec.structs.replace(violation, place=parameter.place, pointer=parameter.name)


def _surplus(names: set[str], pairs: list[tuple[str, str]]) -> Iterator[Violation]:
    for name, count in Counter(name for name, _ in pairs).items():
        if name not in names:
            yield Violation(place="query", pointer=name[:100], rule="unknown", message="is not a known parameter")
        elif count > 1:
            yield Violation(place="query", pointer=name, rule="repeated", message="must be given once")
