"""Asks one environment the reads, one after the other, and fills each with what was answered before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from assay.model.command import Program, Send
from assay.model.event import Cursor, Exchanged, ItemEnded, ItemRef
from assay.model.exchange import Exchange, Unanswered
from assay.model.http import Delivery, Header, Request
from assay.model.identity import Identity
from assay.trust.drift_filling import THINGS, Known
from assay.trust.drift_provoking import Provoked, credentialed
from assay.trust.drift_reads import Read, filled

ROUNDS = 4
"""How often reads whose ids are not known yet are looked at again."""
DOWN = 2
"""Reads in a row from the first on that found no connection: then the environment is down."""
SILENT = 5
"""Reads in a row without an answer, whatever came before: then it has stopped answering."""
_NOT_THERE = ("name", "connect", "tls")


class Heard:
    """What an environment answered in one pass."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Exchange]] = {}
        self.asked: dict[str, Read] = {}
        self.samples: dict[str, Request] = {}
        """By key, a request that was answered."""
        self.others: dict[str, list[Request]] = {}
        """Further ones of the same read, of other things."""
        self.recorded: set[str] = set()
        """Reads of things that only a recording names."""
        self.left: dict[str, str] = {}
        """Why a read was not sent."""
        self.down = ""
        self._silent = 0

    def add(self, key: str, exchange: Exchange) -> None:
        """One answer, or none."""
        self.answers.setdefault(key, []).append(exchange)
        if exchange.response is not None:
            first = self.samples.setdefault(key, exchange.request)
            if first is not exchange.request and len(self.others.setdefault(key, [])) < THINGS - 1:
                self.others[key].append(exchange.request)
        self._silent = 0 if exchange.response is not None else self._silent + 1
        unreachable = not self.samples and self._silent >= DOWN and _unreachable(exchange)
        if unreachable or self._silent >= SILENT:
            self.down = getattr(exchange.outcome, "reason", "")


def _unreachable(exchange: Exchange) -> bool:
    return isinstance(exchange.outcome, Unanswered) and exchange.outcome.phase in _NOT_THERE


class Asking:
    """One environment to ask. `ids` makes the id of a request."""

    def __init__(self, name: str, base: str, identity: Identity, delivery: Delivery, ids: Callable[[], str]) -> None:
        self._name = name
        self._base = base
        self._identity = identity
        self._delivery = delivery
        self._ids = ids

    def read_all(self, reads: Iterable[Read], heard: Heard) -> Program[None]:
        """One pass: what is heard is there at any time, also when the pass is cut short."""
        known = Known()
        waiting = list(reads)
        for _ in range(ROUNDS):
            later: list[Read] = []
            for read in waiting:
                ways = known.values(read)
                if not ways:
                    later.append(read)
                    continue
                yield from self._ask(read, ways, known, heard)
                if heard.down:
                    return
            if not later or len(later) == len(waiting):
                waiting = later
                break
            waiting = later
        yield from self._as_given(waiting, known, heard)

    def _as_given(self, reads: list[Read], known: Known, heard: Heard) -> Program[None]:
        """What no answer has an id for is asked for as the contract or the recording names it."""
        for read in reads:
            given = dict(read.given)
            if all(name in given for name in read.variables):
                if read.recorded:
                    heard.recorded.add(read.key)
                yield from self._ask(read, [given], known, heard)
            else:
                heard.left[read.key] = f"{self._name} gives no id for it"

    def _ask(self, read: Read, ways: list[dict[str, str]], known: Known, heard: Heard) -> Program[None]:
        heard.asked[read.key] = read
        for values in ways:
            path = filled(read, values)
            exchange = yield from self.send(read.key, read.operation, self._request(read, path))
            heard.add(read.key, exchange)
            known.learn(path, exchange)
            if heard.down:
                return

    def provoke(self, wrong: Iterable[Provoked], heard: Heard) -> Program[None]:
        """Reads that are to fail."""
        for one in wrong:
            exchange = yield from self.send(one.key, one.operation, one.request)
            heard.add(one.key, exchange)
            if heard.down:
                return

    def send(self, key: str, name: str, request: Request) -> Program[Exchange]:
        """Send one request, and tell of it."""
        sent = Request(id=self._ids(), method=request.method, url=request.url, headers=request.headers,
                       identity=request.identity, delivery=self._delivery)  # fmt: skip
        exchange: Exchange = yield Send(request=sent)
        item = ItemRef(id=key[:200], name=f"{self._name}: {name}"[:200])
        yield Exchanged(cursor=Cursor(), item=item, source="probe", exchange=exchange)
        yield ItemEnded(cursor=Cursor(), item=item)
        return exchange

    def _request(self, read: Read, path: str) -> Request:
        query = urlencode(read.query, errors="replace")
        headers = tuple(Header(name, value) for name, value in read.headers)
        if not any(one.name.lower() == "accept" for one in headers):
            headers = (*headers, Header("Accept", "*/*"))
        url = f"{self._base}{path}{'?' + query if query else ''}"
        return credentialed(Request(id="", method=read.method, url=url, headers=headers), self._identity)
