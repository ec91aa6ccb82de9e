"""Finds the curl commands in a pasted text, as a shell would split them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from assay.formats.curl.shell import Expand, Lexer, Token, place, shortened
from assay.formats.curl.windows import cmd_tokens, powershell_tokens
from assay.model.errors import InputError

LONGEST = 8 * 1024 * 1024
"""Characters of a text that are read."""
LONGEST_CMD = 1024 * 1024
MOST_COMMANDS = 10_000
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_PROGRAM = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?", re.IGNORECASE | re.DOTALL)
_EXPANSION = re.compile(r"\$(?:[A-Za-z_]\w*|\{[^}\n]*\})", re.ASCII)
_SUBSTITUTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=\$\((.*)\)", re.DOTALL)
_PROMPT = re.compile(
    r"^[ \t]*(?:[$%>](?=[ \t]+(?:[\w=./-]+[ \t]+){0,4}\S{0,200}curl)|PS [^>\n]*>|[A-Za-z]:\\[^>\n]*>|```[a-z]*$)[ \t]*"
    r"|(?<=\\\n)> ",
    re.MULTILINE,
)
"""A prompt before a command, or before a line that goes on; the fence of a block in Markdown."""
_BEFORE = frozenset(
    {"sudo", "time", "exec", "command", "env", "!", "nohup", "if", "then", "while", "do", "else", "{", "assay"}
)
"""Words that may stand before the name of a program."""
_CMD = re.compile(r"curl(?:\.exe)?[ \t]+(?:-\S+[ \t]+)*\^\"|\^[ \t]*$", re.IGNORECASE | re.MULTILINE)
_POWERSHELL = re.compile(r"[ \t]`[ \t]*$", re.MULTILINE)
_POSIX = re.compile(r"\\[ \t]*$|\$'", re.MULTILINE)


class Pasted(msgspec.Struct, frozen=True, kw_only=True):
    """One command: the words after `curl`, the line it begins on, what it has on standard input by <<, and warnings."""

    argv: tuple[str, ...]
    line: int = 1
    comment: str = ""
    """The line of comment right above it."""
    stdin: str | None = None
    warnings: tuple[str, ...] = ()


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """The commands of a text, and the variables that it sets to a plain value (NAME=value, NAME=${NAME-value})."""

    commands: tuple[Pasted, ...]
    assigned: dict[str, str]


def from_text(text: str) -> list[str]:
    """The words of the only curl command in a text, the word curl left out.

    Raises InputError where there is none or more than one, and for an open quote (with line:column).
    """
    found = commands(text)
    if len(found) != 1:
        what = f"{len(found)} curl commands" if found else "no curl command"
        raise InputError(f"one curl command is expected, and there is {what} in the text")
    return list(found[0].argv)


def commands(text: str) -> tuple[Pasted, ...]:
    """Every curl command in a text, in its order; all else is left out. Raises InputError for an open quote."""
    return pasted(text).commands


def pasted(text: str, *, expand: Expand | None = None) -> Script:
    """The same with the variables that are set. `expand` gives what `$NAME` becomes."""
    if len(text) > LONGEST:
        raise InputError(f"the text has more than {LONGEST:,} characters")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = _PROMPT.sub(lambda match: " " * len(match[0]), text)  # so that columns stay
    finder = _finder(text, expand)
    found = tuple(islice(finder.commands(), MOST_COMMANDS + 1))
    if len(found) > MOST_COMMANDS:
        raise InputError(f"the text has more than {MOST_COMMANDS:,} curl commands")
    return Script(commands=found, assigned=finder.assigned)


def _finder(text: str, expand: Expand | None) -> _Finder:
    if not _POSIX.search(text):
        if _CMD.search(text):
            if len(text) > LONGEST_CMD:
                raise InputError(f"a command for cmd.exe may have {LONGEST_CMD:,} characters, and the text has more")
            return _Finder(text, iter(cmd_tokens(text)), [])
        if _POWERSHELL.search(text):
            return _Finder(text, iter(powershell_tokens(text)), [])
    lexer = _Documents(text, expand)
    return _Finder(text, iter(lexer.next, None), lexer.warnings, lexer)


class _Documents(Lexer):
    """A lexer that passes over here-documents at the end of their line."""

    def __init__(self, text: str, expand: Expand | None = None) -> None:
        super().__init__(text, expand)
        self._behind = 0
        """Where the last document of this line ends; 0 without one."""

    def next(self) -> Token | None:
        """The next token that is in no document."""
        token = super().next()
        if token is not None and token.kind == "newline" and self._behind:
            self.position, self._behind = self._behind, 0
        return token

    def document(self, delimiter: Token, *, tabs: bool) -> str:
        """The text that begins behind this line, or behind the document before; `tabs` drops those before its lines."""
        end = self.text.find("\n", self.position)
        at = self._behind or (len(self.text) if end < 0 else end + 1)
        lines: list[str] = []
        while at < len(self.text):
            end = self.text.find("\n", at)
            end = len(self.text) if end < 0 else end
            line = self.text[at:end].lstrip("\t") if tabs else self.text[at:end]
            at = end + 1
            if line == delimiter.text:
                break
            lines.append(line + "\n")
        self._behind = at
        found = "".join(lines)
        return found if delimiter.quoted else _EXPANSION.sub(self._expanded, found)

    def _expanded(self, match: re.Match[str]) -> str:
        """A variable of a document whose delimiter stands without quotes."""
        put = self.expand(match[0]) if self.expand else None
        return match[0] if put is None else put


class _Finder:
    """Puts tokens together to commands."""

    def __init__(
        self, text: str, tokens: Iterator[Token], warnings: list[str], documents: _Documents | None = None
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.warnings = warnings
        self.documents = documents
        self.assigned: dict[str, str] = {}
        self.last: Pasted | None = None
        self.piped = False

    def commands(self) -> Iterator[Pasted]:
        """Each curl command."""
        words: list[Token] = []
        stdin: str | None = None
        for token in self.tokens:
            if token.kind == "word":
                words.append(token)
            elif token.kind == "redirection":
                stdin = self._redirected(token) or stdin
            else:
                yield from self._ended(words, stdin, token.text)
                words, stdin = [], None
        yield from self._ended(words, stdin, "")
        if self.last is not None:
            yield self.last

    def _ended(self, words: list[Token], stdin: str | None, by: str) -> Iterator[Pasted]:
        """A command is over. The one before it, once nothing can follow that belongs to it."""
        rest = _from_curl(words)
        found = [self._pasted(rest, stdin)] if rest else self._inner(words)
        if found:
            if self.last is not None:
                yield self.last
            yield from found[:-1]
            self.last = found[-1]
        elif words:
            self._left_out(words)
        self.piped = by in ("|", "|&")

    def _pasted(self, words: list[Token], stdin: str | None) -> Pasted:
        told, self.warnings[:] = tuple(self.warnings), []
        argv = tuple(word.text for word in words[1:])
        return Pasted(argv=argv, line=self._line(words[0]), comment=self._comment(words[0]), stdin=stdin, warnings=told)

    def _inner(self, words: list[Token]) -> list[Pasted]:
        """The commands of `NAME=$(curl …)`."""
        found: list[Pasted] = []
        for word in words:
            match = _SUBSTITUTED.fullmatch(word.text)
            if match is None:
                self._assign(word.text)
            elif "curl" in match[1]:
                self.warnings.clear()
                before = self._line(word) - 1
                inner = commands(match[1]) if "=$(" not in match[1] else ()  # one level is all that people write
                found += [msgspec.structs.replace(one, line=one.line + before) for one in inner]
        return found

    def _assign(self, word: str) -> None:
        """Keep NAME=value; of NAME=${NAME-value}, which is expanded here, only the text knows its value."""
        match = _ASSIGNMENT.match(word)
        if match:
            self.assigned.setdefault(match[0][:-1], word[match.end() :])

    def _comment(self, token: Token) -> str:
        """The line right above, if it is a comment."""
        start = self.text.rfind("\n", 0, token.start) + 1
        above = self.text[self.text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)].strip()
        text = above.lstrip("#").strip()
        return text if above.startswith("#") and not above.startswith("#!") and len(text) <= 100 else ""

    def _line(self, token: Token) -> int:
        return int(place(self.text, token.start).partition(":")[0])

    def _left_out(self, words: list[Token]) -> None:
        """Another program: told where it reads what curl answers."""
        self.warnings.clear()
        if self.piped and self.last is not None:
            what = f"{shortened(words[0].text)}, which the answer is piped into, is left out"
            self.last = msgspec.structs.replace(self.last, warnings=(*self.last.warnings, what))

    def _redirected(self, token: Token) -> str | None:
        """Take the target of a redirection. What stands on standard input by << or <<<."""
        target = next(self.tokens, None)
        mark = token.text.lstrip("0123456789")
        if target is None or target.kind != "word":
            return None
        if mark in ("<<", "<<-") and self.documents is not None:
            return self.documents.document(target, tabs=mark == "<<-")
        if mark == "<<<":
            return target.text + "\n"
        self.warnings.append(f"the redirection {token.text} {shortened(target.text)} is left out")
        return None


def _from_curl(words: list[Token]) -> list[Token]:
    """The words from `curl` on; none where another program is called."""
    for index, word in enumerate(words):
        if _PROGRAM.fullmatch(word.text):
            return words[index:]
        if not (word.text.lower() in _BEFORE or _ASSIGNMENT.match(word.text)):
            return []
    return []
