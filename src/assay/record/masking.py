"""Keeps secrets out of every sink: each known value is replaced, however it is spelled, by a keyed stand-in."""

from __future__ import annotations

from collections.abc import Iterable

from assay.model.event import Exchanged, Explored, Record
from assay.model.http import BytesPart
from assay.record.discovery import contents, secrets
from assay.record.encoding import encode
from assay.record.forms import base64_cores, findable, spellings
from assay.record.replacing import Replacement
from assay.record.rewrite import rewrite
from assay.record.search import Needles

KEPT = 4096
"""Secrets that are remembered; beyond that the ones not met for longest are forgotten, those told to us last."""


class Masker:
    """Learns secrets and replaces them by value.

    `key` is random and private to the run: equal secrets have equal stand-ins (`***7f3a`), and nobody can turn one
    back. Values shorter than four characters, numbers shorter than six digits and trivial words are left alone.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._told: dict[str, None] = {}
        self._met: dict[str, None] = {}
        self._needles = Needles()
        self._replacements: dict[frozenset[str], Replacement] = {}

    def add(self, values: Iterable[str]) -> None:
        """Remember values that are secret because somebody said so."""
        for value in values:
            if findable(value):
                self._remember(value, self._told)

    def discover(self, record: Record) -> None:
        """Remember the values that their names in this event mark as secret."""
        for value in secrets(record.event):
            if value in self._told:
                continue
            self._remember(value, self._met)

    def mask(self, record: Record) -> Record:
        """The record without any secret that is known by now; the same object where it holds none."""
        if not self._told and not self._met:
            return record
        found: set[str] = set()
        for text in _texts(record):
            found |= self._needles.owners(text)
        if not found:
            return record
        replacement = self._replacement(frozenset(found))
        return rewrite(record, replacement.text, replacement.data)

    def mask_all(self, records: list[Record]) -> list[Record]:
        """The records of one item: whatever the last of them reveals to be a secret is kept out of the first."""
        for record in records:
            self.discover(record)
        return [self.mask(record) for record in records]

    def text(self, text: str) -> str:
        """Any other text for a person, such as an error, without known secrets."""
        found = self._needles.owners(text.encode("utf-8", "surrogatepass"))
        return self._replacement(frozenset(found)).text(text) if found else text

    def stand_in(self, secret: str) -> str:
        """What is shown instead of a secret."""
        import hashlib  # only where there is a secret: start-up time counts
        import hmac

        digest = hmac.new(self._key, secret.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return "***" + digest.hexdigest()[:4]

    def _remember(self, value: str, where: dict[str, None]) -> None:
        if value in where:
            where[value] = where.pop(value)  # met again: to the end of the queue
            return
        where[value] = None
        self._needles.add(value, _needles(value))
        if len(where) > KEPT:
            self._forget(where)

    def _forget(self, where: dict[str, None]) -> None:
        for value in list(where)[: KEPT // 4]:
            del where[value]
        self._needles = Needles()
        for value in (*self._told, *self._met):
            self._needles.add(value, _needles(value))

    def _replacement(self, found: frozenset[str]) -> Replacement:
        known = self._replacements.get(found)
        if known is None:
            if len(self._replacements) >= 64:
                self._replacements.clear()
            known = Replacement({secret: self.stand_in(secret) for secret in found})
            self._replacements[found] = known
        return known


def _needles(secret: str) -> set[bytes]:
    """What to look for: each spelling, also as it stands inside a line of the log."""
    import json

    texts = (*spellings(secret), *base64_cores(secret))
    lines = (json.dumps(text, ensure_ascii=False)[1:-1] for text in texts)
    return {text.encode("utf-8", "surrogatepass") for text in (*texts, *lines)}


def _texts(record: Record) -> Iterable[bytes]:
    """Everything that may hold a secret: the whole line, and the bodies, which the line holds in base64."""
    yield encode(record)
    if isinstance(record.event, Explored):
        yield from contents(record.event.transfer)
    if not isinstance(record.event, Exchanged):
        return
    exchange = record.event.exchange
    for part in exchange.request.body:
        if isinstance(part, BytesPart):
            yield from _as_text(part.data)
    if exchange.response is not None:
        yield from _as_text(exchange.response.body)


def _as_text(body: bytes) -> Iterable[bytes]:
    yield body
    if b"\0" in body:  # UTF-16 or UTF-32
        yield body.replace(b"\0", b"")
