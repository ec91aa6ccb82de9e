"""A transfer that has ended, told as a Carried."""

from __future__ import annotations

import pycurl

from assay.model.exchange import Answered, Exchange, Outcome, Timings, Unanswered
from assay.model.http import Delivery, FilePart, Header, Headers, Request, Response
from assay.model.transfer import Carried, Data, Transfer, Upload
from assay.transport.curl.asked import Asked
from assay.transport.curl.ending import STANDS, Circumstances, End, no_answer, origin
from assay.transport.curl.facts import facts_of, parts_of
from assay.transport.curl.hop import Hop
from assay.transport.curl.proxies import TYPES
from assay.transport.curl.refused import Refused
from assay.transport.curl.running import Running, Surroundings
from assay.transport.curl.schemes import absolute
from assay.transport.curl.source import Source
from assay.transport.curl.told import answer_of, exchange_of, request_of, timings_of
from assay.transport.measure import read_marks, timings


def carried(running: Running, end: End) -> Carried:
    """Valid until the handle is closed. `end` is libcurl's; where we stopped it, our own code and sentence stand."""
    running.watch.end()
    if end.code == 0:
        running.finish()
    stopped = running.stopped
    final = End(stopped.code, stopped.sentence) if stopped is not None else end
    facts = facts_of(running.curl, running.transfer.url)
    return Carried(
        transfer=running.transfer,
        exchanges=_Teller(running, end, final).tell(),
        code=final.code,
        error=(final.text or pycurl.easy_strerror(final.code)) if final.code else "",
        facts=facts,
    )


def refused(transfer: Transfer, refusal: Refused, around: Surroundings) -> Carried:
    """A transfer that was not begun."""
    outcome = Unanswered(reason=refusal.sentence, code="ERR_REFUSED", phase="build")
    request = intended(transfer, around, absolute(transfer.url, None))
    exchange = Exchange(id=request.id, request=request, outcome=outcome, started=around.clock())
    return Carried(
        transfer=transfer,
        exchanges=(exchange,),
        code=refusal.code,
        error=refusal.sentence,
        facts={
            "url": transfer.url,
            "http_code": 0,
            "response_code": 0,
            **parts_of("url", transfer.url),
            **parts_of("urle", transfer.url),
        },
    )


def intended(transfer: Transfer, around: Surroundings, url: str, before: Exchange | None = None) -> Request:
    """The request that would have been sent, as far as it can be told without libcurl: headers it adds are missing."""
    path = url.partition("://")[2] or url
    cut = min((at for mark in "/?" if (at := path.find(mark)) >= 0), default=len(path))
    rest = path[cut:].partition("#")[0]
    return Request(
        id=around.ids(),
        method=_following(before) or _method(transfer),
        url=f"{origin(url)}{rest if rest.startswith('/') else f'/{rest}'}",
        headers=_headers(transfer.headers),
        parent=before.id if before else None,
    )


def _method(transfer: Transfer) -> str:
    return transfer.method or ("HEAD" if transfer.head else _METHODS.get(type(transfer.content), "GET"))


def _following(before: Exchange | None) -> str:
    """The method of the request that would have followed this one; empty where it is the transfer's own."""
    if before is None or before.response is None or before.request.method == "CONNECT":
        return ""
    turned = before.request.method == "POST" and before.response.status in (301, 302, 303)
    return "GET" if turned else before.request.method


WHOLE = frozenset({22, 47})
"""Errors after which the body is there as far as libcurl ever reads it."""
_METHODS = {Data: "POST", Upload: "PUT", type(None): "GET"}


def _headers(lines: tuple[str, ...]) -> Headers:
    """-H as it was given: `Name;` has no value, and `Name:` takes a header away."""
    found = []
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and value.strip():
            found.append(Header(name, value.strip()))
        elif not colon and line.endswith(";"):
            found.append(Header(line[:-1], ""))
    return tuple(found)


