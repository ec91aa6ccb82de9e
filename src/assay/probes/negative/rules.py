"""A rule for each kind of violation that an API may let pass."""

from __future__ import annotations

from assay.model.finding import Basis, Severity
from assay.model.rule import Rule

_ASSUMES = (
    "The contract's schema for a request is meant to be enforced. An API that repairs input (trims, converts, "
    "ignores) and says so in its schema breaks nothing; one that says so elsewhere switches the rule off. "
    "Frameworks read all numbers from texts as well: a number written as text in JSON is told only where another one "
    "is refused."
)


def _rule(kind: str, what: str, severity: Severity = "medium", basis: Basis = "declared") -> Rule:
    return Rule(
        name=f"accepts-{kind}",
        title=f"Input is taken although {what}",
        law=f"Input is refused where {what}",
        severity=severity,
        basis=basis,
        assumes=_ASSUMES,
    )


RULES: dict[str, Rule] = {
    "required": _rule("missing", "something required is missing", "high"),
    "type": _rule("wrong-type", "a value has the wrong type"),
    "null": _rule("null", "a value is null and may not be"),
    "bounds": _rule("out-of-bounds", "a number is outside of its bounds", "high"),
    "length": _rule("wrong-length", "a text is too short or too long"),
    "items": _rule("wrong-size", "a list or map has too few or too many items, or one twice"),
    "pattern": _rule("wrong-pattern", "a text does not match its pattern"),
    "enum": _rule("unknown-value", "a value is none of those that are declared"),
    "additionalProperties": _rule("unknown-field", "it has a field that is not allowed"),
    "format": _rule("wrong-format", "a text has not its format", "low", "inferred"),
}
"""By what is broken. JSON Schema's `format` is an annotation unless a contract says more (2020-12, 7.2.1): inferred."""
_GROUPS = {
    "minimum": "bounds",
    "maximum": "bounds",
    "exclusiveMinimum": "bounds",
    "exclusiveMaximum": "bounds",
    "multipleOf": "bounds",
    "minLength": "length",
    "maxLength": "length",
    "minItems": "items",
    "maxItems": "items",
    "uniqueItems": "items",
    "minProperties": "items",
    "maxProperties": "items",
}


def rule_of(keyword: str) -> Rule:
    """The rule of a keyword of JSON Schema."""
    return RULES[_GROUPS.get(keyword, keyword)]
