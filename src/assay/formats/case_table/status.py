"""The status that a case expects: codes, classes, ranges, and what it is not."""

from __future__ import annotations

import re

import msgspec

_REASONS = """
    continue switching protocols processing early hints ok created accepted non authoritative information no content
    reset partial multi status already reported im used multiple choices moved permanently found see other not modified
    use proxy temporary redirect permanent bad request unauthorized unauthorised payment required forbidden method
    allowed acceptable authentication timeout conflict gone length precondition failed payload too large uri long media
    type unsupported range satisfiable expectation i'm a teapot misdirected unprocessable entity locked dependency
    early upgrade many requests header fields legal reasons unavailable for internal server error implemented gateway
    service http version variant also negotiates insufficient storage loop detected extended network success
    unsupported content client code status and
"""
REASON_WORDS = frozenset(_REASONS.split())
"""The words of the reason phrases (RFC 9110 and its neighbours), which say nothing beside a code."""

_TERM = re.compile(r"([1-5]\d\d)\s*(?:-|\u2013|to|\.\.)\s*([1-5]\d\d)|([1-5])(?:xx|\*\*|\*)|([1-5]\d\d)", re.IGNORECASE)
_NOT = re.compile(r"(?:not|!=|≠|other than|<>)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;/|.:()\-\u2013]+|or\b|and\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z']+")


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Ranges of codes, both ends in them; `negated`: anything but those."""

    ranges: tuple[tuple[int, int], ...]
    negated: bool = False

    @property
    def text(self) -> str:
        """As a cell says it."""
        terms = " or ".join(map(_range_text, self.ranges))
        return f"not {terms}" if self.negated else terms


def _range_text(span: tuple[int, int]) -> str:
    low, high = span
    if low == high:
        return str(low)
    return f"{low // 100}xx" if low % 100 == 0 and high == low + 99 else f"{low}-{high}"


def parse_status(text: str) -> Status | None:
    """The status of a cell, reason phrases passed over; None where it says anything else."""
    status, rest = leading_status(text)
    return status if status is not None and not rest else None


def leading_status(text: str) -> tuple[Status | None, str]:
    """(the status with which a text begins, what it says after it)."""
    position, ranges = 0, list[tuple[int, int]]()
    text = text.strip()
    if text[:4].lower() == "http" and (version := re.match(r"HTTP(?:/[\d.]+)?[\s:]*", text, re.IGNORECASE)):
        position = version.end()
    negated = _NOT.match(text, position)
    position = negated.end() if negated else position
    while found := _TERM.match(text, position):
        if text[found.end() : found.end() + 1].isalnum():
            break
        ranges.append(_range(found))
        position = _after_reason(text, found.end())
    if not ranges:
        return None, text
    return Status(ranges=tuple(dict.fromkeys(ranges)), negated=negated is not None), text[position:].strip()


def _range(found: re.Match[str]) -> tuple[int, int]:
    if found[1]:
        return int(found[1]), int(found[2])
    if found[3]:
        return int(found[3]) * 100, int(found[3]) * 100 + 99
    return int(found[4]), int(found[4])


def _after_reason(text: str, position: int) -> int:
    """Where the next code, or something else, begins. What follows a reason with a word of its own is kept whole."""
    start = position = _skip(text, position)
    while word := _WORD.match(text, position):
        if word[0].lower() not in REASON_WORDS:
            return start
        position = _skip(text, word.end())
    return position


def _skip(text: str, position: int) -> int:
    while found := _BETWEEN.match(text, position):
        position = found.end()
    return position