class _Teller:
    def __init__(self, running: Running, end: End, final: End) -> None:
        self.running = running
        self.end = end
        self.final = final
        self.asked = running.asked
        self.hops = [hop for hop in running.watch.hops if not (hop.tunnel and 200 <= hop.status < 300)]
        self.zero = running.watch.hops[0].road.begun if running.watch.hops else running.watch.road.begun

    def tell(self) -> tuple[Exchange, ...]:
        exchanges: list[Exchange] = []
        parent: str | None = None
        for at, hop in enumerate(self.hops):
            exchange = self._exchange(hop, parent, last=at == len(self.hops) - 1)
            exchanges.append(exchange)
            parent = exchange.id
        if self._never_left():
            exchanges.append(self._unsent(exchanges[-1] if exchanges else None))
        return tuple(exchanges)

    def _never_left(self) -> bool:
        """Whether a request was meant to follow the last one that was seen, and none did."""
        if not self.final.code:
            return False
        watch = self.running.watch
        return not watch.hops or watch.turned or watch.hops[-1].tunnel

    def _exchange(self, hop: Hop, parent: str | None, *, last: bool) -> Exchange:
        request = request_of(
            hop, id_of=self.running.around.ids, parent=parent, upload=self._file(), delivery=_delivery(self.asked)
        )
        started = self.running.started + (hop.road.begun - self.zero)
        final = last and not self._never_left()
        return exchange_of(
            hop, request, self._outcome(hop, request, final=final), started=started, timings=self._timings(hop, final)
        )

    def _outcome(self, hop: Hop, request: Request, *, final: bool) -> Outcome:
        code = self.final.code if final else 0
        if _has_answer(hop, well=final and not code) and (not code or code in STANDS):
            cut = not hop.head_done or (bool(code) and code not in WHOLE)
            return Answered(response=self._response(hop, final=final, cut=cut and bool(hop.lines)))
        return no_answer(self.final if final else End(0, ""), request.url, hop.road, hop, self._known())

    def _response(self, hop: Hop, *, final: bool, cut: bool) -> Response:
        wire = self.running.curl.getinfo(pycurl.SIZE_DOWNLOAD_T) if final else None
        decoded = self.asked.flag("compressed") and not self.asked.flag("raw")
        return answer_of(hop, decoded=decoded, wire=wire, keep=self.running.keep, cut=cut)

    def _timings(self, hop: Hop, final: bool) -> Timings:
        alone = len(self.running.watch.hops) == 1
        return timings(read_marks(self.running.curl), secure=False) if final and alone else timings_of(hop)

    def _unsent(self, before: Exchange | None) -> Exchange:
        running, road = self.running, self.running.watch.road
        request = intended(running.transfer, running.around, road.url, before)
        now = running.around.monotonic()
        alone = not running.watch.hops
        secure = road.url.lower().startswith("https:")
        spent = timings(read_marks(running.curl), secure=secure) if alone else Timings(total=(now - road.begun) * 1000)
        return Exchange(
            id=request.id,
            request=request,
            outcome=no_answer(self.final, road.url, road, None, self._known()),
            started=running.started + (road.begun - self.zero),
            timings=spent,
            remote=road.remote,
        )

    def _known(self) -> Circumstances:
        info = self.running.curl.getinfo
        named = self.asked.last_of(*TYPES)
        return Circumstances(
            system=info(pycurl.OS_ERRNO),
            verified=info(pycurl.SSL_VERIFYRESULT) or info(pycurl.PROXY_SSL_VERIFYRESULT),
            proxy=(self.asked.text(named) or "") if named and info(pycurl.USED_PROXY) else "",
            ours=self.running.stopped.sentence if self.running.stopped is not None else "",
        )

    def _file(self) -> FilePart | None:
        source = self.running.content
        if isinstance(source, Source) and source.is_file and source.size is not None:
            return FilePart(path=source.path, size=source.size)
        return None


def _has_answer(hop: Hop, *, well: bool) -> bool:
    """Whether what arrived is an answer. `well`: libcurl takes it for one, also where its head just stops."""
    if not hop.lines:
        return hop.size_in > 0  # HTTP/0.9
    return (hop.head_done or well) and (hop.status >= 200 or hop.status == 101)


def _delivery(asked: Asked) -> Delivery:
    return Delivery(timeout=asked.number("max-time"), verify=not asked.flag("insecure"))
