"""JavaScript source as tokens, as far as it takes to tell names apart from strings, templates, comments and regexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+')"
    r"|(?P<name>[A-Za-z_$][\w$]*)"
    r"|(?P<number>\.?[0-9](?:[\w.]|(?<=[eE])[+-])*)"
    r"|(?P<space>\s+)|(?P<other>=>|\?\.|\.\.\.|.)",
    re.DOTALL,
)
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/[a-z]*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*+", re.DOTALL)
_VALUES = frozenset({"name", "number", "string", "template", "regex"})
_BEFORE_REGEX = frozenset(
    {"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "await"}
)
_PAIRS = {")": "(", "]": "[", "}": "{"}


class Token(NamedTuple):
    """A piece of source; `kind` is name, number, string, template, regex, comment, space, other or broken."""

    kind: str
    text: str


def tokens(source: str) -> Iterator[Token]:
    """Every piece in order. What stands in `${…}` of a template comes as pieces of its own."""
    position, last, open_ones = 0, Token("other", ""), list[str]()
    while position < len(source):
        token = _next(source, position, last, open_ones)
        position += len(token.text)
        if token.kind not in ("space", "comment"):
            last = token
        yield token


def _next(source: str, position: int, last: Token, open_ones: list[str]) -> Token:
    character = source[position]
    if character == "`" or (character == "}" and open_ones and open_ones[-1] == "$"):
        if character == "}":
            open_ones.pop()
        return _template(source, position, open_ones)
    if character == "/" and not _ends_value(last):
        regex = _REGEX.match(source, position)
        if regex is not None:
            return Token("regex", regex[0])
    found = _TOKEN.match(source, position)
    kind, text = (found.lastgroup or "other", found[0]) if found else ("other", character)
    if kind == "other" and text in ("'", '"'):
        return Token("broken", text)
    if text in ("{", "}"):
        _count(text, open_ones)
    return Token(kind, text)


def _count(brace: str, open_ones: list[str]) -> None:
    if brace == "{":
        open_ones.append("{")
    elif open_ones:
        open_ones.pop()


def _template(source: str, position: int, open_ones: list[str]) -> Token:
    """A template, up to its end or to its next `${`."""
    found = _TEMPLATE.match(source, position + 1)
    end = found.end() if found else position + 1
    if source.startswith("${", end):
        open_ones.append("$")
        return Token("template", source[position : end + 2])
    closed = source.startswith("`", end)
    return Token("template" if closed else "broken", source[position : end + closed])


def _ends_value(last: Token) -> bool:
    if last.kind == "name":
        return last.text not in _BEFORE_REGEX
    return (last.kind in _VALUES and not last.text.endswith("${")) or last.text in (")", "]")


def chains(source: str) -> set[str]:
    """Names with the members that are asked of them: `bru.getVar`, `res.body.id`; a name alone where none is."""
    found: set[str] = set()
    chain, joined, property_next = "", False, False
    for kind, text in tokens(source):
        if kind in ("space", "comment"):
            continue
        if kind == "name" and joined:
            chain += f".{text}"
            joined = False
        elif kind == "name":
            found.add(chain)
            chain, property_next = ("" if property_next else text), False
        elif text in (".", "?."):
            joined, property_next = bool(chain), not chain
        else:
            found.add(chain)
            chain, joined, property_next = "", False, False
    return (found | {chain}) - {""}


def has_word(source: str, word: str) -> bool:
    """Whether a name stands somewhere, alone or as a member."""
    return any(kind == "name" and text == word for kind, text in tokens(source))


def is_whole(source: str) -> bool:
    """Whether every bracket, string and template is closed, so that the source cannot run into what follows it."""
    opened: list[str] = []
    for kind, text in tokens(source):
        if kind == "broken" or (kind == "comment" and text.startswith("/*") and not text.endswith("*/")):
            return False
        if kind == "template":
            opened += ["$"] if text.startswith("`") and text.endswith("${") else []
            if text.startswith("}") and not text.endswith("${"):
                opened = opened[:-1] if opened[-1:] == ["$"] else ["?", *opened]
        elif kind == "other" and text in "([{":
            opened.append(text)
        elif kind == "other" and text in _PAIRS and (not opened or opened.pop() != _PAIRS[text]):
            return False
    return not opened


def is_expression(source: str) -> bool:
    """Whether it can stand for one value: whole, and without semicolons or comments that would hide what follows."""
    found = [(kind, text) for kind, text in tokens(source)]
    plain = all(kind != "comment" and text != ";" for kind, text in found)
    return bool(source.strip()) and plain and is_whole(source)
