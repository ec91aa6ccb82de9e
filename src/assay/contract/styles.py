"""Parameters as OpenAPI writes them (3.1, 4.8.12.6: style and explode), read back into values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, unquote_plus

import msgspec

from assay.contract.texts import is_list, is_object, typed, typed_fields, typed_list
from assay.model.contract import Parameter, Schema

Pairs = list[tuple[str, str]]
"""Names decoded, values as written: a separator counts only where it is not percent-encoded."""

MOST_PAIRS = 2_000
ABSENT: Any = object()
"""What stands for the value of a parameter that was not sent."""
_SEPARATORS = {"spaceDelimited": ("%20", "+", " "), "pipeDelimited": ("|", "%7C", "%7c"), "tabDelimited": ("%09", "\t")}


def pairs_of(query: str) -> Pairs:
    """The pairs of a query; without `=` the value is empty."""
    pieces = [piece for piece in query.split("&", MOST_PAIRS)[:MOST_PAIRS] if piece]
    return [(unquote_plus(name), value) for name, _, value in (piece.partition("=") for piece in pieces)]


def read_query(parameter: Parameter, pairs: Pairs, definitions: dict[str, Schema]) -> Any:
    """The value of a query parameter, or ABSENT."""
    if is_object(parameter.schema, definitions) and not parameter.media:
        return _query_object(parameter, pairs, definitions)
    texts = [value for name, value in pairs if name in (parameter.name, f"{parameter.name}[]")]
    if not texts:
        return ABSENT
    if is_list(parameter.schema, definitions) and not parameter.media:
        if len(texts) == 1 and not parameter.explode:
            texts = _split(texts[0], _SEPARATORS.get(parameter.style, (",",)))
        return typed_list([unquote_plus(text) for text in texts], parameter.schema, definitions)
    return _single(parameter, unquote_plus(texts[-1]), definitions)


def query_names(parameter: Parameter, pairs: Pairs, definitions: dict[str, Schema]) -> set[str]:
    """The names in a query that belong to this parameter."""
    if not is_object(parameter.schema, definitions) or parameter.media:
        return {parameter.name, f"{parameter.name}[]"}
    if parameter.style == "deepObject":
        return {name for name, _ in pairs if name.startswith(f"{parameter.name}[")}
    if parameter.explode:
        return {name for name, _ in pairs}  # its fields stand there by their own names, and may be any
    return {parameter.name}


def read_path(parameter: Parameter, text: str, definitions: dict[str, Schema]) -> Any:
    """The value of a path parameter, from its stretch of the path as written."""
    if parameter.style == "label":
        return _plain(parameter, text.removeprefix("."), definitions, unquote, "." if parameter.explode else ",")
    if parameter.style == "matrix":
        return _matrix(parameter, text, definitions)
    return _plain(parameter, text, definitions, unquote)


def read_header(parameter: Parameter, text: str, definitions: dict[str, Schema]) -> Any:
    """The value of a header."""
    return _plain(parameter, text, definitions, str.strip)


def read_cookie(parameter: Parameter, text: str, definitions: dict[str, Schema]) -> Any:
    """The value of a cookie."""
    return _plain(parameter, text, definitions, unquote)


def _plain(
    parameter: Parameter, text: str, definitions: dict[str, Schema], decode: Callable[[str], str], separator: str = ","
) -> Any:
    if parameter.media:
        return _single(parameter, decode(text), definitions)
    if is_list(parameter.schema, definitions):
        parts = _split(text, (separator,)) if text else []
        return typed_list([decode(part) for part in parts], parameter.schema, definitions)
    if is_object(parameter.schema, definitions):
        return typed_fields(_fields(text, separator, parameter.explode, decode), parameter.schema, definitions)
    return typed(decode(text), parameter.schema, definitions)


def _matrix(parameter: Parameter, text: str, definitions: dict[str, Schema]) -> Any:
    """`;name=value`; a list repeats the name, an object has its fields for names, where `explode` says so."""
    pieces = [piece.partition("=") for piece in text.removeprefix(";").split(";", MOST_PAIRS)]
    if parameter.explode and is_object(parameter.schema, definitions):
        pairs = [(unquote(name), unquote(value)) for name, _, value in pieces]
        return typed_fields(pairs, parameter.schema, definitions)
    values = [value for _, _, value in pieces]
    if parameter.explode and is_list(parameter.schema, definitions):
        return typed_list([unquote(value) for value in values], parameter.schema, definitions)
    return _plain(parameter, values[0], definitions, unquote)


def _query_object(parameter: Parameter, pairs: Pairs, definitions: dict[str, Schema]) -> Any:
    if parameter.style == "deepObject":
        start = f"{parameter.name}["
        found = [(name[len(start) :].rstrip("]"), unquote_plus(text)) for name, text in pairs if name.startswith(start)]
        found = [pair for pair in found if "[" not in pair[0]]  # deeper levels are nowhere defined
        return typed_fields(found, parameter.schema, definitions) if found else ABSENT
    if parameter.explode:
        fields = [(name, unquote_plus(text)) for name, text in pairs]
        return typed_fields(fields, parameter.schema, definitions) if fields else ABSENT
    text = next((value for name, value in pairs if name == parameter.name), None)
    if text is None:
        return ABSENT
    separators = _SEPARATORS.get(parameter.style, (",",))
    parts = [unquote_plus(part) for part in _split(text, separators)]
    return typed_fields(list(zip(parts[::2], parts[1::2], strict=False)), parameter.schema, definitions)


def _fields(text: str, separator: str, explode: bool, decode: Callable[[str], str]) -> Pairs:
    parts = _split(text, (separator,))
    if explode:
        return [(decode(name), decode(value)) for name, _, value in (part.partition("=") for part in parts)]
    decoded = [decode(part) for part in parts]
    return list(zip(decoded[::2], decoded[1::2], strict=False))


def _split(text: str, separators: tuple[str, ...]) -> list[str]:
    for separator in separators:
        if separator in text:
            return text.split(separator, MOST_PAIRS)
    return [text]


def _single(parameter: Parameter, text: str, definitions: dict[str, Schema]) -> Any:
    """A plain value, or the JSON text that the parameter's media type asks for."""
    if "json" not in parameter.media:
        return typed(text, parameter.schema, definitions)
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return text
