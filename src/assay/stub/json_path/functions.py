"""The functions that may stand at the end of a JSONPath."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

from assay.stub.json_path.comparing import is_number
from assay.stub.json_path.steps import MISSING


def _length(value: Any, _: list[Any]) -> Any:
    return len(value) if isinstance(value, list | dict) else MISSING


def _of_numbers(fold: Callable[[list[Any]], Any]) -> Callable[[Any, list[Any]], Any]:
    def function(value: Any, arguments: list[Any]) -> Any:
        items = [value, *arguments] if not isinstance(value, list) else [*value, *arguments]
        numbers = [item for item in items if is_number(item)]
        return fold([float(number) for number in numbers]) if numbers else MISSING

    return function


def _first(value: Any, _: list[Any]) -> Any:
    return value[0] if isinstance(value, list) and value else MISSING


def _last(value: Any, _: list[Any]) -> Any:
    return value[-1] if isinstance(value, list) and value else MISSING


def _at_index(value: Any, arguments: list[Any]) -> Any:
    index = arguments[0] if arguments and isinstance(arguments[0], int) else 0
    return value[index] if isinstance(value, list) and -len(value) <= index < len(value) else MISSING


def _keys(value: Any, _: list[Any]) -> Any:
    return list(value) if isinstance(value, dict) else MISSING


def _concat(value: Any, arguments: list[Any]) -> Any:
    items = [*(value if isinstance(value, list) else [value]), *arguments]
    return "".join(str(item) for item in items if isinstance(item, str | int | float))


def _append(value: Any, arguments: list[Any]) -> Any:
    return [*value, *arguments] if isinstance(value, list) else value


FUNCTIONS: dict[str, Callable[[Any, list[Any]], Any]] = {
    "length": _length,
    "size": _length,
    "min": _of_numbers(min),
    "max": _of_numbers(max),
    "sum": _of_numbers(sum),
    "avg": _of_numbers(statistics.fmean),
    "stddev": _of_numbers(statistics.pstdev),
    "first": _first,
    "last": _last,
    "index": _at_index,
    "keys": _keys,
    "concat": _concat,
    "append": _append,
}
