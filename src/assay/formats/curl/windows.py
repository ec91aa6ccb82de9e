"""Splits a command that was written for Windows: cmd.exe with its carets, PowerShell with its backquotes."""

from __future__ import annotations

from assay.formats.curl.shell import Token, place, shortened
from assay.model.errors import InputError

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_ENDS = "&|<>"


def cmd_tokens(text: str) -> list[Token]:
    """The words of each line, carets resolved first (cmd.exe), then quotes and backslashes (the C runtime).

    Raises InputError for an open quote.
    """
    tokens: list[Token] = []
    characters = _without_carets(text)
    position = 0
    while position < len(characters):
        character, place_in_text, literal = characters[position]
        if character == "\n" and not literal:
            tokens.append(Token("newline", "\n", place_in_text))
            position += 1
        elif character in " \t\n":
            position += 1
        elif character in _ENDS and not literal:
            tokens.append(Token("operator", character, place_in_text))
            position += 1
        else:
            token, position = _cmd_word(text, characters, position)
            tokens.append(token)
    return tokens


def _without_carets(text: str) -> list[tuple[str, int, bool]]:
    """Each character with its place, and whether cmd.exe takes it as it is (escaped, or within its quotes)."""
    found: list[tuple[str, int, bool]] = []
    position, within = 0, False
    while position < len(text):
        character = text[position]
        if character == "^" and not within:
            position += 1
            if text[position : position + 1] == "\n":
                position += 1  # the line goes on, and what follows is taken as it is
            if position < len(text):
                found.append((text[position], position, True))
        else:
            if character == '"':
                within = not within
            elif character == "\n":
                within = False
            found.append((character, position, within))
        position += 1
    return found


def _cmd_word(text: str, characters: list[tuple[str, int, bool]], position: int) -> tuple[Token, int]:
    """One argument, as a program on Windows takes its command line apart."""
    start, opening = characters[position][1], -1
    found: list[str] = []
    while position < len(characters):
        character, at, literal = characters[position]
        if opening < 0 and (character in " \t\n" or (character in _ENDS and not literal)):
            break
        backslashes = 0
        while position < len(characters) and characters[position][0] == "\\":
            backslashes += 1
            position += 1
        if backslashes:
            quote = position < len(characters) and characters[position][0] == '"'
            found.append("\\" * (backslashes // 2 if quote else backslashes))
            if quote and backslashes % 2:
                found.append('"')
                position += 1
        elif character == '"':
            position += 1
            if opening >= 0 and position < len(characters) and characters[position][0] == '"':
                found.append('"')
                position += 1
            else:
                opening = at if opening < 0 else -1
        else:
            found.append(character)
            position += 1
    if opening >= 0:
        raise _open(text, opening)
    return Token("word", "".join(found), start), position


def _open(text: str, position: int) -> InputError:
    shown = shortened(text[position : position + 60])
    return InputError(f"the quote {text[position]} is not closed: {shown}", where=place(text, position))


def powershell_tokens(text: str) -> list[Token]:
    """The words of each line, backquotes resolved. Raises InputError for an open quote."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\n":
            tokens.append(Token("newline", "\n", position))
            position += 1
        elif character in " \t":
            position += 1
        elif character == "`" and text[position + 1 : position + 2] == "\n":
            position += 2
        elif character == "#":
            end = text.find("\n", position)
            position = len(text) if end < 0 else end
        elif character in "|;&>":
            tokens.append(Token("operator", character, position))
            position += 1
        else:
            token, position = _powershell_word(text, position)
            tokens.append(token)
    return tokens


def _powershell_word(text: str, position: int) -> tuple[Token, int]:
    start = position
    found: list[str] = []
    while position < len(text) and text[position] not in " \t\n|;&>":
        if text[position] in "'\"":
            piece, position = _powershell_quoted(text, position)
            found.append(piece.replace('\\"', '"'))  # as PowerShell 5 hands it to a program
        elif text[position] == "`":
            found.append(text[position + 1 : position + 2].replace("\n", ""))
            position += 2
        else:
            found.append(text[position])
            position += 1
    return Token("word", "".join(found), start), position


def _powershell_quoted(text: str, opening: int) -> tuple[str, int]:
    mark, position = text[opening], opening + 1
    found: list[str] = []
    while position < len(text):
        character = text[position]
        if character == mark:
            if text[position + 1 : position + 2] != mark:
                return "".join(found), position + 1
            position += 1
        elif character == "`" and mark == '"':
            position += 1
            character = _ESCAPES.get(text[position : position + 1], text[position : position + 1])
        found.append(character)
        position += 1
    raise _open(text, opening)
