"""Sends reads a second and a third time, to see which of their fields change on their own; never a write."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
import time
from collections.abc import Mapping, Sequence

import msgspec

from assay.draft import Call
from assay.model.exchange import Exchange
from assay.model.http import BytesPart, Header, Request
from assay.runtime.consent import Consent

TIMES = 2
PATIENCE = 10.0
"""Seconds for one of them."""
ALTOGETHER = 60.0
_STAND_IN = re.compile(r"\*\*\*[0-9a-f]{4}")
_ELSEWHERE = frozenset({"proxy", "unix-socket", "abstract-unix-socket", "resolve", "connect-to", "cert", "preproxy"})
"""Ways that only curl knows: such a read is not repeated."""


class Repeated(msgspec.Struct, frozen=True, kw_only=True):
    """The calls with what came back, and why some were not sent again."""

    calls: tuple[Call, ...]
    untried: Mapping[int, str]


class Unsendable(Exception):
    """Why a read cannot be sent again, as one clause."""


def repeat(
    calls: Sequence[Call], known: Mapping[str, str], consent: Consent, credentials: Mapping[str, str]
) -> Repeated:
    """Each read twice more. `known` holds the secrets by their stand-ins; without them a read is not sent.

    `credentials` are headers of an identity by their names, for requests whose own are not known.
    """
    ready: dict[int, Request] = {}
    untried: dict[int, str] = {}
    for call in calls:
        try:
            ready[call.n] = sendable(call, known, consent, credentials)
        except Unsendable as reason:
            untried[call.n] = str(reason)
    answers = asyncio.run(_send(ready)) if ready else {}
    for n in ready.keys() - answers.keys():
        untried[n] = "there was no time left"
    untried |= {n: "nobody answers now" for n, some in answers.items() if any(one.response is None for one in some)}
    with_repeats = tuple(msgspec.structs.replace(call, repeats=answers.get(call.n, ())) for call in calls)
    return Repeated(calls=with_repeats, untried=untried)


def sendable(call: Call, known: Mapping[str, str], consent: Consent, credentials: Mapping[str, str]) -> Request:
    """The read as it was sent, with its secrets. Raises Unsendable."""
    asked = call.asked
    if asked.request.method not in ("GET", "HEAD"):
        raise Unsendable("it is no read")
    if asked is not call.exchanges[-1] or call.transfer.options.keys() & _ELSEWHERE:
        raise Unsendable("it went another way than a plain request")
    request = revealed(in_the_name_of(asked.request, known, credentials), known)
    refusal = consent.refusal(request)
    if refusal is not None:
        raise Unsendable(refusal)
    delivery = msgspec.structs.replace(
        request.delivery, timeout=PATIENCE, verify=request.delivery.verify and not call.transfer.options.get("insecure")
    )
    return msgspec.structs.replace(request, delivery=delivery)


def in_the_name_of(request: Request, known: Mapping[str, str], credentials: Mapping[str, str]) -> Request:
    """The request with credentials of an identity where its own are stand-ins that nobody can turn back."""
    lower = {name.lower(): value for name, value in credentials.items()}

    def held(name: str, value: str) -> str:
        unknown = any(found not in known for found in _STAND_IN.findall(value))
        return lower.get(name.lower(), value) if unknown else value

    return msgspec.structs.replace(
        request, headers=tuple(Header(name, held(name, value)) for name, value in request.headers)
    )


def revealed(request: Request, known: Mapping[str, str]) -> Request:
    """The request with its secrets in the place of their stand-ins. Raises Unsendable where one is not known."""
    headers = tuple(Header(name, _revealed(value, known)) for name, value in request.headers)
    parts = [part for part in request.body if isinstance(part, BytesPart)]
    if len(parts) != len(request.body):
        raise Unsendable("its body is a file")
    body = tuple(BytesPart(data=_revealed(part.data.decode("latin-1"), known).encode("latin-1")) for part in parts)
    return msgspec.structs.replace(request, url=_revealed(request.url, known), headers=headers, body=body)


def _revealed(text: str, known: Mapping[str, str]) -> str:
    if text[:6].lower() == "basic ":
        text = _basic(text, known)

    def real(match: re.Match[str]) -> str:
        value = known.get(match[0])
        if value is None:
            raise Unsendable("a secret that it needs is not known")
        return value

    return _STAND_IN.sub(real, text)


def _basic(text: str, known: Mapping[str, str]) -> str:
    try:
        pair = base64.b64decode(text[6:], validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return text
    return text[:6] + base64.b64encode(_revealed(pair, known).encode()).decode()


async def _send(requests: Mapping[int, Request]) -> dict[int, tuple[Exchange, ...]]:
    """One after the other: a server that is busy with one of them answers the next differently."""
    from assay.transport.live import Live

    live, end = Live(trace=False), time.monotonic() + ALTOGETHER
    found: dict[int, tuple[Exchange, ...]] = {}
    try:
        for n, request in requests.items():
            if time.monotonic() > end:
                break
            found[n] = tuple([await live(request) for _ in range(TIMES)])
    finally:
        await live.close()
    return found
