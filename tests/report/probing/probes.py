"""Probing runs made up event by event, as the app would tell them, for reports to fold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from assay.model.event import (
    Cursor,
    Event,
    Exchanged,
    Found,
    ItemEnded,
    ItemRef,
    ItemStarted,
    Record,
    RunEnded,
    RunStarted,
    Surveyed,
)
from assay.model.exchange import Answered, Exchange
from assay.model.finding import Declaration, Finding
from assay.model.http import BytesPart, Header, Request, Response

BEGAN = 1_700_000_000.0
BASE = "http://127.0.0.1:8000"
HOSTILE = "</pre></script><script>boom()</script>\x1b[31m\x07\x9b\u202e]]>&\"'`\ufeff\u2028\x00\n::error::x <img src=x>"
LAW = {"title": "A stranger reads what is not theirs", "law": "Nobody reads what is another's", "severity": "critical",
       "assumes": "Things have owners"}  # fmt: skip
COVERAGE = {
    "percent": 62.5,
    "operations": {"total": 2, "exercised": 1, "missing": ["DELETE /orders/{id}"]},
    "statuses": {"total": 6, "exercised": 4, "missing": ["GET /orders/{id} 500"], "left_out": 1},
}


def finding(number: int = 0, **changes: Any) -> Finding:
    made = Finding(
        rule="foreign-read",
        title="A stranger reads what is not theirs",
        severity="critical",
        confidence="confirmed",
        basis="effect",
        operation="GET /orders/{id}",
        where=f"/items/{number}" if number else "",
        identity="carol",
        message="Expected carol to be told nothing of it; the answer holds it.",
        curl='curl http://127.0.0.1:8000/orders/o-7 -H "Authorization: Bearer $CAROL_TOKEN"',
        exchanges=("abcdef-2", "abcdef-3"),
        contract=Declaration(file="api/openapi.yaml", line=7, pointer="/paths/~1orders~1{id}/get", text="get:"),
    )
    return msgspec.structs.replace(made, **changes)


def exchange(
    number: int, method: str, path: str, who: str, status: int, content: Any = None, sent: Any = None
) -> Exchange:
    stand_in = {"alice": "***00aa", "carol": "***00cc"}[who]
    headers = [Header("Authorization", f"Bearer {stand_in}")]
    if sent is not None:
        headers.append(Header("Content-Type", "application/json"))
    body = (BytesPart(data=msgspec.json.encode(sent)),) if sent is not None else ()
    request = Request(
        id=f"abcdef-{number}", method=method, url=BASE + path, headers=tuple(headers), body=body, identity=who
    )
    answered = Answered(response=Response(status=status, body=msgspec.json.encode(content)))
    return Exchange(id=request.id, request=request, outcome=answered)


READ = (
    exchange(1, "POST", "/orders", "alice", 201, {"id": "o-7f3a"}, {"note": "qzabcd1", "code": "AB-123456"}),
    exchange(2, "GET", "/orders/o-7f3a", "alice", 200, {"id": "o-7f3a", "note": "qzabcd1"}),
    exchange(3, "GET", "/orders/o-7f3a", "carol", 200, {"id": "o-7f3a", "note": "qzabcd1"}),
)
"""Alice makes an order and reads it, and so does Carol."""


class Probe:
    """A run that can be opened as often as a report wants."""

    def __init__(self, *findings: Finding, ending: str | None = "finished", exchanges: tuple[Exchange, ...] = READ,
                 survey: Surveyed | None = None, **options: Any) -> None:  # fmt: skip
        self.findings = findings
        self.ending = ending
        self.exchanges = exchanges
        self.survey = survey or Surveyed(
            access=(("GET /orders/{id}", "alice", "allowed"), ("GET /orders/{id}", "carol", "refused"),
                    ("DELETE /orders/{id}", "alice", "not reached")),
            coverage=COVERAGE, cases=3, carried=2, left=("order o-7",), notes=("a note",),
        )  # fmt: skip
        self.options = {"identities": ["alice", "carol"], "rules": {"foreign-read": LAW}, **options}

    def __call__(self) -> Iterator[Record]:
        for number, event in enumerate(self._events()):
            yield Record(at=BEGAN + number / 100, event=event)  # type: ignore[arg-type]

    def _events(self) -> Iterator[Event]:
        yield RunStarted(run="r", command="probe", name="Shop", suite={}, environment={}, globals={}, iterations=1,
                         items=3, seed=0, version="0.1.0", target=BASE, options=self.options)  # fmt: skip
        item = ItemRef(id="c0ffee", name="alice's order, carol", path=("GET /orders/{id}", "foreign-read"))
        if self.options.get("set_up"):
            item = ItemRef(id="learn-1", name="GET /orders/{id}", path=("set-up",))
        yield ItemStarted(cursor=Cursor(), item=item)
        for one in self.exchanges:
            yield Exchanged(cursor=Cursor(), item=item, source="probe", exchange=one)
        for found in self.findings:
            yield Found(item=item, finding=found, case=item.id)
        yield ItemEnded(cursor=Cursor(), item=item)
        if self.ending is not None:
            yield self.survey
            yield RunEnded(ending=self.ending, seconds=1.5)  # type: ignore[arg-type]


def hostile() -> Finding:
    """A finding whose every text is."""
    place = Declaration(file=f"api/{HOSTILE}", line=3, pointer=f"/{HOSTILE}", text=HOSTILE)
    return finding(
        rule="schema-mismatch", title=HOSTILE, operation=f"GET /{HOSTILE}", where=HOSTILE, identity=HOSTILE,
        message=HOSTILE * 50, cause=HOSTILE, curl=f"curl '{HOSTILE}'", known=HOSTILE, contract=place,
    )  # fmt: skip
