"""An `.http` file cut into its requests: what stands between two lines of three hashes, by its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from assay.model.errors import InputError

MAX_LINES = 500_000
MAX_BLOCKS = 20_000

_VARIABLE = re.compile(r"@([^\s={}]+)\s*=\s*(.*)")
_DIRECTIVE = re.compile(r"(?:#|//)\s*@([A-Za-z][\w-]*)\s*(?:=\s*)?(.*)")
_COMMENT = re.compile(r"#|//")
_METHOD = re.compile(r"([A-Z][A-Z-]*|[a-z]+)[ \t]+(\S.*)")
_VERSION = re.compile(r"(?<=[ \t])HTTP/([\d.]{1,5})(?: ?\([\w ]{0,40}\))?$")
_SCRIPT_OPEN = re.compile(r"[<>]\s*\{%")
_RUN = re.compile(r"(?:import|run)[ \t]+\S")


class Line(msgspec.Struct, frozen=True):
    """A line and its number, counted from 1."""

    number: int
    text: str


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One request as written. Scripts are without their `{% %}`."""

    title: str = ""
    line: int = 0
    directives: tuple[tuple[str, str], ...] = ()
    comments: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    """`@name = value`, which counts for the whole file."""
    method: str = ""
    url: str = ""
    version: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    curl: str = ""
    """A curl command in the place of a request."""
    unread: tuple[str, ...] = ()
    """Clauses for what was passed over, each with its line."""

    def directive(self, name: str) -> str | None:
        """The value of `# @name value`; None where it is not there."""
        return next((value for key, value in self.directives if key == name), None)


def blocks(text: str, *, name: str) -> list[Block]:
    """The blocks that hold anything. Raises InputError beyond MAX_BLOCKS of them or MAX_LINES lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MAX_LINES:
        raise InputError(f"This file has more than {MAX_LINES:,} lines.", where=name, remedy="Split it.")
    groups: list[tuple[str, list[Line]]] = [("", [])]
    for number, line in enumerate(lines, 1):
        if line.startswith("###"):
            groups.append((line.lstrip("#").strip(), [Line(number, line)]))
        else:
            groups[-1][1].append(Line(number, line))
    if len(groups) > MAX_BLOCKS:
        raise InputError(f"This file has more than {MAX_BLOCKS:,} requests.", where=name, remedy="Split it.")
    found = (_Reader(title, content).block() for title, content in groups)
    return [block for block in found if block.url or block.curl or block.variables or block.unread or block.before]


class _Reader:
    """Reads one block, line by line."""

    def __init__(self, title: str, lines: list[Line]) -> None:
        self._title = title
        self._lines = lines[1:] if lines and lines[0].text.startswith("###") else lines
        self._at = 0
        self._start = lines[0].number if lines else 0
        self._directives: list[tuple[str, str]] = []
        self._comments: list[str] = []
        self._variables: list[tuple[str, str]] = []
        self._scripts: dict[str, list[str]] = {"<": [], ">": []}
        self._unread: list[str] = []

    def block(self) -> Block:
        """Directives and scripts, the request line, headers, body, handlers."""
        self._preamble()
        line = self._peek()
        if line is not None and line.text.lstrip().startswith("curl"):
            text = "\n".join(one.text for one in self._lines[self._at :])
            return self._made(line.number, curl=text)
        method, url, version = self._request_line()
        headers = tuple(self._headers()) if url else ()
        body = tuple(self._body())
        number = line.number if line else self._start
        return self._made(number, method=method, url=url, version=version, headers=headers, body=body)

    def _made(self, line: int, **told: object) -> Block:
        return msgspec.structs.replace(
            Block(
                title=self._title,
                line=line,
                directives=tuple(self._directives),
                comments=tuple(self._comments),
                variables=tuple(self._variables),
                before=tuple(self._scripts["<"]),
                after=tuple(self._scripts[">"]),
                unread=tuple(self._unread),
            ),
            **told,
        )

    def _peek(self) -> Line | None:
        return self._lines[self._at] if self._at < len(self._lines) else None

    def _preamble(self) -> None:
        while (line := self._peek()) is not None:
            text = line.text.strip()
            if match := _VARIABLE.fullmatch(text):
                self._variables.append((match[1], match[2].strip()))
            elif match := _DIRECTIVE.fullmatch(text):
                self._directives.append((match[1].lower(), match[2].strip()))
            elif _COMMENT.match(text):
                self._comments.append(text.lstrip("#/").strip())
            elif _SCRIPT_OPEN.match(text):
                self._script(line)
                continue
            elif text.startswith("<") or _RUN.match(text):
                self._unread.append(f"`{text[:80]}` (line {line.number})")
            elif text:
                return
            self._at += 1

    def _script(self, first: Line) -> None:
        """`< {% … %}` or `> {% … %}`, over as many lines as it takes."""
        kind = first.text.strip()[0]
        code: list[str] = []
        rest = first.text.partition("{%")[2]
        while True:
            inner, closed, _ = rest.partition("%}")
            code.append(inner)
            self._at += 1
            following = self._peek()
            if closed or following is None:
                break
            rest = following.text
        self._scripts[kind].append("\n".join(code).strip("\n").strip())

    def _request_line(self) -> tuple[str, str, str]:
        """(method, URL, HTTP version); a URL goes on in lines that are indented."""
        line = self._peek()
        if line is None:
            return "", "", ""
        self._at += 1
        pieces = [line.text.strip()]
        while (following := self._peek()) is not None and following.text[:1] in (" ", "\t") and following.text.strip():
            self._at += 1
            if not _COMMENT.match(following.text.strip()):
                pieces.append(following.text.strip())
        text = "".join(pieces)
        version = _VERSION.search(text)
        text = text[: version.start()].rstrip() if version else text
        match = _METHOD.fullmatch(text)
        method, url = (match[1].upper(), match[2].strip()) if match else ("GET", text)
        return method, url, version[1] if version else ""

    def _headers(self) -> Iterator[tuple[str, str]]:
        while (line := self._peek()) is not None:
            text = line.text.strip()
            if not text or text[0] in "<>":
                return
            self._at += 1
            if match := _DIRECTIVE.fullmatch(text):
                self._directives.append((match[1].lower(), match[2].strip()))
            elif not _COMMENT.match(text):
                name, colon, value = text.partition(":")
                if colon and " " not in name.strip():
                    yield name.strip(), value.strip()
                else:
                    self._unread.append(f"{text[:80]!r} among the headers (line {line.number})")

    def _body(self) -> Iterator[str]:
        """The lines of the body; scripts, and where answers are written to, are taken out."""
        if (line := self._peek()) is not None and not line.text.strip():
            self._at += 1
        kept: list[str] = []
        while (line := self._peek()) is not None:
            text = line.text.strip()
            if text.startswith(">") and _SCRIPT_OPEN.match(text):
                self._script(line)
                continue
            self._at += 1
            if re.match(r">>!?\s*\S|>\s*[^\s<>]\S*\.(?:js|http|ts)$", text):
                self._unread.append(f"`{text[:80]}` (line {line.number})")
            elif not re.match(r"<>\s*\S", text):
                kept.append(line.text)
        while kept and not kept[-1].strip():
            kept.pop()
        yield from kept
