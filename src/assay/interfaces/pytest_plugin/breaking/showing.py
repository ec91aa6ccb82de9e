"""The calls to a stub as exchanges, for the report of a test that failed."""

from __future__ import annotations

from collections.abc import Sequence

from assay.interfaces.pytest_plugin import masking
from assay.interfaces.pytest_plugin.showing.section import Shown, section
from assay.model.exchange import Answered, Exchange, Outcome, Timings, Unanswered
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.stub.reply import Reply
from assay.record.masking import Masker
from assay.stub.journal import Served

MOST = 200
"""Calls of one test that are looked at, the last ones."""
MOST_BODY = 64 * 1024


def shown(served: Sequence[Served], url: str, masker: Masker) -> str:
    """All of them, masked; empty where there was none."""
    kept = served[-MOST:]
    exchanges = masking.masked(masker, [_exchange(one, url) for one in kept])
    told = [
        Shown(exchange, label=_label(one), mocked="the stub") for one, exchange in zip(kept, exchanges, strict=True)
    ]
    return section(told, len(served) - len(kept)) if told else ""


def _label(served: Served) -> str:
    if served.fault:
        return f"broken by {served.fault}"
    return "fitted nothing" if served.mapping is None else ""


def _exchange(served: Served, url: str) -> Exchange:
    received = served.received
    request = Request(
        id=received.id,
        method=received.method,
        url=f"{url}{received.url}",
        headers=tuple(Header(*one) for one in received.headers),
        body=(BytesPart(data=received.body[:MOST_BODY]),) if received.body else (),
    )
    return Exchange(
        id=received.id, request=request, outcome=_outcome(served), started=received.at, timings=Timings(total=0.0)
    )


def _outcome(served: Served) -> Outcome:
    if served.fault:
        return Unanswered(reason=f"the stub broke it: {served.fault}", code="", phase="first byte")
    if served.mapping is None:
        return _answered(served.status, (), served.report.encode("utf-8", "replace"))
    if served.answer is not None:
        return _answered(served.answer.status, served.answer.headers, served.answer.body)
    reply: Reply = served.mapping.replies[0]
    return _answered(served.status, reply.headers, reply.body)


def _answered(status: int, headers: Sequence[tuple[str, str]], body: bytes) -> Outcome:
    fields = tuple(Header(*one) for one in headers)
    return Answered(
        response=Response(status=status, headers=fields, body=body[:MOST_BODY], truncated=len(body) > MOST_BODY)
    )
