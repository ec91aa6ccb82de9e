"""Where in the user's own text an error happened: the sandbox's wrapping and our own frames are taken away."""

from __future__ import annotations

import re
from typing import Any

from assay.model.script import ScriptError

_PLACE = re.compile(r"<anonymous>:(\d{1,9}):(\d{1,9})\)?$")
_FUNCTION = re.compile(r"^\s*at (?:async )?([\w$.<>]+) \(")
_SYNTAX = re.compile(r"^script:(\d{1,9})\n")
_WRAPPED_LINES = 4
_WRAPPED_COLUMNS = 20
_FRAMES = 10
_TIMED_OUT = re.compile(r"sandbox: (?:a?synchronous) script execution timeout")


def script_error(telling: dict[str, Any], lines: int) -> ScriptError:
    """The error that `host/failures.js` told, of a script with so many lines."""
    name, message = str(telling.get("name")), str(telling.get("message"))
    places = frames(str(telling.get("stack")), lines)
    syntax = _SYNTAX.match(str(telling.get("syntax")))
    if not places and syntax and 1 <= int(syntax[1]) - 1 <= lines:
        return ScriptError(name=name, message=message, line=int(syntax[1]) - 1, stack=f"{name}: {message}")
    line, column = (places[0][1], places[0][2]) if places else (None, None)
    return ScriptError(name=name, message=message, line=line, column=column, stack=_text(name, message, places))


def frames(stack: str, lines: int) -> list[tuple[str, int, int]]:
    """(function, line, column) of each frame in the user's text, the innermost first."""
    found = (_frame(text, lines) for text in stack.splitlines())
    return [frame for frame in found if frame][:_FRAMES]


def _frame(text: str, lines: int) -> tuple[str, int, int] | None:
    place = _PLACE.search(text)
    if place is None:
        return None
    line, column = int(place[1]) - _WRAPPED_LINES, int(place[2])
    if not 1 <= line <= lines:
        return None
    function = _FUNCTION.match(text)
    return function[1] if function else "", line, column - _WRAPPED_COLUMNS if line == 1 else column


def _text(name: str, message: str, places: list[tuple[str, int, int]]) -> str:
    return "\n".join([f"{name}: {message}", *(_line(*place) for place in places)])


def _line(function: str, line: int, column: int) -> str:
    named = function not in ("", "eval", "Object.eval", "<anonymous>", "Object.<anonymous>")
    return f"    at {function} (script:{line}:{column})" if named else f"    at script:{line}:{column}"


def timed_out(error: ScriptError) -> bool:
    """Whether this is the sandbox's own way of saying that the time is over."""
    return _TIMED_OUT.fullmatch(error.message) is not None
