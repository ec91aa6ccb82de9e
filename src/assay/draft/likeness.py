"""Tells ids from words: by how a value looks, and by the name that it stands under."""

from __future__ import annotations

import re

STAND_IN = re.compile(r"\*\*\*[0-9a-f]{4}(?![0-9a-f])")
"""What the history holds in the place of a secret."""
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9_.~+/=:-]{8,300}")
_PREFIXED = re.compile(r"[A-Za-z]{1,8}[_-][A-Za-z0-9]{8,60}")
_WORDLIKE = re.compile(r"[a-z]+(?:[-_.][a-z]+)*|[A-Z][a-z]+|v\d+", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}:\d\d.*")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ID_WORDS = frozenset(
    {"id", "ids", "uuid", "guid", "slug", "sku", "number", "no", "code", "key", "ref", "reference", "handle", "href"}
)
_VERSION_WORDS = frozenset({"version", "etag", "revision", "rev", "lock", "match", "modified", "since"})


def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `userId`, `user_id` and `User-ID` are (user, id)."""
    return tuple(word.lower() for word in _WORD.findall(name[:200]))


def snake(name: str) -> str:
    """A name as variables are written: user_id."""
    return "_".join(words(name)) or "value"


def is_strong(text: str) -> bool:
    """Whether no two places hold this value by chance: a UUID, a prefixed or random id, a stand-in."""
    if STAND_IN.fullmatch(text) or _UUID.fullmatch(text):
        return True
    if not _TOKEN.fullmatch(text) or _MOMENT.fullmatch(text) or _WORDLIKE.fullmatch(text) or "://" in text:
        return False
    if "/" in text and not text.endswith("="):
        return False  # a path or a media type
    if text.isdecimal():
        return len(text) >= 8
    return _PREFIXED.fullmatch(text) is not None or _is_mixed(text)


def _is_mixed(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    letters = sum(map(str.isalpha, text))
    return (digits >= 2 and letters >= 3 and len(text) >= 10) or (
        len(text) >= 20 and "." not in text and "-" not in text
    )


def is_id_name(name: str) -> bool:
    """Whether values under this name tell one thing from another."""
    found = words(name)
    return bool(found) and found[-1] in _ID_WORDS


def is_version_name(name: str) -> bool:
    """Whether values under this name tell one state of a thing from another: an ETag, a version."""
    found = words(name)
    return bool(found) and (found[-1] in _VERSION_WORDS or "".join(found) == "etag")


def looks_like_id(segment: str) -> bool:
    """Whether a segment of a path names one thing of a kind."""
    return segment.isdecimal() or is_strong(segment)


def singular(noun: str) -> str:
    """One of them: orders → order, addresses → address, categories → category."""
    if len(noun) > 3 and noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes", "zes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and len(noun) > 2:
        return noun[:-1]
    return noun


def noun_of(segments: tuple[str, ...]) -> str:
    """What a path is about: the last segment that is no id and names a kind of things, as one of them."""
    named = [segment for segment in segments if segment and not looks_like_id(segment)]
    if not named:
        return ""
    plural = [segment for segment in named if singular(snake(segment)) != snake(segment)]
    chosen = named[-1] if named[-1] in plural or not plural else plural[-1]
    return singular(snake(chosen))


def noun_in(name: str) -> str:
    """What a field's name is about: `customer_id` → customer; nothing in `id`."""
    found = words(name)
    return singular("_".join(found[:-1])) if len(found) > 1 and found[-1] in _ID_WORDS else ""
