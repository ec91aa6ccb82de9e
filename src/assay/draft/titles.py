"""Names steps as a person would: by the contract's summary, else by what the method does to what the path names."""

from __future__ import annotations

from assay.draft.anatomy import Anatomy
from assay.draft.likeness import looks_like_id, noun_of, singular, snake
from assay.draft.promised import Promise

_KNOWN = {
    "login": "Log in",
    "signin": "Log in",
    "logout": "Log out",
    "signout": "Log out",
    "refresh": "Refresh",
    "token": "Get a token",
    "register": "Register",
    "signup": "Register",
    "health": "Health",
    "me": "Who am I",
}
_VERBS = {"GET": "Get", "HEAD": "Look at", "POST": "Create", "PUT": "Replace", "PATCH": "Update", "DELETE": "Delete"}


def title(parts: Anatomy, promise: Promise | None) -> str:
    """`Get order`, `List products`, `Pay order`; an answer that refuses is told."""
    told = promise.operation.summary.strip().rstrip(".") if promise else ""
    name = told if 0 < len(told) <= 60 else _by_path(parts)
    return name if parts.call.status < 400 else f"{name}, refused with {parts.call.status}"


def _by_path(parts: Anatomy) -> str:
    segments = [segment for segment in parts.address.plain if segment]
    if not segments:
        return f"{_VERBS.get(parts.method, parts.method)} the root"
    last = segments[-1]
    spoken = snake(last).replace("_", " ")
    if parts.method in ("GET", "POST") and last.lower().replace("-", "") in _KNOWN:
        return _KNOWN[last.lower().replace("-", "")]
    verb = _VERBS.get(parts.method, parts.method)
    if looks_like_id(last):
        return f"{verb} {noun_of(tuple(segments)).replace('_', ' ') or 'it'}"
    is_plural = singular(snake(last)) != snake(last)
    if parts.method == "GET":
        return f"List {spoken}" if is_plural else f"Get {spoken}"
    if is_plural or len(segments) < 2:
        return f"{verb} {singular(snake(last)).replace('_', ' ')}"
    noun = noun_of(tuple(segments[:-1])).replace("_", " ")
    return f"{spoken.capitalize()} {noun}".strip() if parts.method == "POST" else f"{verb} {noun} {spoken}".strip()


def told_apart(names: list[str], taken: frozenset[str] = frozenset()) -> list[str]:
    """The same name twice becomes `… again`, then `… (3)`."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for name in names:
        chosen = name
        while chosen in taken or chosen in found:
            seen[name] = seen.get(name, 1) + 1
            chosen = f"{name} again" if seen[name] == 2 else f"{name} ({seen[name]})"
        found.append(chosen)
    return found
