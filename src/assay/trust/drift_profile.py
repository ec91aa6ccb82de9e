"""What the answers to one read have in common, in one environment and one pass."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from assay.contract.media_ranges import essence, is_json
from assay.model.exchange import Exchange
from assay.model.http import Response
from assay.trust.drift_declared import Declared
from assay.trust.drift_places import Places, places

MOST = 200
"""Answers of one read that are looked at."""
_ADDRESS = re.compile(r"https?://[^/\s\"'<>;,]+", re.IGNORECASE)


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """The answers to one read."""

    statuses: frozenset[int]
    media: frozenset[str]
    """Media types of the answers with a body, without parameters."""
    headers: dict[str, tuple[str, ...]]
    """By name in lower case: one value for each answer that had it."""
    answers: int
    unanswered: int
    why: str = ""
    """Of the first that was not answered."""
    body: Places
    unreadable: int = 0
    """Answers that say that they are JSON, and are none."""
    broken: frozenset[str] | None = None
    """Places of the bodies that are not as the contract says; None where it says nothing."""

    @property
    def fails(self) -> bool:
        """Whether all answers are refusals or errors."""
        return bool(self.statuses) and min(self.statuses) >= 400


def profile(exchanges: Sequence[Exchange], addresses: Sequence[str] = (), declared: Declared | None = None) -> Profile:
    """`addresses` are the origins of the environment: in headers they are replaced, as they differ by nature."""
    seen = exchanges[:MOST]
    responses = [one.response for one in seen if one.response is not None]
    bodies = [found for one in responses if (found := _json(one)) is not _NONE]
    reasons = [getattr(one.outcome, "reason", "") for one in seen if one.response is None]
    return Profile(
        statuses=frozenset(one.status for one in responses),
        media=frozenset(filter(None, (essence(one.header("content-type") or "") for one in responses if one.body))),
        headers=_headers(responses, addresses),
        answers=len(responses),
        unanswered=len(seen) - len(responses),
        why=next(iter(reasons), ""),
        body=places(one for one in bodies if one is not _BROKEN),
        broken=_broken(seen, declared),
        unreadable=sum(one is _BROKEN for one in bodies),
    )


def _broken(exchanges: Sequence[Exchange], declared: Declared | None) -> frozenset[str] | None:
    found = [declared.broken(one) for one in exchanges] if declared is not None else []
    known = [one for one in found if one is not None]
    return frozenset().union(*known) if known else None


_NONE, _BROKEN = object(), object()


def _json(response: Response) -> Any:
    if not response.body or response.truncated or not is_json(essence(response.header("content-type") or "")):
        return _NONE
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return _BROKEN


def _headers(responses: Sequence[Response], addresses: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in responses:
        grouped: dict[str, list[str]] = {}
        for name, value in one.headers:
            grouped.setdefault(name.lower(), []).append(value.strip())
        for name, values in grouped.items():
            found.setdefault(name, []).append(placeless(", ".join(values), addresses)[:500])
    return {name: tuple(values) for name, values in found.items()}


def placeless(text: str, addresses: Sequence[str]) -> str:
    """The text with the environment's own origins replaced by a mark; others stay, as they may be drift."""
    own = {one.lower() for one in addresses}
    return _ADDRESS.sub(lambda found: "{base}" if found[0].lower() in own else found[0], text)
