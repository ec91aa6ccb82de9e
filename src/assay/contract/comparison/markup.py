"""XML as a JSON value, where that loses nothing that matters: elements with attributes, and text or elements inside."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as Tree

DEEPEST = 100
DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def value_of(text: str) -> Any:
    """The root element in an object, by its name; None for what is no XML, declares a document type, or mixes text and
    elements.

    An element is an object: attributes as `@name`, elements as lists by their names, text as `#text`; one that holds
    nothing but text is that text. Names are in Clark notation, `{namespace}name`.
    """
    if DECLARED.search(text):
        return None  # entities can grow without bound
    try:
        root = Tree.fromstring(text)  # noqa: S314 - what could harm is declared, and was refused
        return {root.tag: _element(root, 0)}
    except (Tree.ParseError, _Mixed, ValueError):
        return None


class _Mixed(Exception):
    """Text stands between elements, or elements nest too deep."""


def _element(element: Tree.Element, depth: int) -> Any:
    if depth > DEEPEST:
        raise _Mixed
    found: dict[str, Any] = {f"@{name}": value for name, value in element.items()}
    text = (element.text or "").strip()
    for child in element:
        if text or (child.tail or "").strip():
            raise _Mixed
        found.setdefault(child.tag, []).append(_element(child, depth + 1))
    if text and not found:
        return text
    return {**found, "#text": text} if text else found
