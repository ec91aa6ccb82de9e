"""Media types as declared and as sent, held against one another (RFC 9110, 8.3.1 and 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from assay.model.contract import Media


def essence(value: str) -> str:
    """Type and subtype in lower case, without parameters."""
    return value.partition(";")[0].strip().lower()


def is_json(name: str) -> bool:
    """Whether bodies of this type hold one JSON value."""
    kind = essence(name)
    return kind in ("application/json", "text/json") or kind.endswith("+json")


def declared(media: Sequence[Media], content_type: str) -> Media | None:
    """What is declared for a Content-Type: the exact type before ranges, the narrower range first."""
    sent = essence(content_type)
    return next((one for rank in _RANKS for one in media if rank(essence(one.type), sent)), None)


def _is_of_suffix(wanted: str, sent: str) -> bool:
    kind, plus, suffix = wanted.partition("/*+")
    return bool(plus) and sent.startswith(f"{kind}/") and sent.endswith(f"+{suffix}")


_RANKS = (
    lambda wanted, sent: wanted == sent,
    _is_of_suffix,
    lambda wanted, sent: wanted.endswith("/*") and sent.startswith(wanted[:-1]),
    lambda wanted, _: wanted in ("*/*", "*", ""),
)
