"""A request beside the mapping that comes nearest to it, drawn as two columns for the body of a 404."""

from __future__ import annotations

import textwrap

import msgspec

from assay.model.stub.mapping import Mapping
from assay.stub.matching.aspects import Aspect, Pattern
from assay.stub.matching.comparison import json_of
from assay.stub.matching.seen import Seen
from assay.stub.matching.wanted import pretty

NO_MAPPINGS = "No response could be served as there are no stub mappings in this WireMock instance."
_LEFT, _RIGHT = 58, 58
_LINE = "-" * 119
_MOST_LINES = 40
"""Lines of one value that are drawn."""


def diff(mapping: Mapping, pattern: Pattern, seen: Seen, state: str) -> str:
    """The table; `state` is the one that the mapping's scenario is in."""
    title = "Request was not matched"
    rows = [f"{'':47}{title}", f"{'':47}{'=' * len(title)}", "", _LINE]
    rows += [f"| {'Closest stub':<{_LEFT - 1}}| {'Request':<{_RIGHT - 1}}|", _LINE, *_row("", "", "")]
    if mapping.name:
        rows += _row(mapping.name, "", "") + _row("", "", "")
    method = pattern.expected.method
    rows += _row(method, seen.method, "" if pattern.takes(seen.method) else "HTTP method does not match")
    miss = "" if pattern.address.fits(seen.received) else "URL does not match"
    rows += _row(pattern.address.told, seen.received.url, miss) + _row("", "", "")
    rows += _aspect_rows(pattern.aspects, seen)
    if mapping.state and mapping.state != state:
        wanted, got = (
            f"[Scenario '{mapping.scenario}' state: {mapping.state}]",
            f"[Scenario '{mapping.scenario}' state: {state}]",
        )
        rows += _row(wanted, got, "Scenario does not match") + _row("", "", "")
    return "\n" + "\n".join(line.rstrip() for line in [*rows, _LINE]) + "\n"


def _aspect_rows(aspects: tuple[Aspect, ...], seen: Seen) -> list[str]:
    rows: list[str] = []
    for index, aspect in enumerate(aspects):
        miss = "" if aspect.fits(seen) else _miss(aspect, seen)
        rows += _row(aspect.wanted, _got(aspect, seen), miss)
        if index + 1 == len(aspects) or aspects[index + 1].group != aspect.group:
            rows += _row("", "", "")
    return rows


def _miss(aspect: Aspect, seen: Seen) -> str:
    if not aspect.got(seen) and aspect.group in {"header", "query", "cookie", "form"}:
        return f"{aspect.group.capitalize()} is not present"
    return aspect.miss


def _got(aspect: Aspect, seen: Seen) -> str:
    text = aspect.got(seen)
    if aspect.group == "body" and aspect.wanted.startswith("[equalToJson]"):
        try:
            return "\n" + pretty(json_of(text))
        except (ValueError, msgspec.MsgspecError):
            return text
    name = aspect.wanted.partition(":")[0]
    return f"{name}: {text}" if aspect.group == "header" and text else text


def _row(left: str, right: str, miss: str) -> list[str]:
    lefts, rights = _wrapped(left), _wrapped(right)
    height = max(len(lefts), len(rights))
    lefts += [""] * (height - len(lefts))
    rights += [""] * (height - len(rights))
    rows = [f"{one:<{_LEFT}} | {other:<{_RIGHT - 7}}" for one, other in zip(lefts, rights, strict=True)]
    rows[0] = f"{rows[0]} <<<<< {miss}" if miss else rows[0]
    return rows


def _wrapped(text: str) -> list[str]:
    shown = text.encode("utf-8", "replace").decode()[:8_000]
    lines = [
        piece
        for line in shown.split("\n")
        for piece in (textwrap.wrap(line, _RIGHT - 8, drop_whitespace=False) or [""])
    ]
    return lines if len(lines) <= _MOST_LINES else [*lines[:_MOST_LINES], "…"]
