"""What a route answers: the short forms of a reply, also in a sequence and beyond a limit."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.formats.stub_file.spot import Spot, shown
from assay.formats.stub_file.times import delay, dribble, rate
from assay.model.http import Header
from assay.model.stub.mapping import Hook, RateLimit
from assay.model.stub.reply import Fault, Forward, Reply

KNOWN = ("status", "reason", "headers", "json", "text", "file", "template", "delay", "dribble", "fault", "forward")
BODIES = ("json", "text", "file")
_LIMIT_STATUS = 429
_METHODS = 20


def reply(spot: Spot, *, template: bool | None) -> Reply:
    """The answer that stands here; `template` says whether texts are templates where it does not say so itself."""
    body, kind = _body(spot)
    headers = _headers(spot.at("headers"))
    if kind and all(name.lower() != "content-type" for name, _ in headers):
        headers = (Header("Content-Type", kind), *headers)
    reason, file = spot.at("reason").text(), spot.at("file").text()
    wanted = spot.at("template").flag() if spot.at("template") else template
    texts = (reason, file, *(value for _, value in headers))
    if wanted is None:
        wanted = b"{{" in body or any("{{" in text for text in texts)
    return Reply(
        status=spot.at("status").whole(200, 100, 999),
        reason=reason,
        headers=headers,
        body=body,
        body_file=file,
        template=wanted,
        delay=delay(spot.at("delay")),
        dribble=dribble(spot.at("dribble")),
        fault=_fault(spot.at("fault")),
        forward=_forward(spot.at("forward")),
    )


def _body(spot: Spot) -> tuple[bytes, str]:
    """The body, and the type that it has if nothing else is said."""
    given = [name for name in BODIES if name in spot.table()]
    if len(given) > 1:
        raise spot.at(given[1]).wrong(f"{given[0]} and {given[1]} cannot both be the body.", "Keep one of them.")
    if given == ["json"]:
        return _encoded(spot.at("json")), "application/json"
    if given == ["text"]:
        return spot.at("text").text().encode("utf-8", "replace"), "text/plain;charset=UTF-8"
    return b"", ""


def _encoded(spot: Spot) -> bytes:
    try:
        return msgspec.json.encode(spot.value)
    except (TypeError, ValueError, RecursionError, OverflowError):
        raise spot.wrong("This holds what JSON has no word for.") from None


def _headers(spot: Spot) -> tuple[Header, ...]:
    found: list[Header] = []
    for name, member in spot.members():
        values = member.items() if isinstance(member.value, list) else [member]
        found += [Header(name, value.scalar()) for value in values]
    return tuple(found)


def _fault(spot: Spot) -> Fault | None:
    if not spot:
        return None
    if not isinstance(spot.value, dict):
        return Fault(name=spot.text())
    name = spot.at("name").text()
    if not name:
        raise spot.wrong("This fault has no name.", 'Write { name = "timeout-in-body", after = 100 }.')
    return Fault(name=name, settings={key: value for key, value in spot.value.items() if key != "name"})


def _forward(spot: Spot) -> Forward | None:
    if not spot:
        return None
    url = spot.text()
    if not url.lower().startswith(("http://", "https://", "{{")):
        raise spot.wrong(f"forward is no URL: {shown(url)}.", "Write http://127.0.0.1:9001.")
    return Forward(base_url=url)


def limit(spot: Spot, *, template: bool | None) -> RateLimit | None:
    """`10/s`, answered 429 beyond it; or a table with `rate` and the answer."""
    if not spot:
        return None
    if not isinstance(spot.value, dict):
        requests, span = rate(spot, spot.text())
        given: Reply = Reply(status=_LIMIT_STATUS, headers=(Header("Retry-After", _retry(span)),))
        return RateLimit(requests=requests, seconds=span, reply=given)
    spot.only(("rate", *KNOWN), "a limit")
    requests, span = rate(spot.at("rate"), spot.at("rate").text())
    made = reply(spot, template=template)
    if not spot.at("status"):
        made = msgspec.structs.replace(made, status=_LIMIT_STATUS)
    return RateLimit(requests=requests, seconds=span, reply=made)


def _retry(span: float) -> str:
    return str(max(1, round(span)))


def hooks(spot: Spot) -> tuple[Hook, ...]:
    """One webhook, or a list of them."""
    if not spot:
        return ()
    return tuple(_hook(item) for item in spot.items()) if isinstance(spot.value, list) else (_hook(spot),)


def _hook(spot: Spot) -> Hook:
    """`POST http://…`, or a table with `request`, `headers`, `json` or `text`, and `delay`."""
    is_table = isinstance(spot.value, dict)
    if is_table:
        spot.only(("request", "headers", "json", "text", "delay"), "a hook")
    where = spot.at("request") if is_table else spot
    method, _, url = where.text().strip().rpartition(" ")
    if not url.lower().startswith(("http://", "https://", "{{")) or len(method) > _METHODS:
        raise where.wrong(f"This is no request of a hook: {shown(where.value)}.", "Write POST http://127.0.0.1:8000/x.")
    if not is_table:
        return Hook(url=url, method=method.strip().upper() or "POST")
    body, kind = _body(spot)
    headers: list[Any] = list(_headers(spot.at("headers")))
    if kind and all(name.lower() != "content-type" for name, _ in headers):
        headers.insert(0, Header("Content-Type", kind))
    return Hook(
        url=url,
        method=method.strip().upper() or "POST",
        headers=tuple(headers),
        body=body,
        delay=delay(spot.at("delay")),
    )
