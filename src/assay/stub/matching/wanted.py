"""How a body matcher is drawn in the diff."""

from __future__ import annotations

import msgspec

from assay.model.stub.matcher import EqualToJson, EqualToXml, Matcher, MatchesJsonPath


def wanted_text(matcher: Matcher) -> str:
    """How a body matcher is drawn where its value takes lines."""
    if isinstance(matcher, EqualToJson):
        return "[equalToJson]\n" + pretty(matcher.content)
    if isinstance(matcher, EqualToXml):
        return "[equalToXml]\n" + matcher.text
    if isinstance(matcher, MatchesJsonPath) and matcher.value is None:
        return matcher.expression
    return ""


def pretty(value: object) -> str:
    """JSON over several lines."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
