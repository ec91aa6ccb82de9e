"""What a cell holds: JSON, a form, or lines of `name: value`."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

NOTHING = frozenset(
    {"", "-", "\u2013", "\u2014", "n/a", "na", "none", "nil", "(none)", "empty", "(empty)", "no body", "no payload"}
)

_FORM = re.compile(r"[^\s=&{}\"]+=[^&\n]*(?:&[^\s=&{}\"]+=[^&\n]*)*")
_LINE = re.compile(r"\s*[\"']?([\w.\[\]$-]+)[\"']?\s*[:=]\s*(.*?)\s*[,;]?\s*")
_PIECES = re.compile(r"\n|,(?=\s*[\w.\[\]-]+\s*[:=])|;(?=\s*[\w.\[\]-]+\s*[:=])")
_VARIABLE = re.compile(r"\{\{[^{}]+\}\}")


class Pairs(NamedTuple):
    """Names and values, as text and as JSON would have them, and whether they stood as a form (`a=b&c=d`)."""

    rows: tuple[tuple[str, str], ...]
    typed: dict[str, Any]
    is_form: bool


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return text.strip().lower() in NOTHING


def looks_like_json(text: str) -> bool:
    """Whether a text is meant as JSON, also where it is none: broken bodies are cases too."""
    start = text.lstrip()
    return start.startswith("[") or (start.startswith("{") and not _VARIABLE.match(start))


def read_pairs(text: str) -> Pairs | None:
    """The names and values of a cell; None where it is anything else."""
    text = text.strip()
    if _FORM.fullmatch(text.removeprefix("?")):
        members = text.removeprefix("?").split("&")
        rows = tuple((name, value) for name, _, value in (member.partition("=") for member in members))
        return Pairs(rows, dict(rows), is_form=True)
    lines = [piece.lstrip("-*•? ") for piece in _PIECES.split(text) if piece.strip()]
    found = [_LINE.fullmatch(line) for line in lines]
    if not lines or not all(found):
        return None
    told = [(match[1], match[2]) for match in found if match]
    values = {name: value[1:-1] if value[:1] == "'" else typed(value) for name, value in told}
    return Pairs(tuple((name, _unquoted(value)) for name, value in told), values, is_form=False)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def typed(text: str) -> Any:
    """A value as JSON has it, where it is a number, truth value, null, list or object; else the text."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_refuse_long, parse_int=_integer)
    except (ValueError, RecursionError):
        return text


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _refuse_long(text: str) -> float:
    if len(text) > 18 or repr(float(text)) != text:
        raise ValueError(text)
    return float(text)


def _integer(text: str) -> int:
    if len(text) > 15:
        raise ValueError(text)
    return int(text)


def decoded(text: str) -> tuple[bool, Any]:
    """(whether it is JSON, its value)."""
    try:
        return True, json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False, None
