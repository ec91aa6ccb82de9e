"""The healthy answer as bytes, whole or in its parts, for faults that break it on its way."""

from __future__ import annotations

from collections.abc import Iterator

from assay.model.stub.acts import Act, Send
from assay.model.stub.answer import Answer, head_of, rendered


def whole(answer: Answer) -> bytes:
    """The answer in one piece."""
    return rendered(answer.status, answer.reason, answer.headers, answer.body)


def head(answer: Answer) -> bytes:
    """Its head up to the empty line, framed for its body."""
    return head_of(answer.status, answer.reason, answer.headers, answer.body)


def sent(answer: Answer) -> Iterator[Act]:
    """The answer as it is, in one write."""
    yield Send(whole(answer))


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """The bytes in pieces of so many."""
    return (data[start : start + size] for start in range(0, len(data), size))


def share(data: bytes, percent: float) -> bytes:
    """So much of the beginning; never all of it, where there is anything."""
    return data[: min(int(len(data) * percent / 100), max(0, len(data) - 1))]
