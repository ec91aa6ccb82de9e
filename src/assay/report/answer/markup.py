"""XML and HTML for a reader: an element on each line where that changes no text, coloured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assay.report.clean import block, line
from assay.report.style import Style

TOKEN = re.compile(
    r"<!--(?P<comment>.*?)-->|<!\[CDATA\[(?P<cdata>.*?)\]\]>|<\?(?P<instruction>.*?)\?>|<!(?P<declaration>[^>]*)>"
    r"|<(?P<tag>/?[A-Za-z_][^<>]*)>|(?P<text>[^<]+|<)",
    re.DOTALL,
)
MOST_LOOKED_THROUGH = 50_000_000
"""Characters that are looked through for the ends of comments, if each `<!` and `<?` looked to the end of the text."""
LONGEST_TAG = 10_000
"""Characters of a tag whose attributes are told apart."""
ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'<>]+)""")
NAME = re.compile(r"/?([^\s/>]+)")
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
RAW = frozenset({"pre", "script", "style", "textarea"})
DEEPEST = 100


class Piece(NamedTuple):
    """A tag, a text, or anything else that stands by itself."""

    kind: str
    text: str

    @property
    def name(self) -> str:
        """The element's name."""
        found = NAME.match(self.text)
        return found[1] if found else ""

    @property
    def closing(self) -> bool:
        """</a>"""
        return self.kind == "tag" and self.text.startswith("/")


def markup_lines(text: str, style: Style, *, html: bool) -> Iterator[str]:
    """The document in lines, two spaces a level. What is no markup stays as it is."""
    if (text.count("<!") + text.count("<?")) * len(text) > MOST_LOOKED_THROUGH:
        yield from block(text).splitlines()
        return
    pieces = list(_pieces(text))
    unclosed: set[str] = set()
    depth, at = 0, 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.closing:
            depth = max(0, depth - 1)
        indent = "  " * min(depth, DEEPEST)
        run = _together(pieces, at, html, unclosed)
        yield from _written(pieces[at : at + run], indent, style)
        at += run
        if run == 1 and _opens(piece, html):
            depth += 1


def _pieces(text: str) -> Iterator[Piece]:
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or "text"
        if kind != "text" or found[0].strip():
            yield Piece(kind, found[kind] or "" if kind != "text" else found[0])


def _opens(piece: Piece, html: bool) -> bool:
    if piece.kind != "tag" or piece.closing or piece.text.endswith("/"):
        return False
    return not (html and piece.name.lower() in VOID)


def _together(pieces: list[Piece], at: int, html: bool, unclosed: set[str]) -> int:
    """How many pieces share a line: an element with nothing but text in it, or one whose inside must stay as it is."""
    first = pieces[at]
    if not _opens(first, html):
        return 1
    name = first.name.lower()
    if html and name in RAW and name not in unclosed:
        for end in range(at + 1, len(pieces)):
            if pieces[end].closing and pieces[end].name.lower() == name:
                return end + 1 - at
        unclosed.add(name)
    if at + 1 < len(pieces) and pieces[at + 1].closing:
        return 2
    inside = at + 2 < len(pieces) and pieces[at + 1].kind in ("text", "cdata") and pieces[at + 2].closing
    return 3 if inside else 1


def _written(pieces: list[Piece], indent: str, style: Style) -> Iterator[str]:
    kept = len(pieces) > 3  # of <pre> or <script>: each space stays
    text = "".join(_painted(piece, style, kept) for piece in pieces)
    for number, shown in enumerate(text.splitlines() or [""]):
        yield (indent if number == 0 else "") + shown


def _painted(piece: Piece, style: Style, kept: bool) -> str:
    if piece.kind == "tag":
        return _tag(piece, style)
    if piece.kind == "text":
        return block(piece.text if kept else piece.text.strip())
    opening, closing = {
        "comment": ("<!--", "-->"),
        "cdata": ("<![CDATA[", "]]>"),
        "instruction": ("<?", "?>"),
        "declaration": ("<!", ">"),
    }[piece.kind]
    lines = block(f"{opening}{piece.text}{closing}").splitlines()
    return "\n".join(style.paint(one, "dim") for one in lines)


def _tag(piece: Piece, style: Style) -> str:
    found = NAME.match(piece.text)
    end = found.end() if found else 0
    name, rest = piece.text[:end], piece.text[end:]
    shown, at = "", 0
    for attribute in ATTRIBUTE.finditer(rest[:LONGEST_TAG]):
        shown += line(rest[at : attribute.start()].replace("\n", " "))
        shown += (
            style.paint(line(attribute[1]), "yellow") + line(attribute[2]) + style.paint(line(attribute[3]), "green")
        )
        at = attribute.end()
    return style.paint(f"<{line(name)}", "cyan") + shown + style.paint(f"{line(rest[at:])}>", "cyan")
