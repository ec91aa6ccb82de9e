"""What the URL has to be: the whole of it, its path, an expression for either, or a path template."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import regex

from assay.model.stub.java_regex import compiled
from assay.model.stub.mapping import Address
from assay.model.stub.received import Received
from assay.stub.matching.likeness import unlike
from assay.stub.matching.texts import full_match

_VARIABLE = re.compile(r"\{([^{}/]+)\}")
_PLAIN = re.compile(r"/[A-Za-z0-9_~%-]*(?=/)")


class Ready(NamedTuple):
    """An address made ready."""

    fits: Callable[[Received], bool]
    distance: Callable[[Received], float]
    told: str
    literal: str
    """The one raw path that fits, where there is only one; else empty."""
    first: str
    """The first segment that each raw path that fits has, as `/users`, where that is known; else empty."""
    parameters: Callable[[Received], dict[str, str]]
    """Values of a template's variables, as they were sent."""


def _none(_: Received) -> dict[str, str]:
    return {}


def ready(address: Address) -> Ready:
    """This address, to compare with many requests."""
    text = address.text
    if address.kind == "url":
        return Ready(
            lambda received: received.url == text,
            lambda received: unlike(text, received.url),
            text,
            text.partition("?")[0],
            "",
            _none,
        )
    if address.kind == "path":
        return Ready(
            lambda received: received.raw_path == text,
            lambda received: unlike(text, received.raw_path),
            f"[path] {text}",
            text,
            "",
            _none,
        )
    if address.kind == "path_template":
        return _template(text)
    if address.kind in {"url_pattern", "path_pattern"}:
        return _expression(address)
    return Ready(lambda _: True, lambda _: 0.0, "", "", "", _none)


def _expression(address: Address) -> Ready:
    pattern = compiled(address.text, regex.DOTALL)
    whole = address.kind == "url_pattern"

    def fits(received: Received) -> bool:
        return full_match(pattern, received.url if whole else received.raw_path)

    def distance(received: Received) -> float:
        return 0.0 if fits(received) else unlike(address.text, received.url if whole else received.raw_path)

    first = _PLAIN.match(address.text)
    alternatives = "|" in address.text
    told = f"[{'regex' if whole else 'path regex'}] {address.text}"
    return Ready(fits, distance, told, "", first[0] if first and not alternatives else "", _none)


def _template(text: str) -> Ready:
    names = _VARIABLE.findall(text)
    pieces = _VARIABLE.split(text)
    expression = "".join("([^/]+)" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))
    pattern = re.compile(expression)

    def distance(received: Received) -> float:
        return 0.0 if pattern.fullmatch(received.raw_path) else unlike(text, received.raw_path)

    def parameters(received: Received) -> dict[str, str]:
        found = pattern.fullmatch(received.raw_path)
        return dict(zip(names, found.groups(), strict=True)) if found else {}

    first = _PLAIN.match(text)
    return Ready(
        lambda received: pattern.fullmatch(received.raw_path) is not None,
        distance,
        f"[path template] {text}",
        "",
        first[0] if first else "",
        parameters,
    )
