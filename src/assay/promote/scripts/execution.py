"""Runs the lines of a translation on an answer: whether they raise is their verdict."""

from __future__ import annotations

import ast
import base64
import functools
import hashlib
import hmac
import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import CodeType, SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from assay.model.fields import field_of, fields_of, has_field, number_of
from assay.promote.scripts.bounds import JOINED, MADE, TICK, Exhausted, Meter, Metered
from assay.promote.scripts.standin import Answer
from assay.promote.scripts.translation import Assignment, Schema, Test

_BUILTINS: dict[str, Any] = {
    one.__name__: one
    for one in (
        abs, all, any, bool, dict, enumerate, float, int, isinstance, len, list, map, max, min, next, range, reversed,
        set, sorted, str, sum, tuple, type, AssertionError, Exception, ValueError,
    )
}  # fmt: skip
_FUNCTION = "_block"


def _imported(name: str, *args: Any) -> Any:
    """What datetime itself imports, by the caller's built-ins, when it reads or writes a format."""
    if name in ("_strptime", "time"):
        return __import__(name, *args)
    raise ImportError(name)


_BUILTINS["__import__"] = _imported


class _Near:
    """`pytest.approx` for plain numbers."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, expected: float, abs: float) -> None:  # noqa: A002 - the parameter's name is pytest's
        self._expected = expected
        self._delta = abs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | float) and abs(other - self._expected) <= self._delta


class _Raises:
    """`pytest.raises`."""

    def __init__(self, kind: type[Exception]) -> None:
        self._kind = kind

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        assert kind is not None, "nothing was raised"
        return issubclass(kind, self._kind)


class _Sender:
    """A client that is always given the answer that is judged, as the script is while it is proven."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def request(self, *_: object, **__: object) -> Answer:
        """Send nothing."""
        return self._answer

    get = post = put = patch = delete = head = options = request


class Program:
    """The compiled lines of one block."""

    def __init__(self, block: Test | Assignment, response: str) -> None:
        self._response = response
        self._sender = (block.sender if isinstance(block, Test) else "") or "_sender"
        self._schemas: tuple[Schema, ...] = block.schemas if isinstance(block, Test) else ()
        self._uses = {use.python: use.variable for use in block.uses}
        self._code = _compiled(block.lines, self._uses)
        self._validators: dict[str, Any] = {}

    def fails(self, answer: Answer, variables: Mapping[str, Any]) -> bool:
        """Whether an assertion fails or anything else raises. Exhausted where it takes too much."""
        meter = Meter()
        names: dict[str, Any] = {
            "__builtins__": _BUILTINS,
            TICK: meter.tick,
            MADE: meter.made,
            JOINED: meter.joined,
            "re": re,
            "json": json,
            "math": math,
            "datetime": datetime,
            "UTC": UTC,
            "timedelta": timedelta,
            "base64": base64,
            "hashlib": hashlib,
            "hmac": hmac,
            "functools": functools,
            "urlsplit": urlsplit,
            "quote": quote,
            "unquote": unquote,
            "pytest": SimpleNamespace(approx=_Near, raises=_Raises, fail=SimpleNamespace(Exception=AssertionError)),
            "validate": self._validate,
            "field_of": field_of,
            "fields_of": fields_of,
            "has_field": has_field,
            "number_of": number_of,
            self._response: answer,
            self._sender: _Sender(answer),
            **{schema.name: schema.schema for schema in self._schemas},
            **{_stand_in(variable): variables.get(variable) for variable in self._uses.values()},
        }
        exec(self._code, names)  # noqa: S102 - the code is our own output, metered, with few built-ins
        try:
            names[_FUNCTION]()
        except Exhausted:
            raise
        except Exception:  # noqa: BLE001 - whatever a test raises is its verdict
            return True
        return False

    def _validate(self, instance: Any, schema: Any) -> None:
        """As `validate`; each schema is compiled once."""
        import jsonschema_rs

        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.validator_for(schema)
        assert self._validators[key].is_valid(instance), "the schema is not met"


def _stand_in(variable: str) -> str:
    return f"_variable_{variable.encode().hex()}"


def _compiled(lines: tuple[str, ...], uses: Mapping[str, str]) -> CodeType:
    body = "\n".join(f"    {line}" for line in lines if line) or "    pass"
    tree = ast.parse(f"def {_FUNCTION}():\n{body}\n")
    metered = Metered().visit(_Substituted(uses).visit(tree))
    return compile(ast.fix_missing_locations(metered), "<translation>", "exec")


class _Substituted(ast.NodeTransformer):
    """Puts a name of ours in the stead of each expression that stands for a variable."""

    def __init__(self, uses: Mapping[str, str]) -> None:
        self._names = {
            ast.dump(ast.parse(python, mode="eval").body): _stand_in(variable) for python, variable in uses.items()
        }

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.expr) and (name := self._names.get(ast.dump(node))):
            return ast.Name(name, ast.Load())
        found: ast.AST = self.generic_visit(node)
        return found
