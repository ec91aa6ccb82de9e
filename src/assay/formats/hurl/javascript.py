"""Values and patterns of a Hurl file as JavaScript for Postman's sandbox."""

from __future__ import annotations

import re

from assay.formats.code.javascript_text import quoted
from assay.formats.hurl.entry import Pattern, Placeholder, Value
from assay.formats.hurl.untold import Untold

_FLAGS = re.compile(r"\(\?([a-zA-Z]+)\)")
_FOREIGN = re.compile(r"\(\?[a-zA-Z-]+[:)]|\[\[:\^?\w+:\]|&&\[|\\[GhHRK]")
_ENDS = re.compile(r"\\(.)", re.DOTALL)


def text(source: str) -> str:
    """A text; its {{variables}} are replaced when it runs."""
    return f"pm.variables.replaceIn({quoted(source)})" if "{{" in source else quoted(source)


def scalar(value: Value) -> str:
    """A value that JSON knows, or a variable."""
    if isinstance(value, Placeholder):
        if value.name.startswith("$"):
            return text("{{" + value.name + "}}")
        return f"pm.variables.get({quoted(value.name)})"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return text(value)
    raise Untold("bytes and files cannot be compared with this")


def regexp(pattern: Pattern | str, flags: str = "") -> str:
    """A regular expression of Rust as one of JavaScript."""
    source = pattern.source if isinstance(pattern, Pattern) else pattern
    head = _FLAGS.match(source)
    if head is not None:
        source, flags = source[head.end() :], flags + head[1]
    if not set(flags) <= set("gims") or _FOREIGN.search(source):
        raise Untold("the regular expression has parts that JavaScript does not know")
    source = _ENDS.sub(_anchor, source.replace("(?P<", "(?<"))
    flags = "".join(sorted(set(flags))) + ("u" if re.search(r"\\[pP]\{", source) else "")
    return f"new RegExp({text(source)}{f', {quoted(flags)}' if flags else ''})"


def _anchor(found: re.Match[str]) -> str:
    return {"A": "^", "z": "$"}.get(found[1], found[0])
