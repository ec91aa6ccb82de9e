"""Configuration files (-K, .curlrc): one option a line, its value behind a blank, = or :, quoted if need be."""

from __future__ import annotations

from typing import Protocol

from assay.formats.curl.context import Context
from assay.formats.curl.octets import to_text
from assay.formats.curl.world import contents, default_configs, named
from assay.model.errors import AssayError, InputError, UsageError

DEEPEST = 5
"""How many configuration files may be nested."""
LONGEST_LINE = 10 * 1024 * 1024
MOST_LINES = 100_000
MOST_FILES = 1_000
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_BLANKS = " \t"
_SPACES = " \t\n\v\f\r"


class Walk(Protocol):
    """Who carries out the options of a file, as those of a command line."""

    context: Context
    files: int
    """How many configuration files were read."""

    @property
    def over(self) -> bool:
        """Whether what follows is not read any more."""
        ...

    def word(self, word: str, following: str | None, levels: int) -> bool:
        """Carry out one option; whether the following word was its value."""
        ...


def read(walk: Walk, path: str, levels: int) -> None:
    """Carry out every line of a file. Raises UsageError and InputError, which name the file and the line."""
    walk.files += 1
    if walk.files > MOST_FILES:
        raise InputError(f"more than {MOST_FILES:,} configuration files are read", where=f"--config {path}")
    _carry_out(walk, contents(walk.context.world, path, where="--config"), path, levels)


def read_default(walk: Walk) -> None:
    """Carry out the first .curlrc that can be opened. What is wrong with it is told and does not stop the command."""
    for path in default_configs(walk.context.world):
        try:
            data = walk.context.world.read(path, LONGEST_LINE)
        except (OSError, ValueError):
            continue
        try:
            _carry_out(walk, data, path, DEEPEST - 1)
        except AssayError as error:
            walk.context.warnings.append(str(error).replace("\n", " "))
        return


def _carry_out(walk: Walk, data: bytes, path: str, levels: int) -> None:
    if data.count(b"\n") > MOST_LINES:
        raise InputError(f"a configuration file may have {MOST_LINES:,} lines, and {named(path)} has more")
    for number, line in enumerate(data.split(b"\n"), start=1):
        if walk.over:
            return
        if len(line) > LONGEST_LINE:
            raise InputError("the line is longer than 10 MB", where=f"{path}:{number}")
        text = to_text(line.partition(b"\0")[0])
        if text.strip(_SPACES) and not text.lstrip(_BLANKS).startswith("#"):
            _line(walk, text, f"{path}:{number}", levels)


def _line(walk: Walk, text: str, where: str, levels: int) -> None:
    option, value = _split(walk, text, where)
    try:
        used = walk.word(option, value, levels)
    except AssayError as error:
        error.where = f"{where}: {error.where}" if error.where else where
        raise
    taken_apart = option.startswith("-") and not option.startswith("--") and len(option) > 2
    if value and not used and not walk.over and not taken_apart:
        raise UsageError(f"{value[:60]!r} follows an option that takes no value", where=f"{where}: {option}")


def _split(walk: Walk, text: str, where: str) -> tuple[str, str | None]:
    """The option of a line, and its value if it has one."""
    text = text.lstrip(_SPACES)
    ends = _BLANKS if text.startswith("-") else _BLANKS + "=:"
    end = next((index for index, character in enumerate(text) if character in ends), len(text))
    option, rest = text[:end].rstrip("\r"), text[end:].lstrip(ends)
    if rest.startswith('"'):
        return option, _unquoted(rest[1:])
    end = next((index for index, character in enumerate(rest) if character in _SPACES), len(rest))
    value, following = rest[:end], rest[end:].strip(_SPACES)
    if following and not following.startswith("#"):
        walk.context.warnings.append(
            f"{where}: the value of {option} has blanks and no quotes, so it ends at the first"
        )
    return option, value or None


def _unquoted(text: str) -> str:
    """What stands before the closing quote, or all of it."""
    found: list[str] = []
    characters = iter(text)
    for character in characters:
        if character == '"':
            break
        if character == "\\":
            character = next(characters, "")
            found.append(_ESCAPES.get(character, character))
        else:
            found.append(character)
    return "".join(found)


def disabled(argv_first: str) -> bool:
    """Whether the first word says that no .curlrc is to be read."""
    return argv_first.startswith("-q") or argv_first == "--disable"
