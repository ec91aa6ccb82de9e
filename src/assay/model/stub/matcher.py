"""What a value has to look like: one struct a kind of comparison, as WireMock names them."""

from __future__ import annotations

from typing import Any

import msgspec


class Matcher(msgspec.Struct, frozen=True, kw_only=True):
    """One comparison with a value that may be absent (None)."""


class EqualTo(Matcher, frozen=True, kw_only=True, tag="equalTo"):
    """The very text."""

    text: str
    any_case: bool = False


class BinaryEqualTo(Matcher, frozen=True, kw_only=True, tag="binaryEqualTo"):
    """The very bytes."""

    data: bytes


class Contains(Matcher, frozen=True, kw_only=True, tag="contains"):
    """The text stands somewhere in it."""

    text: str
    negated: bool = False
    any_case: bool = False


class Matches(Matcher, frozen=True, kw_only=True, tag="matches"):
    """The whole value fits a regular expression, which has a time limit."""

    pattern: str
    negated: bool = False


class EqualToJson(Matcher, frozen=True, kw_only=True, tag="equalToJson"):
    """The same JSON value; a text of the form `${json-unit.any-string}` stands for any of its kind."""

    content: Any
    ignore_array_order: bool = False
    ignore_extra_elements: bool = False


class MatchesJsonPath(Matcher, frozen=True, kw_only=True, tag="matchesJsonPath"):
    """The JSONPath finds something, which fits `value` where that is given."""

    expression: str
    value: Matcher | None = None


class MatchesJsonSchema(Matcher, frozen=True, kw_only=True, tag="matchesJsonSchema"):
    """An instance of a JSON Schema."""

    schema: Any
    version: str = "V202012"
    """V4, V6, V7, V201909 or V202012."""


class EqualToXml(Matcher, frozen=True, kw_only=True, tag="equalToXml"):
    """The same XML, whatever its white space and the order of attributes."""

    text: str
    placeholders: bool = False
    opening: str = ""
    closing: str = ""
    """Delimiters of placeholders, as regular expressions; empty: `${` and `}`."""
    exempt: tuple[str, ...] = ()
    """Comparisons that are left out, by XMLUnit's names."""
    namespace_awareness: str = ""
    """STRICT (also where it is empty), LEGACY or NONE."""
    ignore_order: bool = False
    """Children of the same name may stand in any order."""


class MatchesXPath(Matcher, frozen=True, kw_only=True, tag="matchesXPath"):
    """The XPath 1.0 finds something, which fits `value` where that is given."""

    expression: str
    namespaces: dict[str, str] = {}
    value: Matcher | None = None


class Moment(Matcher, frozen=True, kw_only=True, tag="moment"):
    """A date and time before, after or equal to another one."""

    relation: str
    """before, after or equal."""
    expected: str
    """An ISO 8601 date and time, or `now`, with an offset such as `now +3 days`."""
    actual_format: str = ""
    """A pattern of Java's DateTimeFormatter, or unix or epoch."""
    truncate_expected: str = ""
    truncate_actual: str = ""
    apply_truncation_last: bool = False


class Absent(Matcher, frozen=True, kw_only=True, tag="absent"):
    """No value at all."""


class AllOf(Matcher, frozen=True, kw_only=True, tag="and"):
    """Every one fits."""

    matchers: tuple[Matcher, ...]


class AnyOf(Matcher, frozen=True, kw_only=True, tag="or"):
    """At least one fits."""

    matchers: tuple[Matcher, ...]


class Not(Matcher, frozen=True, kw_only=True, tag="not"):
    """The other one does not fit."""

    matcher: Matcher


class HasExactly(Matcher, frozen=True, kw_only=True, tag="hasExactly"):
    """As many values as matchers, each fitting one; for names that come more than once."""

    matchers: tuple[Matcher, ...]


class Includes(Matcher, frozen=True, kw_only=True, tag="includes"):
    """Each matcher fits one of the values."""

    matchers: tuple[Matcher, ...]
