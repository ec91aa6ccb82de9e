"""A value pattern such as `{"equalTo": "a"}` to the comparison that it stands for."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

import msgspec

from assay.formats.json_text import is_deeper
from assay.formats.wiremock.place import Place, nearest
from assay.model.stub.java_regex import BadRegex, compiled
from assay.model.stub.matcher import (
    Absent,
    AllOf,
    AnyOf,
    BinaryEqualTo,
    Contains,
    EqualTo,
    EqualToJson,
    EqualToXml,
    HasExactly,
    Includes,
    Matcher,
    Matches,
    MatchesJsonPath,
    MatchesJsonSchema,
    MatchesXPath,
    Moment,
    Not,
)

_MAX_NESTED = 40
"""Levels of matchers inside matchers."""
_MAX_JSON = 150
"""Levels of a JSON value or schema."""


def read_matcher(place: Place, depth: int = 0) -> Matcher:
    """The matcher that stands here."""
    if depth > _MAX_NESTED:
        raise place.wrong(f"Matchers are nested deeper than {_MAX_NESTED} levels here.")
    pattern = place.value
    if isinstance(pattern, dict):
        for key, read in _READERS.items():
            if key in pattern:
                return read(place, depth)
        raise place.wrong(f"{_shown(pattern)} is not a valid match operation", _hint(pattern))
    raise place.wrong(f"{_shown(pattern)} is not a valid match operation", 'Write {"equalTo": …}.')


def read_many(place: Place, depth: int = 0) -> Matcher:
    """The matcher that stands here for a name with several values: hasExactly and includes are known too."""
    pattern = place.value
    for key, kind in (("hasExactly", HasExactly), ("includes", Includes)):
        if isinstance(pattern, dict) and key in pattern:
            return kind(matchers=tuple(read_matcher(item, depth + 1) for item in place.at(key).items()))
    return read_matcher(place, depth)


def _hint(pattern: dict[str, Any]) -> str:
    return nearest(next(iter(pattern)), [*_READERS, "hasExactly", "includes"]) if pattern else "Write one into it."


def told_regex(here: Place, place: Place) -> str:
    """The expression that stands here; the error stands at `place`, as WireMock has it."""
    pattern = here.text()
    try:
        compiled(pattern)
    except BadRegex as error:
        raise place.wrong(f"This is no regular expression: {error}.") from None
    return pattern


def _shown(value: Any) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 200 else text[:197] + "..."


def _equal_to(place: Place, _: int) -> Matcher:
    if place.at("equalTo").value is None:
        raise place.at("equalTo").wrong("'equalTo' cannot be null", "Write absent: true where nothing may be there.")
    return EqualTo(text=place.at("equalTo").text(), any_case=place.at("caseInsensitive").flag())


def _binary_equal_to(place: Place, _: int) -> Matcher:
    here = place.at("binaryEqualTo")
    return BinaryEqualTo(data=read_base64(here))


def read_base64(place: Place) -> bytes:
    """The bytes that stand here in base64."""
    try:
        return base64.b64decode("".join(place.text().split()), validate=True)
    except (binascii.Error, ValueError):
        raise place.wrong("This is no base64.") from None


def _contains(place: Place, _: int) -> Matcher:
    return Contains(text=place.at("contains").text())


def _does_not_contain(place: Place, _: int) -> Matcher:
    return Contains(text=place.at("doesNotContain").text(), negated=True)


def _matches(place: Place, _: int) -> Matcher:
    return Matches(pattern=told_regex(place.at("matches"), place))


def _does_not_match(place: Place, _: int) -> Matcher:
    return Matches(pattern=told_regex(place.at("doesNotMatch"), place), negated=True)


def _equal_to_json(place: Place, _: int) -> Matcher:
    return EqualToJson(
        content=_json_in(place.at("equalToJson"), place),
        ignore_array_order=place.at("ignoreArrayOrder").flag(),
        ignore_extra_elements=place.at("ignoreExtraElements").flag(),
    )


def _json_in(here: Place, place: Place) -> Any:
    """A JSON value, or the one that a text holds."""
    value = here.value
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
            raise place.wrong(f"This text is no JSON: {error}.") from None
    if is_deeper(value, _MAX_JSON):
        raise place.wrong(f"This is nested deeper than {_MAX_JSON} levels.")
    return value


def _matches_json_path(place: Place, depth: int) -> Matcher:
    here = place.at("matchesJsonPath")
    expression, value = _expression(here, depth)
    return MatchesJsonPath(expression=expression, value=value)


def _expression(here: Place, depth: int) -> tuple[str, Matcher | None]:
    """An expression alone, or `{"expression": …, MATCHER}`."""
    if not isinstance(here.value, dict):
        return here.text(), None
    if not isinstance(here.value.get("expression"), str):
        raise here.wrong("The expression is missing here.", 'Write {"expression": "$.a", "equalTo": …}.')
    rest = {key: item for key, item in here.value.items() if key != "expression"}
    return here.at("expression").text(), read_matcher(_without(here, rest), depth + 1)


def _without(here: Place, rest: dict[str, Any]) -> Place:
    return Place(rest, file=here.file, pointer=here.pointer)


def _matches_json_schema(place: Place, _: int) -> Matcher:
    version = place.at("schemaVersion").text("V202012")
    if version not in {"V4", "V6", "V7", "V201909", "V202012"}:
        raise place.at("schemaVersion").wrong("The version of a schema is V4, V6, V7, V201909 or V202012.")
    return MatchesJsonSchema(schema=_json_in(place.at("matchesJsonSchema"), place), version=version)


def _equal_to_xml(place: Place, _: int) -> Matcher:
    return EqualToXml(
        text=place.at("equalToXml").text(),
        placeholders=place.at("enablePlaceholders").flag(),
        opening=place.at("placeholderOpeningDelimiterRegex").text(),
        closing=place.at("placeholderClosingDelimiterRegex").text(),
        exempt=tuple(item.text() for item in place.at("exemptedComparisons").items()),
        namespace_awareness=place.at("namespaceAwareness").text(),
        ignore_order=place.at("ignoreOrderOfSameNode").flag(),
    )


def _matches_xpath(place: Place, depth: int) -> Matcher:
    expression, value = _expression(place.at("matchesXPath"), depth)
    spaces = {key: item.text() for key, item in place.at("xPathNamespaces").members()}
    return MatchesXPath(expression=expression, namespaces=spaces, value=value)


def _moment(key: str, relation: str) -> Callable[[Place, int], Matcher]:
    def read(place: Place, _: int) -> Matcher:
        return Moment(
            relation=relation,
            expected=_with_offset(place, place.at(key).text()),
            actual_format=place.at("actualFormat").text(),
            truncate_expected=place.at("truncateExpected").text(),
            truncate_actual=place.at("truncateActual").text(),
            apply_truncation_last=place.at("applyTruncationLast").flag(),
        )

    return read


def _with_offset(place: Place, expected: str) -> str:
    """`now` with what expectedOffset and expectedOffsetUnit add, written as one."""
    amount = place.at("expectedOffset")
    if amount.value is None:
        return expected
    return f"{expected} {amount.whole():+d} {place.at('expectedOffsetUnit').text('days').lower()}"


def _absent(_: Place, __: int) -> Matcher:
    """Whatever stands beside `absent`: WireMock does not look at it."""
    return Absent()


def _all_of(place: Place, depth: int) -> Matcher:
    return AllOf(matchers=tuple(read_matcher(item, depth + 1) for item in place.at("and").items()))


def _any_of(place: Place, depth: int) -> Matcher:
    return AnyOf(matchers=tuple(read_matcher(item, depth + 1) for item in place.at("or").items()))


def _not(place: Place, depth: int) -> Matcher:
    return Not(matcher=read_matcher(place.at("not"), depth + 1))


def _anything(_: Place, __: int) -> Matcher:
    return AllOf(matchers=())


_READERS: dict[str, Callable[[Place, int], Matcher]] = {
    "equalTo": _equal_to,
    "binaryEqualTo": _binary_equal_to,
    "contains": _contains,
    "doesNotContain": _does_not_contain,
    "matches": _matches,
    "doesNotMatch": _does_not_match,
    "equalToJson": _equal_to_json,
    "matchesJsonPath": _matches_json_path,
    "matchesJsonSchema": _matches_json_schema,
    "equalToXml": _equal_to_xml,
    "matchesXPath": _matches_xpath,
    "before": _moment("before", "before"),
    "after": _moment("after", "after"),
    "equalToDateTime": _moment("equalToDateTime", "equal"),
    "absent": _absent,
    "and": _all_of,
    "or": _any_of,
    "not": _not,
    "anything": _anything,
}
