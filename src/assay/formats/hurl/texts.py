"""Texts of a Hurl file: keys, values, quoted texts, file names, each with its escapes and {{placeholders}}."""

from __future__ import annotations

import re

from assay.formats.hurl.cursor import Cursor

KEY = re.compile(r"(?!\[)(?:\{\{[^{}\n]*\}\}|\\u\{[0-9A-Fa-f]{1,6}\}|\\[^u\n]|[\w\-.\[\]@$])++(?=[ \t]*:)")
_URL = re.compile(r"(?:\{\{[^{}\n]*\}\}|[^\s#])+")
_FILE = re.compile(r"(?:\{\{[^{}\n]*\}\}|\\[^\n]|[^\s#;{}\\\[\]:])++(?=[ \t]*[;\n#]|[ \t]*\Z)")
_UNQUOTED = re.compile(r"(?:\\[^\n]|[^\n#\\])*")
_QUOTED = re.compile(r'"((?:\\.|[^"\\])*+)"', re.DOTALL)
_PATTERN = re.compile(r"/((?:\\.|[^/\\\n])*+)/")
_BACKTICKS = re.compile(r"`([^`\n]*)`")
_PLACEHOLDER = re.compile(r"\{\{([^{}\n]*)\}\}")
_PIECE = re.compile(_PLACEHOLDER.pattern + r"|\\u\{([0-9A-Fa-f]{1,6})\}|\\(.)", re.DOTALL)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERALS = frozenset('"\\/#:;` []{},')
_FUNCTIONS = {"newUuid": "$guid", "newDate": "$isoTimestamp"}
_NAME = re.compile(r"[\w-]+")


def key(cursor: Cursor) -> str | None:
    """A name before a colon; None where there is none. The colon is left."""
    start = cursor.position
    found = cursor.match(KEY)
    return None if found is None else unescaped(cursor, found[0], start)


def url(cursor: Cursor) -> str:
    """Everything up to a space or a comment."""
    start = cursor.position
    found = cursor.match(_URL)
    if found is None:
        raise cursor.error("Here should be a URL.")
    return templated(cursor, found[0], start)


def unquoted(cursor: Cursor) -> str:
    """The rest of the line, up to a comment, without the spaces at its end."""
    start = cursor.position
    found = cursor.match(_UNQUOTED)
    text = found[0] if found else ""
    kept = text.rstrip(" \t")
    if kept.endswith("\\") and len(kept) < len(text):
        kept += text[len(kept)]
    return unescaped(cursor, kept, start)


def quoted(cursor: Cursor) -> str:
    """A text in double quotes."""
    start = cursor.position
    found = cursor.match(_QUOTED)
    if found is None:
        raise cursor.error("Here should be a text in double quotes, up to its second quote.")
    return unescaped(cursor, found[1], start + 1)


def pattern(cursor: Cursor) -> str:
    """A regular expression between slashes."""
    found = cursor.match(_PATTERN)
    if found is None:
        raise cursor.error("Here should be a regular expression, up to its second slash.")
    return found[1].replace("\\/", "/")


def backticks(cursor: Cursor) -> str:
    """A text of one line between backticks: nothing in it is an escape."""
    start = cursor.position
    found = cursor.match(_BACKTICKS)
    if found is None:
        raise cursor.error("Here should be a text between backticks, on one line.")
    return templated(cursor, found[1], start + 1)


def file_name(cursor: Cursor) -> str:
    """A path; spaces in it are escaped."""
    start = cursor.position
    found = cursor.match(_FILE)
    if found is None:
        raise cursor.error("Here should be the name of a file.")
    return unescaped(cursor, found[0], start)


def templated(cursor: Cursor, text: str, start: int) -> str:
    """A text without escapes, its placeholders written as Postman does. `start` is where it stands in the file."""
    if "{{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda found: placeholder(cursor, found[1], start + found.start()), text)


def unescaped(cursor: Cursor, text: str, start: int) -> str:
    """A text without its escapes, its placeholders written as Postman does."""
    if "\\" not in text:
        return templated(cursor, text, start)
    return _PIECE.sub(lambda found: _piece(cursor, found, start), text)


def _piece(cursor: Cursor, found: re.Match[str], start: int) -> str:
    inner, code, letter = found.groups()
    if inner is not None:
        return placeholder(cursor, inner, start + found.start())
    if code is not None:
        return _character(cursor, int(code, 16), start + found.start())
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter in _LITERALS:
        return str(letter)
    raise cursor.error(f"`{found[0]}` is no escape that Hurl knows.", start + found.start())


def _character(cursor: Cursor, code: int, position: int) -> str:
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise cursor.error(f"There is no character with the number {code:x}.", position)
    return chr(code)


def placeholder(cursor: Cursor, inner: str, position: int) -> str:
    """`{{name}}` for a variable, `{{$guid}}` and the like for a function."""
    return "{{" + placeholder_name(cursor, inner, position) + "}}"


def placeholder_name(cursor: Cursor, inner: str, position: int) -> str:
    """Postman's name for what stands in braces. Raises InputError where nothing does."""
    inner = inner.strip()
    if not inner:
        raise cursor.error("There is no name in these braces.", position)
    if inner in _FUNCTIONS:
        return _FUNCTIONS[inner]
    if not _NAME.fullmatch(inner):
        cursor.note(f"`{{{{{inner}}}}}` is no variable, and stays as it is", cursor.line_at(position))
    return inner
