"""Names of tests: what is expected, from the names that the collection gives to requests and assertions."""

from __future__ import annotations

import re

from assay.promote.naming import cut, words

LONGEST = 72
_SENTENCE = re.compile(
    r"\b(is|are|does|do|has|have|can|cannot|cant|may|must|should|not|no|gets?|returns?|fails?|works?|refused?|still|be|"
    r"returned|rejected|denied|allowed|required|needs?)\b",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"(?:check |verify )?(?:the )?(?:http )?(?:response )?(?:status|code|status code)(?: code)?"
    r"(?: (?:is|equals?|should be|to be|=+))?:? *(\d{3})?(?: \w+)?",
    re.IGNORECASE,
)
_ARTICLES = frozenset({"the", "a", "an"})


def test_name(step: str, check: str, status: int | None, *, alone: bool) -> str:
    """`test_…` for an assertion of a request; `alone` where it has no other."""
    subject = words(step)
    asks = step.strip().endswith("?") or step.lower().startswith("is ")
    if alone and _SENTENCE.search(step.strip().partition(" ")[2]) and not asks:
        return _joined(subject)
    if (found := _STATUS.fullmatch(check.strip())) is not None or not words(check):
        code = (found[1] if found else None) or status or ""
        return _joined([*subject, "answers", str(code)] if code else subject)
    told = words(check)
    if set(_plain(told)) <= set(subject):
        return _joined(subject)
    if subject and told[: len(subject)] == subject:
        return _joined(told)
    return _joined([*_without_article(subject), *told])


def _plain(parts: list[str]) -> list[str]:
    return [word for word in parts if word not in _ARTICLES]


def _without_article(parts: list[str]) -> list[str]:
    return parts[1:] if len(parts) > 1 and parts[0] in _ARTICLES else parts


def _joined(parts: list[str]) -> str:
    return f"test_{cut(parts, LONGEST - 5) or 'request'}"
