"""A body of `application/problem+json`, or one with its members: what went wrong, in the API's own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assay.explain.answer import kind, value
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut, ended
from assay.model.explanation import Explanation

SOURCE = "RFC 9457, 3.1"
MEMBERS = ("type", "title", "status", "detail", "instance")
SHOWN = ("type", "instance")
"""Those that the sentence does not say already."""
OTHER_MEMBERS = frozenset({"errors", "invalid-params", "invalidparams", "violations", "traceid", "timestamp"})


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Its title and detail, and each further member that is a short value."""
    response, body = evidence.response, value(evidence)
    if response is None or not isinstance(body, dict) or not _is_problem(kind(response), body):
        return
    title, detail = _text(body, "title"), _text(body, "detail")
    told = status_told(body)
    differs = told is not None and told != response.status
    words = ": ".join(each for each in (title, detail) if each) or _text(body, "type")
    yield Explanation(
        rule="problem-details",
        means=f"The API says: {ended(words)}"
        + (f" (Its body says {told}, its status {response.status}.)" if differs else ""),
        remedy=_remedy(_text(body, "type")),
        evidence=(f"{response.status} as {kind(response)}", *_members(body)),
        source=SOURCE,
    )


def _is_problem(kind: str, body: dict[str, Any]) -> bool:
    labelled = kind in ("application/problem+json", "application/problem+xml")
    return (labelled or (isinstance(body.get("status"), int) and "type" in body)) and bool(
        body.get("title") or body.get("detail") or body.get("type")
    )


def status_told(body: dict[str, Any]) -> int | None:
    """The status member, where it is one."""
    told = body.get("status")
    return told if isinstance(told, int) and not isinstance(told, bool) else None


def _text(body: dict[str, Any], name: str) -> str:
    found = body.get(name)
    return cut(str(found)) if isinstance(found, str | int) and not isinstance(found, bool) and found != "" else ""


def _remedy(kind: str) -> str:
    return f"Its type is described at {kind}." if kind.startswith(("http://", "https://")) else ""


def _members(body: dict[str, Any]) -> Iterator[str]:
    """What the sentence does not say already."""
    yield from (f"{name}: {text}" for name in SHOWN if (text := _text(body, name)) not in ("", "about:blank"))
    yield from _extensions(body)


def _extensions(body: dict[str, Any]) -> tuple[str, ...]:
    names = [name for name in body if name not in MEMBERS and name.lower() not in OTHER_MEMBERS]
    return tuple(f"{cut(name, 40)}: {_text(body, name)}" for name in names[:20] if _text(body, name))[:5]
