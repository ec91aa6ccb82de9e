"""JSON Schema validators: Ajv, tv4 and `jsonSchema` as `validate(instance, SCHEMA)` of the conftest."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

from assay.promote.scripts.context import Validator
from assay.promote.scripts.python import build as py
from assay.promote.scripts.refusal import Untranslatable
from assay.promote.scripts.value import BOOLEAN, Value

if TYPE_CHECKING:
    from assay.promote.scripts.expressions import Call, Expressions

VALID = "is_valid"
"""Marks a call that is to become `validate(…)` where it is asserted; as a value it is not translated."""


def validated(t: Expressions, instance: ast.expr, schema: Value, name: str) -> ast.expr:
    """The call of the conftest's helper."""
    t.context.helpers.add("validate")
    return py.call("validate", instance, _constant(t, schema, name))


def _constant(t: Expressions, schema: Value, name: str) -> ast.expr:
    if isinstance(schema.node, ast.Name):
        return schema.node
    content = content_of(schema)
    return schema.node if content is ... else t.context.schema(name, content)


def content_of(schema: Value) -> Any:
    """The schema itself, where it was written as a literal; else Ellipsis."""
    if not schema.literal or not isinstance(schema.node, ast.Dict):
        return ...
    try:
        return json.loads(json.dumps(ast.literal_eval(ast.unparse(schema.node))))
    except (ValueError, TypeError):
        return ...


def _new_ajv(_: Expressions, __: Call) -> Validator:
    return Validator()


def _compile(t: Expressions, call: Call) -> Validator:
    return Validator(named_schema(t, call.args[0])[0])


def named_schema(t: Expressions, node: Any) -> tuple[Value, str]:
    """The schema and what the script calls it."""
    value = t.value(node)
    if not isinstance(value.node, ast.Name) and not value.literal:
        raise Untranslatable("a schema that is made as the script runs is not translated", node)
    return value, node.text if node.kind == "identifier" else "schema"


def _check(schema_first: bool) -> Any:
    def convert(t: Expressions, call: Call) -> Value:
        if len(call.args) < 2:
            raise Untranslatable("validate() without a schema is not translated", call.node)
        schema_node, data_node = call.args[:2] if schema_first else (call.args[1], call.args[0])
        schema, name = named_schema(t, schema_node)
        return Value(py.call(VALID, t.value(data_node).node, _constant(t, schema, name)), BOOLEAN)

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
    "Ajv.validate": _check(True),
    "Ajv.compiled": _compiled,
    "tv4.validate": _check(False),
}
