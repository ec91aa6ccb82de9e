"""What differs between two answers: status, headers, and the body by its type."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, Literal

import msgspec

from assay.contract.comparison.difference import Difference, Differences, Rules
from assay.contract.comparison.headers import header_differences
from assay.contract.comparison.lines import line_differences
from assay.contract.comparison.markup import value_of
from assay.contract.comparison.structure import TooDeep, differences
from assay.model.http import Response

BodyKind = Literal["none", "json", "xml", "text", "binary"]

SAMPLE = 4096
"""Bytes by which text is told from other data."""

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The differences of two answers, by where they are."""

    status: tuple[int, int]
    headers: Differences = Differences()
    body: Differences = Differences()
    body_kind: BodyKind = "none"
    """How the bodies were compared."""

    @property
    def same(self) -> bool:
        """Nothing differs that counts."""
        return self.status[0] == self.status[1] and self.headers.same and self.body.same


def compare(before: Response, after: Response, rules: Rules | None = None) -> Comparison:
    """Hold one answer against another. Bodies that are both JSON (or both simple XML) are compared by structure,
    other texts by lines, anything else by size and hash."""
    rules = rules or Rules()
    kind, body = body_differences(before, after, rules)
    return Comparison(
        status=(before.status, after.status),
        headers=header_differences(before.headers, after.headers, rules),
        body=body,
        body_kind=kind,
    )


def body_differences(before: Response, after: Response, rules: Rules) -> tuple[BodyKind, Differences]:
    """How the bodies were compared, and what differs."""
    if not before.body and not after.body:
        return "none", Differences()
    one, other = text_of(before), text_of(after)
    if one is None or other is None:
        return "binary", _binary(before.body, after.body)
    try:
        return "json", differences(_json(one), _json(other), rules)
    except (ValueError, RecursionError, TooDeep):
        pass  # it is no JSON on both sides, or too deep to be taken apart
    ours, theirs = (value_of(text) if text.lstrip("\ufeff \t\r\n")[:1] == "<" else None for text in (one, other))
    if ours is not None and theirs is not None:
        return "xml", differences(ours, theirs, rules)
    return "text", line_differences(one, other, rules)


def _json(text: str) -> Any:
    return json.loads(text.removeprefix("\ufeff"), parse_constant=_refused)


def _refused(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity are no JSON


def text_of(response: Response) -> str | None:
    """The body as text in its charset, bytes that are none as `\\xff`; None where it is no text."""
    named = _CHARSET.search(response.header("content-type") or "")
    charset = named[1] if named else "utf-8"
    try:
        text = response.body.decode(charset, "backslashreplace")
    except (LookupError, ValueError, TypeError):  # no such charset, or one that is no encoding of text (zlib)
        charset = "utf-8"
        text = response.body.decode(charset, "backslashreplace")
    return None if _is_binary(response.body[:SAMPLE], charset) else text


def _is_binary(start: bytes, charset: str) -> bool:
    sample = start.decode(charset, "replace")
    odd = sum(character == "\ufffd" or (character < " " and character not in "\t\n\r\f\x1b") for character in sample)
    return odd > len(sample) // 20


def _binary(before: bytes, after: bytes) -> Differences:
    if before == after:
        return Differences()
    found = Difference(pointer="", kind="changed", before=_facts(before), after=_facts(after))
    return Differences(found=(found,), total=1)


def _facts(data: bytes) -> str:
    return f"{len(data):,} bytes, sha256 {hashlib.sha256(data).hexdigest()[:16]}"
