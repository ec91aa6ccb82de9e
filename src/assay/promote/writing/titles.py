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
_CLAUSES = frozenset({"and", "but", "or", "although", "because", "which", "that", "when", "where", "while", "without"})
_WAITING = _ARTICLES | frozenset(
    {"of", "in", "on", "at", "to", "for", "with", "from", "by", "as", "is", "are", "no", "not", "its", "than", "only"}
)


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
    if told[0] == str(status):
        told = ["answers", *told]
    if _tells_deed(subject, told):
        return _joined(told)
    if set(_plain(told)) <= set(subject):
        return _joined(subject)
    if subject and told[: len(subject)] == subject:
        return _joined(told)
    subject = _without_article(subject)
    return _joined([*subject, *_beyond(subject, told)])


def _beyond(subject: list[str], told: list[str]) -> list[str]:
    """What is told, without the subject's last words where it begins with them: `open issue`, `issue is open`."""
    for count in range(min(len(subject), len(told) - 1), 0, -1):
        if _plain(told)[:count] == subject[-count:]:
            return told[told.index(subject[-1]) + 1 :]
    return told


def _tells_deed(subject: list[str], told: list[str]) -> bool:
    """Whether a check begins with what the request says: `disable the user` and `disables the user`."""
    return (
        len(subject) > 1 and told[0] in (f"{subject[0]}s", f"{subject[0]}es") and told[1 : len(subject)] == subject[1:]
    )


def _plain(parts: list[str]) -> list[str]:
    return [word for word in parts if word not in _ARTICLES]


def _without_article(parts: list[str]) -> list[str]:
    return parts[1:] if len(parts) > 1 and parts[0] in _ARTICLES else parts


def _joined(parts: list[str]) -> str:
    """The name; one that has to be cut ends with a whole clause."""
    name = cut(parts, LONGEST - 5)
    fitting = name.split("_")
    if len(name) < len("_".join(parts)):
        fitting = _whole_clause(fitting)
    return f"test_{'_'.join(fitting) or 'request'}"


def _whole_clause(parts: list[str]) -> list[str]:
    """Without the beginning of a clause that has no end, and without words that wait for another."""
    late = [at for at, word in enumerate(parts) if word in _CLAUSES and at >= len(parts) - 4 and at > 2]
    kept = parts[: late[0]] if late else parts
    while len(kept) > 2 and kept[-1] in _WAITING:
        kept = kept[:-1]
    return kept
