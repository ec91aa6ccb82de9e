"""The exchanges that show a finding, and those that made the things which they speak of."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from assay.model.event import Exchanged
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.report.body import sent_bytes
from assay.report.fold import Records

MOST_MAKERS = 20_000
MOST_KNOWN = 500_000
MOST_BYTES = 48_000_000
"""Of all answers of makers that are remembered."""
LARGEST = 64 * 1024
_SHORTEST = 6
_DEEPEST = 6
_IDS = ("id", "key", "slug", "code", "uuid", "number", "sku", "etag", "version", "name", "token")
STAND_IN = "***"


class Birth(NamedTuple):
    """Where a value was told first: the exchange that made a thing, and the place in its answer."""

    exchange: str
    place: str
    """A JSON Pointer; `Location` for the last segment of that header."""


class Evidence:
    """What a run's log holds about some findings."""

    def __init__(self, findings: Iterable[Finding], records: Records) -> None:
        self._wanted = {one: None for finding in findings for one in finding.exchanges}
        self.exchanges: dict[str, Exchange] = {}
        """By id: those that findings name, and those that made something."""
        self.births: dict[str, Birth | None] = {}
        """By value; None for what was there before anything was made."""
        self.order: dict[str, int] = {}
        self._credentials: dict[str, Counter[tuple[tuple[str, str], ...]]] = {}
        self._bytes = 0
        for number, record in enumerate(records()):
            if isinstance(record.event, Exchanged) and record.event.source == "probe":
                self._take(record.event.exchange, number)

    def of(self, finding: Finding) -> list[Exchange]:
        """What showed it, once: a confirmed finding names its exchanges twice."""
        found = [self.exchanges[one] for one in finding.exchanges if one in self.exchanges]
        half = len(found) // 2
        if half and len(found) == half * 2 and _kinds(found[:half]) == _kinds(found[half:]):
            return found[:half]
        return found

    def credentials(self, identity: str) -> tuple[tuple[str, str], ...]:
        """The masked headers that an identity shows as a rule."""
        seen = self._credentials.get(identity)
        return seen.most_common(1)[0][0] if seen else ()

    def _take(self, exchange: Exchange, number: int) -> None:
        request, response = exchange.request, exchange.response
        shown = tuple((one.name, one.value) for one in request.headers if STAND_IN in one.value)
        self._credentials.setdefault(request.identity or "", Counter())[shown] += 1
        succeeded = response is not None and 200 <= response.status < 300
        makes = request.method == "POST" and succeeded
        if succeeded and request.method == "GET":
            self._note_known(exchange)
        if exchange.id in self._wanted or makes:
            self.order[exchange.id] = number
        if exchange.id in self._wanted:
            self.exchanges[exchange.id] = exchange
        if makes and len(self.order) < MOST_MAKERS + len(self._wanted):
            self._remember(exchange)

    def _note_known(self, exchange: Exchange) -> None:
        response = exchange.response
        if response is not None and len(response.body) <= LARGEST and len(self.births) < MOST_KNOWN:
            for pointer, value in _scalars(json_of(response.body), "", 0):
                if _is_telling(pointer, str(value)):
                    self.births.setdefault(str(value), None)

    def _remember(self, exchange: Exchange) -> None:
        response = exchange.response
        assert response is not None
        if len(response.body) > LARGEST or self._bytes > MOST_BYTES:
            return
        self._bytes += len(response.body) + len(sent_bytes(exchange.request) or b"")
        request = exchange.request
        said = "\n".join((request.url, *(one.value for one in request.headers))).encode("utf-8", "surrogatepass")
        said += sent_bytes(request) or b""
        self.exchanges[exchange.id] = exchange
        for pointer, value in _scalars(json_of(response.body), "", 0):
            text = str(value)
            is_new = text not in self.births and text.encode("utf-8", "surrogatepass") not in said
            if is_new and _is_telling(pointer, text):
                self.births[text] = Birth(exchange.id, pointer)
        location = response.header("location") or ""
        last = unquote(urlsplit(location).path.rstrip("/").rpartition("/")[2]) if location.isprintable() else ""
        if last and last not in self.births:
            self.births[last] = Birth(exchange.id, "Location")


def _is_telling(pointer: str, text: str) -> bool:
    """Whether a value may be told from others: long enough, or what its field says is an id."""
    if text.lower().endswith(("true", "false", "none")):
        return False
    field = pointer.rpartition("/")[2].lower()
    return (len(text) >= _SHORTEST and not text.isalpha()) or (field.endswith(_IDS[:1]) and text != "")


def _kinds(exchanges: list[Exchange]) -> list[tuple[str, str, str]]:
    """Method, path without what looks like an id, sender: equal for equal steps of two runs of one case."""
    return [(one.request.method, _shape(one.request.url), one.request.identity or "") for one in exchanges]


def _shape(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        return url
    return "/".join("*" if any(character.isdigit() for character in part[2:]) else part for part in path.split("/"))


def json_of(body: bytes) -> Any:
    """The content as JSON; None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _scalars(value: Any, pointer: str, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _scalars(one, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}", depth + 1)
    elif isinstance(value, list):
        for number, one in enumerate(value[:20]):
            yield from _scalars(one, f"{pointer}/{number}", depth + 1)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield pointer, value
