"""Keeps secrets out of what the plugin shows: of exchanges, differences, and pytest's own text of a failure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from assay.model.event import Cursor, Exchanged, ItemRef, Record
from assay.model.exchange import Exchange
from assay.record.masking import Masker

STARS = "***"
DEEPEST = 12


class StarMasker(Masker):
    """Every secret has the same stand-in, the same in each run."""

    def stand_in(self, secret: str) -> str:  # noqa: ARG002 - the same for all
        """What is shown instead."""
        return STARS


def masked(masker: Masker, exchanges: Sequence[Exchange]) -> list[Exchange]:
    """The exchanges without any secret that they, or earlier ones, show to be one."""
    records = [record(exchange) for exchange in exchanges]
    found: list[Exchange] = []
    for one in masker.mask_all(records):
        assert isinstance(one.event, Exchanged)
        found.append(one.event.exchange)
    return found


def learn(masker: Masker, exchanges: Iterable[Exchange]) -> None:
    """Remember the secrets of exchanges that are not shown."""
    for exchange in exchanges:
        masker.discover(record(exchange))


def record(exchange: Exchange) -> Record:
    """An exchange as a line of the log."""
    event = Exchanged(cursor=Cursor(), item=ItemRef(id="", name=""), source="collection", exchange=exchange)
    return Record(at=exchange.started, event=event)


_BEARER = re.compile(r"\b(Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=-]{8,}")


def text(masker: Masker, value: str) -> str:
    """A text of pytest's without known secrets and without what follows `Bearer`."""
    return _BEARER.sub(rf"\1 {STARS}", masker.text(value))


def longrepr(masker: Masker, value: Any, depth: int = 0) -> None:
    """Mask pytest's own text of a failure, in place: source lines, values, arguments, messages."""
    if depth > DEEPEST or value is None or isinstance(value, str | int | float | bool):
        return
    if isinstance(value, list):
        for index, one in enumerate(value):
            changed = _changed(masker, one, depth)
            if changed is not one:
                value[index] = changed
        return
    for name, one in list(getattr(value, "__dict__", {}).items()):
        changed = _changed(masker, one, depth)
        if changed is not one:
            object.__setattr__(value, name, changed)


def _changed(masker: Masker, value: Any, depth: int) -> Any:
    if isinstance(value, str):
        shown = text(masker, value)
        return value if shown == value else shown
    if isinstance(value, tuple):
        parts = [_changed(masker, one, depth + 1) for one in value]
        return value if all(one is other for one, other in zip(parts, value, strict=True)) else tuple(parts)
    longrepr(masker, value, depth + 1)
    return value
