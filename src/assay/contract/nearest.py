"""Declared paths that resemble a path: by how many segments agree, then by how alike the others are."""

from __future__ import annotations

from difflib import SequenceMatcher
from urllib.parse import unquote

from assay.contract.template import Segment, segments_of

_FEW = 3
_LONGEST = 120
_LIKE = 0.55


def nearest(written: list[str], templates: tuple[str, ...]) -> tuple[str, ...]:
    """Up to three templates, the likeliest first; none where nothing is alike."""
    texts = [unquote(part)[:_LONGEST] for part in written[:40] if part]
    by_segments = sorted(templates, key=lambda template: -_agreement(texts, template))[:20]
    scored = [(_likeness(texts, template), template) for template in by_segments]
    scored.sort(key=lambda one: (-one[0], one[1]))
    return tuple(template for score, template in scored if score >= _LIKE)[:_FEW]


def _agreement(texts: list[str], template: str) -> float:
    """How many segments agree from either end; a variable half agrees with anything."""
    segments = segments_of(template)
    ahead = [_agrees(segment, text) for segment, text in zip(segments, texts, strict=False)]
    behind = [_agrees(segment, text) for segment, text in zip(reversed(segments), reversed(texts), strict=False)]
    return max(sum(ahead), sum(behind)) - abs(len(segments) - len(texts)) * 0.75


def _agrees(segment: Segment, text: str) -> float:
    if segment.names:
        return 0.5
    wanted, sent = segment.literals[0].lower(), text.lower()
    return 1.0 if wanted == sent else _likeness_of_words(wanted, sent)


def _likeness_of_words(one: str, other: str) -> float:
    """How much of two words is alike from their ends; slips are in the middle, or a letter more or less."""
    longest = max(len(one), len(other))
    alike = _alike(one, other) + _alike(one[::-1], other[::-1])
    return 0.9 if longest and alike / longest >= _LIKE else 0.0


def _likeness(texts: list[str], template: str) -> float:
    """From 0 to 1, variables taken for whatever stands in their place."""
    segments = segments_of(template)
    filled = [
        texts[index] if segment.names and index < len(texts) else "".join(segment.literals)
        for index, segment in enumerate(segments)
    ]
    return SequenceMatcher(None, "/".join(texts).lower(), "/".join(filled).lower()[: 10 * _LONGEST]).ratio()


def _alike(one: str, other: str) -> int:
    """How many characters are the same at the beginning."""
    pairs = zip(one, other, strict=False)
    return next((index for index, (first, second) in enumerate(pairs) if first != second), min(len(one), len(other)))
