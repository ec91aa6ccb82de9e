"""Each matcher of the model made ready for many comparisons."""

from __future__ import annotations

from collections.abc import Sequence

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
from assay.stub.matching.comparison import Comparison, plain
from assay.stub.matching.json_equal import equal_to_json
from assay.stub.matching.json_looks import matches_json_path, matches_json_schema
from assay.stub.matching.moments import Clock, moment
from assay.stub.matching.texts import binary_equal_to, contains, equal_to, matches
from assay.stub.matching.xml_looks import equal_to_xml, matches_xpath


def compile_matcher(matcher: Matcher, clock: Clock) -> Comparison:  # noqa: C901 - one case a kind of matcher
    """A comparison with one value."""
    match matcher:
        case EqualTo():
            return equal_to(matcher)
        case BinaryEqualTo():
            return binary_equal_to(matcher)
        case Contains():
            return contains(matcher)
        case Matches():
            return matches(matcher)
        case EqualToJson():
            return equal_to_json(matcher)
        case MatchesJsonPath():
            return matches_json_path(matcher, _inner(matcher.value, clock))
        case MatchesJsonSchema():
            return matches_json_schema(matcher)
        case EqualToXml():
            return equal_to_xml(matcher)
        case MatchesXPath():
            return matches_xpath(matcher, _inner(matcher.value, clock))
        case Moment():
            return moment(matcher, clock)
        case Absent():
            return plain(lambda value: value is None, "is absent")
        case AllOf():
            return _all(matcher.matchers, clock)
        case AnyOf():
            return _any(matcher.matchers, clock)
        case Not():
            inner = compile_matcher(matcher.matcher, clock)
            return plain(lambda value: not inner.fits(value), f"not: {inner.told}")
    raise TypeError(f"{type(matcher).__name__} compares several values")


def _inner(matcher: Matcher | None, clock: Clock) -> Comparison | None:
    return None if matcher is None else compile_matcher(matcher, clock)


def _all(matchers: Sequence[Matcher], clock: Clock) -> Comparison:
    tests = [compile_matcher(matcher, clock) for matcher in matchers]
    return Comparison(
        lambda value: all(test.fits(value) for test in tests),
        lambda value: sum(test.distance(value) for test in tests) / max(len(tests), 1),
        " and ".join(test.told for test in tests) or "is anything",
    )


def _any(matchers: Sequence[Matcher], clock: Clock) -> Comparison:
    tests = [compile_matcher(matcher, clock) for matcher in matchers]
    return Comparison(
        lambda value: any(test.fits(value) for test in tests),
        lambda value: min((test.distance(value) for test in tests), default=1.0),
        " or ".join(test.told for test in tests),
    )


class Many:
    """A comparison with all the values of one name."""

    def __init__(self, matcher: Matcher, clock: Clock) -> None:
        self.exactly = isinstance(matcher, HasExactly)
        several = isinstance(matcher, HasExactly | Includes)
        inner: Sequence[Matcher] = matcher.matchers if isinstance(matcher, HasExactly | Includes) else (matcher,)
        self.tests = [compile_matcher(item, clock) for item in inner]
        self.several = several
        word = "has exactly" if self.exactly else "includes"
        told = ", ".join(test.told for test in self.tests)
        self.told = f"{word} {told}" if several else told

    def fits(self, values: Sequence[str]) -> bool:
        """A plain matcher fits one of the values, or nothing where it may be absent."""
        if not self.several:
            test = self.tests[0]
            return any(test.fits(value) for value in values) if values else test.fits(None)
        if self.exactly and len(values) != len(self.tests):
            return False
        return all(any(test.fits(value) for value in values) for test in self.tests)

    def distance(self, values: Sequence[str]) -> float:
        """0 where they fit."""
        if self.fits(values):
            return 0.0
        if not values:
            return 1.0
        return sum(min(test.distance(value) for value in values) for test in self.tests) / max(len(self.tests), 1)
