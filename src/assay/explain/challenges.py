"""Challenges and credentials taken apart (RFC 9110, sections 11.3 and 11.4)."""

from __future__ import annotations

import re
from typing import NamedTuple

from assay.explain.answer import values
from assay.explain.pattern import Pattern
from assay.model.http import Response

TOKEN = Pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
TOKEN68 = Pattern(r"[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))")
VALUE = Pattern(r'\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')
GAP = Pattern(r"[\s,]*")
LONGEST = 8_192


class Challenge(NamedTuple):
    """One scheme that a server asks for, with its parameters by lower-case names."""

    scheme: str
    parameters: dict[str, str]


def challenges(response: Response, name: str = "www-authenticate") -> list[Challenge]:
    """Every challenge of an answer, in order; what is no challenge is left out."""
    return parse(", ".join(values(response, name)))


def parse(text: str) -> list[Challenge]:
    """The challenges of one text."""
    text = text[:LONGEST]
    found: list[Challenge] = []
    at = _skip(text, 0)
    while at < len(text):
        token = TOKEN.match(text, at)
        if token is None:
            at = _skip(text, at + 1)
            continue
        at = _after(text, token, found)
    return found


def _after(text: str, token: re.Match[str], found: list[Challenge]) -> int:
    """Take one token as a parameter's name or as a scheme, and say where to go on."""
    value = VALUE.match(text, token.end())
    if value and found:
        told = re.sub(r"\\(.)", r"\1", value[1]) if value[1] is not None else value[2]
        found[-1].parameters.setdefault(token[0].lower(), told)
        return _skip(text, value.end())
    found.append(Challenge(token[0], {}))
    at = _skip(text, token.end())
    data = TOKEN68.match(text, at) if text[token.end() : token.end() + 1] == " " else None
    return _skip(text, data.end()) if data and "=" not in data[0].rstrip("=") and _is_data(text, data) else at


def _is_data(text: str, data: re.Match[str]) -> bool:
    """Whether what follows a scheme is its token68 and not the next scheme or a parameter's name."""
    return data[0].endswith("=") or len(data[0]) > 24 or not text[data.end() :].lstrip().startswith(("=", ","))


def _skip(text: str, at: int) -> int:
    gap = GAP.match(text, at)
    return gap.end() if gap else at


def scheme_of(authorization: str) -> str:
    """The scheme of credentials; empty where there is only one word."""
    scheme, space, _ = authorization.strip().partition(" ")
    return scheme if space else ""
