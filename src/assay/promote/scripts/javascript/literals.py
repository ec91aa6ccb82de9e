"""The values of JavaScript's literals (ECMA-262, 12.9)."""

from __future__ import annotations

import re

from assay.promote.scripts.javascript.tree import Node

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_CODE = re.compile(r"u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})")


def string_of(node: Node) -> str:
    """The text of a string, of a piece of one, or of a template's text."""
    if node.kind == "escape_sequence":
        return _escaped(node.text[1:])
    if node.kind == "string":
        return _paired("".join(map(string_of, node.children)))
    return node.text


def _escaped(body: str) -> str:
    if found := _CODE.fullmatch(body):
        code = int(found[1] or found[2] or found[3], 16)
        return chr(code) if code <= 0x10FFFF else ""
    if body in ("\n", "\r", "\r\n", "\u2028", "\u2029"):
        return ""
    return _ESCAPES.get(body, body)


def _paired(text: str) -> str:
    """Surrogate pairs that were written one by one become the character they mean."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def number_of(text: str) -> float | None:
    """A number, whole where it is; None for big integers and what a double cannot hold exactly."""
    plain = text.replace("_", "")
    try:
        found = int(plain, 0) if re.fullmatch(r"0[xXoObB][0-9a-fA-F]+|0|[1-9]\d{0,15}", plain) else float(plain)
    except ValueError:
        return None
    if found != found or abs(found) > 2**53:
        return None
    return int(found) if found == int(found) else found
