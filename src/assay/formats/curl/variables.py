"""Variables of a command line: --variable, and {{name:function}} in the value of an --expand- option."""

from __future__ import annotations

import binascii
import re

from assay.formats.curl.octets import escaped, to_bytes, to_text
from assay.formats.curl.world import World, contents
from assay.model.errors import UsageError

LONGEST = 10_000_000
"""Bytes that an expanded value may have."""
LONGEST_NAME = 127
_NAME = re.compile(r"%?([A-Za-z0-9_]*)")
_RANGE = re.compile(r"\[(\d{1,18})-(\d{0,18})\]")
_BLANKS = b" \t\n\v\f\r"
_JSON = {ord('"'): '\\"', ord("\\"): "\\\\", 8: "\\b", 12: "\\f", 10: "\\n", 13: "\\r", 9: "\\t"}
_JSON = {**{code: f"\\u{code:04x}" for code in range(32)}, **_JSON}


class Variables:
    """The variables that were set so far."""

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}

    def set(self, text: str, world: World, warnings: list[str]) -> None:
        """`name=content`, `name@file`, `%NAME` from the environment, with a default; `name[2-5]=…` for some bytes.

        Raises UsageError for a variable of the environment that is not set and for a broken range.
        """
        match = _NAME.match(text)
        name = match[1] if match else ""
        rest = text[match.end() :] if match else text
        if not 0 < len(name) <= LONGEST_NAME:
            warnings.append(
                f"--variable: a name of 1 to {LONGEST_NAME} letters and digits belongs before = or @: {text}"
            )
            return
        imported = world.environment.get(name) if text.startswith("%") else None
        if text.startswith("%") and imported is None and not rest:
            raise UsageError(
                f"the environment has no variable {name}",
                where="--variable",
                remedy=f"Set it, or give a value for when it is missing: --variable %{name}=value",
            )
        first, last, rest = _range(rest)
        if imported is not None:
            self._values[name] = to_bytes(imported)
        elif rest.startswith("@"):
            self._values[name] = contents(world, rest[1:], where="--variable")[first:last]
        elif rest.startswith("="):
            self._values[name] = to_bytes(rest[1:])[first:last]
        else:
            warnings.append(f"--variable: neither = nor @ follows the name, so it is left out: {text}")

    def expand(self, text: str, warnings: list[str]) -> str:
        """The text with every {{name}} replaced; as it was where there is none. A name without a value gives nothing.

        Raises UsageError for an unknown function, for a value with a NUL byte and for one beyond LONGEST.
        """
        pieces: list[bytes] = []
        position, replaced, size = 0, False, 0
        while (start := text.find("{{", position)) >= 0:
            if start > position and text[start - 1] == "\\":
                piece, position = to_bytes(text[position : start - 1] + "{{"), start + 2
            else:
                end = text.find("}}", start)
                if end < 0:
                    warnings.append(f"a closing }}}} is missing in {text}")
                    break
                pieces.append(to_bytes(text[position:start]))
                piece, found = self._one(text[start + 2 : end], warnings)
                position, replaced = end + 2, replaced or found
            pieces.append(piece)
            size += len(piece)
            if size > LONGEST:
                raise UsageError(f"a value grows beyond {LONGEST:,} bytes when it is expanded")
        return to_text(b"".join(pieces)) + text[position:] if replaced else text

    def _one(self, inner: str, warnings: list[str]) -> tuple[bytes, bool]:
        """The value for what stands between the braces, and whether it was a variable at all."""
        name, *functions = inner.split(":")
        if not 0 < len(name) <= LONGEST_NAME or not re.fullmatch(r"[A-Za-z0-9_]+", name):
            warnings.append(f"{{{{{inner}}}}} is no name of a variable, so it stays as it is")
            return to_bytes(f"{{{{{inner}}}}}"), False
        value = self._values.get(name, b"")
        for function in functions:
            value = _applied(function, value, name)
            if len(value) > LONGEST:
                raise UsageError(f"the variable {name} grows beyond {LONGEST:,} bytes")
        if b"\0" in value:
            raise UsageError(f"the variable {name} holds a NUL byte, which no option can take")
        return value, True


def _range(rest: str) -> tuple[int, int | None, str]:
    """The slice that stands before = or @, and what follows it."""
    if not (rest.startswith("[") and rest[1:2].isdigit()):
        return 0, None, rest
    match = _RANGE.match(rest)
    if match is None:
        raise UsageError(f"a range of bytes is written [first-last] or [first-]: {rest[:40]}", where="--variable")
    first, last = int(match[1]), int(match[2]) if match[2] else None
    if last is not None and first > last:
        raise UsageError(f"the range of bytes ends before it starts: {match[0]}", where="--variable")
    return first, None if last is None else last + 1, rest[match.end() :]


def _applied(function: str, value: bytes, name: str) -> bytes:
    if function == "trim":
        return value.strip(_BLANKS)
    if function == "json":
        return to_bytes(to_text(value).translate(_JSON))
    if function == "url":
        return escaped(value).encode()
    if function == "b64":
        return binascii.b2a_base64(value, newline=False)
    if function == "64dec":
        return _decoded(value)
    raise UsageError(
        f"{{{{{name}:{function}}}}} names an unknown function",
        remedy="There are trim, json, url, b64 and 64dec.",
    )


def _decoded(value: bytes) -> bytes:
    try:
        return binascii.a2b_base64(value, strict_mode=True)
    except (binascii.Error, ValueError):
        return b"[64dec-fail]"
