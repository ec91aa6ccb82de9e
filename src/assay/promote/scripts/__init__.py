"""Postman test scripts as plain Python asserts."""

from assay.promote.scripts.scope import Scope
from assay.promote.scripts.translate import translate
from assay.promote.scripts.translation import Assignment, Fallback, Line, Listed, Schema, Span, Test, Translation, Use

__all__ = [
    "Assignment",
    "Fallback",
    "Line",
    "Listed",
    "Schema",
    "Scope",
    "Span",
    "Test",
    "Translation",
    "Use",
    "translate",
]
