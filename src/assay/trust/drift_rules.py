"""The rules by which two environments are told apart, each with the harm that it does to clients."""

from __future__ import annotations

from typing import Literal

import msgspec

from assay.model.finding import Basis, Severity
from assay.model.rule import Rule

RuleName = Literal[
    "drift-status", "drift-unanswered", "drift-media", "drift-unreadable", "drift-missing", "drift-new", "drift-type",
    "drift-null", "drift-format", "drift-enum", "drift-value", "drift-unit", "drift-order", "drift-filter",
    "drift-page", "drift-header", "drift-error", "drift-latency", "drift-version",
]  # fmt: skip


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which the second environment answers a read otherwise than the first."""

    rule: RuleName
    where: str = ""
    """JSON Pointer with `*` for any index, a header, or empty."""
    before: str = ""
    """What the first does, for a reader."""
    after: str = ""
    severity: Severity
    sure: bool = True
    """Whether it cannot come of other data in the two."""
    cause: str = ""
    declared: bool = False
    """Whether the contract says otherwise, and the first environment keeps it."""

    @property
    def key(self) -> tuple[str, str]:
        """By which it is known again in another pass."""
        return self.rule, self.where


def _rule(name: RuleName, title: str, law: str, severity: Severity, basis: Basis, assumes: str) -> Rule:
    return Rule(name=name, title=title, law=law, severity=severity, basis=basis, assumes=assumes, twice=True)


_ALL = (
    _rule("drift-status", "Another status", "The same read has the same outcome in both environments", "critical",
          "effect", "Both hold something of the kind that is read, and the caller may do the same in both."),
    _rule("drift-unanswered", "No answer in one environment", "What one answers the other answers", "critical",
          "effect", "The other reads of this environment are answered."),
    _rule("drift-media", "Another media type", "A read is answered in the same media type", "high", "effect",
          "Nothing."),
    _rule("drift-unreadable", "JSON that cannot be read", "What is said to be JSON is JSON", "high", "effect",
          "Nothing."),
    _rule("drift-missing", "A field is missing", "A field that is always there in one is there in the other", "high",
          "effect", "Where few things were read: that the field does not depend on the data."),
    _rule("drift-new", "A field is new", "Answers have the same fields", "low", "inferred",
          "Clients ignore what they do not know."),
    _rule("drift-type", "Another type", "A field has the same type", "high", "effect", "Nothing."),
    _rule("drift-null", "Null where there was a value", "A field that is never null in one is not null in the other",
          "high", "effect", "Where few things were read: that it does not depend on the data."),
    _rule("drift-format", "Another format", "A text is written in the same format", "high", "effect", "Nothing."),
    _rule("drift-enum", "Other words for a state", "The words of an enumeration are the same", "high", "effect",
          "A field with few different words is an enumeration."),
    _rule("drift-value", "Another setting", "What is always the same value in one is the same in the other", "medium",
          "inferred", "A value that is the same in all things is a setting and not data."),
    _rule("drift-unit", "Another magnitude", "Numbers are in the same unit", "medium", "inferred",
          "The things in both are of about the same size."),
    _rule("drift-order", "Another order", "A list comes in the same order", "medium", "effect",
          "A list of many things that is strictly ordered is so on purpose."),
    _rule("drift-filter", "A filter that one ignores", "A list holds only what was asked for", "high", "effect",
          "A query parameter with the name of a field asks for its value."),
    _rule("drift-page", "Another page size", "A page holds no more than was asked for", "medium", "effect",
          "A parameter called limit or the like is the most that a page holds."),
    _rule("drift-header", "Other headers", "Headers are the same", "low", "effect", "Nothing stands between them."),
    _rule("drift-error", "Another error", "The same mistake is told in the same shape", "medium", "effect",
          "Nothing."),
    _rule("drift-latency", "Slower", "A read takes about as long", "medium", "effect",
          "Both are reached over ways that are about as long."),
    _rule("drift-version", "Another version", "Both run the same version", "info", "inferred", "Nothing."),
)  # fmt: skip
RULES = {rule.name: rule for rule in _ALL}
