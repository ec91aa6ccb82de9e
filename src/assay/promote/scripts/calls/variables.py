"""Postman variables as the Python names that stand for them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from assay.promote.scripts.javascript.tree import Node
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.translation import VariableScope
from assay.promote.scripts.value import JSON, STRING, Value, boolean

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions

_PLACEHOLDER = re.compile(r"\{\{([^{}]{1,200})\}\}")


def _get(t: Expressions, call: Call) -> Value:
    if not call.args:
        raise Untranslatable("get() without a name is not translated", call.node)
    name = t.value(call.args[0])
    choices = t.context.choices.get(ast.dump(name.node), ())
    if choices:
        table = ast.Dict([py.const(one) for one in choices], [t.context.use(one).node for one in choices])
        return Value(py.item(table, name.node), JSON)
    return t.context.use(t.text_of(call.args[0]))


def _has(t: Expressions, call: Call) -> Value:
    """`pm.environment.has(name)`: in a test a variable that nobody set is None."""
    return boolean(py.compare(_get(t, call).node, "is not", py.const(None)))


def _named(t: Expressions, _: Node, name: str) -> Value:
    return t.context.use(name)


def _replaced(t: Expressions, call: Call) -> Value:
    """`pm.variables.replaceIn("{{a}}/b")` as an f-string."""
    parts: list[Any] = []
    for index, piece in enumerate(_PLACEHOLDER.split(t.text_of(call.args[0]))):
        if index % 2 and piece.startswith("$"):
            raise Untranslatable(f"the dynamic variable {piece} is not translated", call.node)
        parts.append(t.context.use(piece).node if index % 2 else piece)
    return Value(py.f_string(parts), STRING)


_READABLE = ("environment", "globals", "collectionVariables", "variables", "iterationData")
PROPERTIES: dict[str, Any] = {"environment.*": _named, "globals.*": _named, "data.*": _named}
CALLS: dict[str, Any] = {
    **{f"pm.{scope}.get": _get for scope in _READABLE},
    **{f"pm.{scope}.has": _has for scope in _READABLE},
    "postman.getEnvironmentVariable": _get,
    "postman.getGlobalVariable": _get,
    "pm.variables.replaceIn": _replaced,
    "pm.environment.replaceIn": _replaced,
}  # fmt: skip
SETTERS: dict[str, VariableScope] = {
    "pm.environment.set": "environment",
    "pm.globals.set": "globals",
    "pm.collectionVariables.set": "collection",
    "pm.variables.set": "local",
    "postman.setEnvironmentVariable": "environment",
    "postman.setGlobalVariable": "globals",
}
_SCOPES = ("environment", "globals", "collectionVariables", "variables")
_LEVELS = ("log", "info", "warn", "error", "debug", "table", "clear")
LISTED: dict[str, str] = {
    **{f"pm.{scope}.{verb}": "a variable is removed" for scope in _SCOPES for verb in ("unset", "clear")},
    "postman.clearEnvironmentVariable": "a variable is removed",
    "postman.clearGlobalVariable": "a variable is removed",
    "postman.clearEnvironmentVariables": "variables are removed",
    "postman.clearGlobalVariables": "variables are removed",
    "postman.setNextRequest": "the flow of the collection",
    "pm.setNextRequest": "the flow of the collection",
    "pm.execution.setNextRequest": "the flow of the collection",
    "pm.execution.skipRequest": "the flow of the collection",
    "pm.visualizer.set": "a page for people",
    "pm.visualizer.clear": "a page for people",
    **{f"console.{level}": "a line for the console" for level in _LEVELS},
}
"""Calls that judge nothing and keep nothing."""
