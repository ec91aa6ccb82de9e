"""The text of a cell of a Markdown table, as a reader sees it."""

from __future__ import annotations

import re
from bisect import bisect_right

_RUN = re.compile(r"`+")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(amp|lt|gt|quot|nbsp|apos|#124|#x7c|vert);", re.IGNORECASE)
_ENTITIES = {
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "nbsp": " ",
    "apos": "'",
    "#124": "|",
    "#x7c": "|",
    "vert": "|",
}
_ESCAPE = re.compile(r"\\([!#$%&'()*+,.:;<=>?@\[\]^_`{|}~-])")
"""Not before a quote, a slash or a backslash, which belong to JSON."""
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]*)>")
_STRONG = re.compile(r"(\*\*|__|\*)(?! )([^*]+)(?<! )\1")


def cell_text(source: str) -> str:
    """Code spans without their backticks, `<br>` as a line end, escapes and entities outside of code resolved."""
    pieces, position = [], 0
    for start, end, content in _code_spans(source):
        pieces += [_plain(source[position:start]), _BREAK.sub("\n", content)]
        position = end
    pieces.append(_plain(source[position:]))
    text = "\n".join(line.strip() for line in "".join(pieces).split("\n")).strip()
    whole = _STRONG.fullmatch(text)
    return whole[2] if whole and position == 0 else text


def _code_spans(source: str) -> list[tuple[int, int, str]]:
    """(start, end, content) of each span: a run of backticks up to the next run of the same length."""
    runs = [(match.start(), match.end()) for match in _RUN.finditer(source)]
    by_length: dict[int, list[int]] = {}
    for start, end in runs:
        by_length.setdefault(end - start, []).append(start)
    spans, position = [], 0
    for start, end in runs:
        if start < position or source[start - 1 : start] == "\\":
            continue
        same = by_length[end - start]
        after = bisect_right(same, start)
        if after < len(same):
            position = same[after] + end - start
            spans.append((start, position, _content(source[end : same[after]])))
    return spans


def _content(code: str) -> str:
    """One blank on both sides keeps a backtick apart from the run, and does not count."""
    padded = len(code) > 2 and code[0] == code[-1] == " " and code.strip()
    return code[1:-1] if padded else code


def _plain(text: str) -> str:
    text = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", _BREAK.sub("\n", text)))
    return _ENTITY.sub(lambda match: _ENTITIES[match[1].lower()], _ESCAPE.sub(r"\1", text))
