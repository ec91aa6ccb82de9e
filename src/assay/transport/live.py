"""Requests sent over the network by libcurl, through one pool of connections."""

from __future__ import annotations

import time
from collections.abc import Callable

import pycurl

from assay.model.exchange import Answered, Exchange, Outcome, Unanswered
from assay.model.http import Request
from assay.transport.easy import Easy
from assay.transport.failures import UNEXPECTED_END, Break, unanswered
from assay.transport.fields import check_method
from assay.transport.kept import Kept
from assay.transport.measure import Marks, phase, read_marks, remote, timings
from assay.transport.reactor import End, Reactor
from assay.transport.refusal import Refusal
from assay.transport.target import Target, aim

MOST_IDLE_HANDLES = 64


class Live:
    """libcurl with one pool of connections, bound to the event loop of the first call.

    Redirects, cookies, credentials and proxies are the caller's: a request leaves as it is given, and neither the
    environment nor a file of the user's adds to it. `clock` gives seconds since the epoch. Without `trace`,
    `Exchange.head` stays empty; it costs about 5 µs a request.
    """

    def __init__(self, *, trace: bool = True, clock: Callable[[], float] = time.time) -> None:
        self._trace = trace
        self._clock = clock
        self._reactor: Reactor | None = None
        self._kept = Kept()
        self._idle: list[Easy] = []
        self._closed = False

    async def __call__(self, request: Request) -> Exchange:
        """Never raises for what a server or the network does; cancellation ends the transfer at once.

        Raises RuntimeError after close().
        """
        if self._closed:
            raise RuntimeError("this transport is closed")
        started = self._clock()
        easy = self._idle.pop() if self._idle else Easy(self._kept)
        try:
            target = aim(request.url)
            check_method(request.method)
            easy.prepare(request, target, trace=self._trace)
        except Refusal as refusal:
            easy.finish()
            self._put_back(easy)
            return Exchange(id=request.id, request=request, outcome=refusal.outcome, started=started)
        return await self._carry(easy, request, target, started)

    async def close(self) -> None:
        """End every transfer and close every connection; harmless when done twice."""
        self._closed = True
        if self._reactor is not None:
            self._reactor.close()
            self._reactor = None
        while self._idle:
            self._idle.pop().close()

    async def _carry(self, easy: Easy, request: Request, target: Target, started: float) -> Exchange:
        if self._reactor is None:
            self._reactor = Reactor()
        try:
            end = await self._reactor.run(easy.curl)
            if easy.stale:
                easy.take_another_connection()
                end = await self._reactor.run(easy.curl)
            return _exchange(easy, request, target, end, started)
        finally:
            easy.finish()
            self._put_back(easy)

    def _put_back(self, easy: Easy) -> None:
        if self._closed or len(self._idle) >= MOST_IDLE_HANDLES:
            easy.close()
        else:
            self._idle.append(easy)


def _exchange(easy: Easy, request: Request, target: Target, end: End, started: float) -> Exchange:
    marks = read_marks(easy.curl)
    return Exchange(
        id=request.id,
        request=request,
        outcome=_outcome(easy, request, target, end, marks),
        started=started,
        timings=timings(marks, secure=target.secure),
        remote=remote(easy.curl),
        reused=marks.kept,
        head=easy.sent.decode("latin-1"),
    )


def _outcome(easy: Easy, request: Request, target: Target, end: End, marks: Marks) -> Outcome:
    reception = easy.reception
    whole = end.code == 0 or (reception.ends_with_connection and UNEXPECTED_END in end.text)
    if whole:
        reception.finish()
    if reception.failure is not None:
        code, reason, where = reception.failure
        return Unanswered(code=code, reason=reason, phase=where)
    if easy.upload is not None and easy.upload.failure:
        code, reason = easy.upload.failure
        return Unanswered(code=code, reason=reason, phase="send")
    response = reception.response()
    if response is not None and (whole or reception.over):
        return Answered(response=response)
    return unanswered(_break(easy, request, target, end, marks))


def _break(easy: Easy, request: Request, target: Target, end: End, marks: Marks) -> Break:
    return Break(
        error=end.code or pycurl.E_GOT_NOTHING,
        text=end.text,
        system=easy.curl.getinfo(pycurl.OS_ERRNO),
        phase=phase(marks, secure=target.secure, head=easy.reception.head is not None),
        target=target,
        proxy=request.delivery.proxy,
        verified=easy.curl.getinfo(pycurl.SSL_VERIFYRESULT) or easy.curl.getinfo(pycurl.PROXY_SSL_VERIFYRESULT),
        lines=easy.reception.lines,
    )
