"""JSON Schema validators: Ajv, tv4 and `jsonSchema` as `validate(instance, SCHEMA)` of the conftest."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assay.promote.scripts.context import Validator
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import BOOLEAN, Value

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
MOST_DEPTH = 60
VALID = "is_valid"
"""Marks a call that is to become `validate(…)` where it is asserted; as a value it is not translated."""

_SAID = "type properties items required enum const allOf anyOf oneOf not $schema $ref $defs definitions"
_KEYWORDS = frozenset(_SAID.split())
"""An object that has one of these where a table of schemas is looked up is a schema."""


def validated(t: Expressions, instance: ast.expr, schema: Value, name: str) -> ast.expr:
    """The call of the conftest's helper."""
    t.context.helpers.add("validate")
    return py.call("validate", instance, _constant(t, schema, name))


def _constant(t: Expressions, schema: Value, name: str, draft: str = DRAFT_7) -> ast.expr:
    if isinstance(schema.node, ast.Name):
        return schema.node
    content = content_of(schema)
    if content is ...:
        return schema.node
    check_references(content)
    return t.context.schema(name, dated(content, draft))


def content_of(schema: Value) -> Any:
    """The schema itself, where it was written as a literal; else Ellipsis."""
    if not schema.literal or not isinstance(schema.node, ast.Dict):
        return ...
    try:
        return json.loads(json.dumps(ast.literal_eval(ast.unparse(schema.node))))
    except (ValueError, TypeError):
        return ...


def refused(t: Expressions, validation: ast.expr) -> ast.With:
    """That a schema is not met: the helper fails."""
    t.context.imports.add("import pytest")
    t.context.helpers.add("validate")
    failing = py.call("pytest.raises", py.dotted("pytest.fail.Exception"))
    return ast.With([ast.withitem(failing, None)], [ast.Expr(validation)], lineno=0)


def with_constants(t: Expressions, value: Value, name: str) -> Value:
    """A table of schemas by status, each schema put into a constant."""
    lookup = value.soft
    if (
        not isinstance(lookup, ast.Call)
        or not isinstance(lookup.func, ast.Attribute)
        or not isinstance(value.node, ast.Subscript)
    ):
        return value
    table = lookup.func.value
    if not isinstance(table, ast.Dict) or not all(map(_is_schema, table.values)):
        return value
    names: list[ast.expr] = []
    for key, node in zip(table.keys, table.values, strict=True):
        content = content_of(Value(node, literal=True))
        if content is ... or not isinstance(key, ast.Constant):
            return value
        names.append(t.context.schema(f"{name}_{key.value!s}", dated(content, DRAFT_7)))
    short = ast.Dict(table.keys, names)
    return replace(
        value,
        node=py.item(short, value.node.slice),
        soft=py.method(short, "get", *lookup.args),
        present=py.compare(value.node.slice, "in", short),
    )


def _is_schema(node: ast.expr) -> bool:
    keys = [key.value for key in node.keys if isinstance(key, ast.Constant)] if isinstance(node, ast.Dict) else []
    return bool(_KEYWORDS & set(keys))


def dated(content: Any, draft: str) -> Any:
    """The schema, which says of which draft it is: that of the validator that the script calls."""
    if not isinstance(content, dict) or "$schema" in content:
        return content
    return {"$schema": draft, **content}


def check_references(content: Any, depth: int = 0) -> None:
    """Refuse a schema that points outside of itself: no validator fetches anything."""
    if depth > MOST_DEPTH:
        raise Untranslatable("the schema is nested too deep")
    for one in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        check_references(one, depth + 1)
    reference = content.get("$ref") if isinstance(content, dict) else None
    if isinstance(reference, str) and not reference.startswith("#"):
        raise Untranslatable(f"the schema refers to {reference[:60]}")


def _new_ajv(_: Expressions, call: Call) -> Validator:
    if any(one in call.node.text for one in ("coerceTypes", "useDefaults", "removeAdditional")):
        raise Untranslatable("a validator that changes what it validates is not translated", call.node)
    return Validator()


def _compile(t: Expressions, call: Call) -> Validator:
    return Validator(named_schema(t, call.args[0])[0])


def named_schema(t: Expressions, node: Any) -> tuple[Value, str]:
    """The schema and what the script calls it."""
    value = t.value(node)
    if not isinstance(value.node, ast.Name) and not value.literal:
        raise Untranslatable("a schema that is made as the script runs is not translated", node)
    return value, node.text if node.kind == "identifier" else "schema"


def _check(schema_first: bool, draft: str) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        if len(call.args) < 2:
            raise Untranslatable("validate() without a schema is not translated", call.node)
        schema_node, data_node = call.args[:2] if schema_first else (call.args[1], call.args[0])
        schema, name = named_schema(t, schema_node)
        return Value(py.call(VALID, t.value(data_node).node, _constant(t, schema, name, draft)), BOOLEAN)

    return convert


def _compiled(t: Expressions, call: Call) -> Value:
    found = t.bound(call.node["function"])
    assert isinstance(found, Validator), "only compiled schemas come here"
    assert found.schema is not None
    return Value(py.call(VALID, t.value(call.args[0]).node, _constant(t, found.schema, "schema")), BOOLEAN)


CALLS: dict[str, Any] = {
    "new Ajv": _new_ajv,
    "Ajv": _new_ajv,
    "Ajv.compile": _compile,
    "Ajv.validate": _check(True, DRAFT_7),
    "Ajv.compiled": _compiled,
    "tv4.validate": _check(False, DRAFT_4),
}
