"""Commands whose exchanges were kept, as `assay curl` keeps them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from assay.model.event import Cursor, Event, Exchanged, Explored, ItemEnded, ItemRef, ItemStarted, Record
from assay.model.exchange import Answered, Exchange, Timings, Unanswered
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.transfer import Data, Transfer
from assay.record.history.keeping import begin
from assay.record.log import LogWriter
from assay.record.masking import Masker
from tests.record.lines import ended, started

BEGAN = 1_795_500_000.0
_count = itertools.count()


def draw(count: int) -> bytes:
    """Bytes that are new each time."""
    return next(_count).to_bytes(32, "little")[:count].ljust(count, b"\0")


def exchange(
    url: str = "http://shop.test/v1/orders",
    *,
    method: str = "GET",
    sent: dict[str, str] | None = None,
    body: bytes = b"",
    status: int = 200,
    answered: dict[str, str] | None = None,
    answer: bytes = b'{"ok": true}',
    at: float = BEGAN,
    seconds: float = 0.012,
    **fields: Any,
) -> Exchange:
    """One exchange; a status of 0 is no answer."""
    number = next(_count)
    request = Request(
        id=f"q{number}",
        method=method,
        url=url,
        headers=tuple(Header(*pair) for pair in (sent or {}).items()),
        body=(BytesPart(data=body),) if body else (),
        **fields,
    )
    headers = tuple(Header(*pair) for pair in (answered or {"Content-Type": "application/json"}).items())
    outcome = (
        Answered(response=Response(status=status, reason="", headers=headers, body=answer))
        if status
        else Unanswered(reason="nobody listens", code="ECONNREFUSED", phase="connect")
    )
    return Exchange(
        id=f"x{number}", request=request, outcome=outcome, started=at, timings=Timings(total=seconds * 1000)
    )


def transfer_of(one: Exchange) -> Transfer:
    """What a person has asked for, to make this exchange."""
    data = b"".join(part.data for part in one.request.body if isinstance(part, BytesPart))
    return Transfer(
        url=one.request.url,
        method=one.request.method,
        headers=tuple(f"{name}: {value}" for name, value in one.request.headers),
        content=Data(content=data) if data else None,
    )


def events(*exchanges: Exchange, transfer: Transfer | None = None, code: int = 0, **fields: Any) -> list[Event]:
    """One transfer from its start to its end."""
    cursor, item = Cursor(ref=f"c{next(_count)}"), ItemRef(id="t1", name="1")
    last = len(exchanges) - 1
    return [
        ItemStarted(cursor=cursor, item=item),
        *(
            Exchanged(
                cursor=cursor,
                item=item,
                source="collection",
                exchange=one,
                role="final" if number == last else "redirected",
            )
            for number, one in enumerate(exchanges)
        ),
        Explored(
            cursor=cursor,
            item=item,
            transfer=transfer or transfer_of(exchanges[0]),
            exchanges=tuple(one.id for one in exchanges),
            code=code,
            **fields,
        ),
        ItemEnded(cursor=cursor, item=item),
    ]


def records(happened: Sequence[Event], at: float) -> list[Record]:
    """The events of a command, with its first and last."""
    inner = [Record(at=at, event=event) for event in happened]  # type: ignore[arg-type]
    return [started(command="curl"), *inner, ended()]


def keep(home: Path, *exchanges: Exchange, secrets: Sequence[str] = (), at: float | None = None, **fields: Any) -> Path:
    """One command with one transfer; its log. `at` is when it began, if not when its exchanges say."""
    if at is not None:
        exchanges = tuple(msgspec.structs.replace(one, started=at) for one in exchanges)
    return keep_events(home, events(*exchanges, **fields), secrets=secrets, at=exchanges[0].started)


def keep_events(home: Path, happened: Sequence[Event], *, secrets: Sequence[str] = (), at: float = BEGAN) -> Path:
    """A command with whatever happened in it."""
    place = begin(home, now=at, draw=draw)
    assert place.log is not None
    masker = Masker(place.key)
    masker.add(secrets)
    writer = LogWriter(place.log)
    for record in masker.mask_all(records(happened, at)):
        writer.append(record)
    writer.close()
    assert writer.problem is None
    return place.log
