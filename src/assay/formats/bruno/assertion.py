"""A row of Bruno's `assert` block as a test."""

from __future__ import annotations

from assay.formats.bruno.javascript import is_expression
from assay.formats.code.javascript_text import quoted
from assay.formats.ecmascript import to_number

_ALONE = {
    "isEmpty": ".to.be.empty",
    "isNotEmpty": ".to.not.be.empty",
    "isNull": ".to.equal(null)",
    "isUndefined": ".to.equal(undefined)",
    "isDefined": ".to.not.equal(undefined)",
    "isTruthy": ".to.equal(true)",
    "isFalsy": ".to.equal(false)",
    "isJson": ".to.satisfy(_.isObject)",
    "isNumber": '.to.be.a("number")',
    "isString": '.to.be.a("string")',
    "isBoolean": '.to.be.a("boolean")',
    "isArray": '.to.be.an("array")',
}
_WITH_VALUE = {
    "eq": ".to.equal({})",
    "neq": ".to.not.equal({})",
    "gt": ".to.be.above({})",
    "gte": ".to.be.at.least({})",
    "lt": ".to.be.below({})",
    "lte": ".to.be.at.most({})",
    "contains": ".to.include({})",
    "notContains": ".to.not.include({})",
    "length": ".to.have.lengthOf({})",
    "startsWith": '.to.match(new RegExp("^" + _.escapeRegExp({})))',
    "endsWith": '.to.match(new RegExp(_.escapeRegExp({}) + "$"))',
}
_MATCHES = {"matches": ".to.exist.and.to.match({})", "notMatches": ".to.not.match({})"}
_LISTS = {"in": ".to.be.oneOf([{}])", "notIn": ".to.not.be.oneOf([{}])", "between": ".to.be.within({})"}
_KEYWORDS = frozenset({"true", "false", "null", "undefined"})
TYPED = """const typed = (text) => {
    const known = { true: true, false: false, null: null, undefined };
    if (text in known) return known[text];
    if (/^(".*"|'.*')$/s.test(text)) return text.slice(1, -1);
    return text.trim() === "" || isNaN(text) || Number(text) > Number.MAX_SAFE_INTEGER ? text : Number(text);
};"""
"""What a text stands for once its variables are filled in."""
MAX_SAFE = 2**53 - 1


def assertion(expression: str, judged: str) -> str | None:
    """The test for `expression: judged`, such as `res.status: eq 200`; None where the expression is none.

    Where the test calls `typed`, that has to be defined before it.
    """
    if not is_expression(expression):
        return None
    operator, _, value = judged.strip().partition(" ")
    title = quoted(f"{expression}: {judged}".strip().rstrip(":"))
    return (
        f"pm.test({title}, function () {{\n    pm.expect({expression}){_chain(operator, value.strip(), judged)};\n}});"
    )


def _chain(operator: str, value: str, judged: str) -> str:
    if operator in _ALONE:
        return _ALONE[operator]
    if operator in _MATCHES:
        inner = value[1:-1] if len(value) > 1 and value.startswith("/") and value.endswith("/") else value
        return _MATCHES[operator].format(f"new RegExp({_text(inner)})")
    if operator in _LISTS:
        inner = value[1:-1] if operator != "between" and value.startswith("[") and value.endswith("]") else value
        return _LISTS[operator].format(", ".join(operand(one.strip()) for one in inner.split(",")))
    if operator in _WITH_VALUE:
        return _WITH_VALUE[operator].format(operand(value))
    return _WITH_VALUE["eq"].format(operand(judged.strip()))


def operand(value: str) -> str:
    """A value with the type that it looks like; one with {{variables}} once they are filled in."""
    if "{{" in value:
        return f"typed({_text(value)})"
    if value in _KEYWORDS:
        return value
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return quoted(value[1:-1])
    number = to_number(value) if value else None
    if number is not None and number <= MAX_SAFE:
        return repr(number)
    if "${" in value and is_expression(f"`{value}`"):
        return f"`{value}`"
    return quoted(value)


def _text(source: str) -> str:
    return f"pm.variables.replaceIn({quoted(source)})" if "{{" in source else quoted(source)
