"""What was watched, told as exchanges."""

from __future__ import annotations

from collections.abc import Callable

from assay.model.exchange import Exchange, Outcome, Timings
from assay.model.http import Body, BytesPart, Delivery, FilePart, Header, Headers, Request, Response, Sizes
from assay.transport.coding import Undecodable, decoder_for
from assay.transport.curl.chunks import without_chunks
from assay.transport.curl.ending import origin
from assay.transport.curl.hop import Hop
from assay.transport.parsing import Head, Malformed, read_head

BODILESS = frozenset({204, 304})
ABSENT = Head(status=0, reason="", http_version="0.9", headers=())
"""What there is of a head in HTTP/0.9."""


def request_of(
    hop: Hop, *, id_of: Callable[[], str], parent: str | None, upload: FilePart | None, delivery: Delivery
) -> Request:
    """The request as it left."""
    line, _, fields = hop.head_out.decode("latin-1").partition("\r\n")
    method, _, rest = line.partition(" ")
    headers = read_fields(fields)
    return Request(
        id=id_of(),
        method=method,
        url=_url(hop, rest.rpartition(" ")[0] or rest),
        headers=headers,
        body=_body(hop, headers, upload),
        parent=parent,
        delivery=delivery,
    )


def read_fields(text: str) -> Headers:
    """Field lines as pairs."""
    found = []
    for line in text.split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            found.append(Header(name, value.strip(" \t")))
    return tuple(found)


def answer_of(hop: Hop, *, decoded: bool, wire: int | None, keep: int, cut: bool) -> Response:
    """The answer as it arrived. `decoded`: libcurl undid Content-Encoding; `wire`: bytes of body transferred."""
    head = _head(hop)
    body = hop.body.getvalue()
    whole = len(body) == hop.size_in
    size = hop.size_in
    if not decoded and body:
        body, whole, size = _decoded(body, head.headers, keep, whole=whole, size=size)
    return Response(
        status=head.status,
        reason=head.reason,
        headers=head.headers,
        body=body,
        http_version=head.http_version,
        truncated=cut or not whole or _is_missing(hop, head),
        sizes=Sizes(head=hop.head_bytes, body=hop.size_in if wire is None else wire, decoded=size),
    )


def exchange_of(hop: Hop, request: Request, outcome: Outcome, *, started: float, timings: Timings) -> Exchange:
    """All of it together."""
    return Exchange(
        id=request.id,
        request=request,
        outcome=outcome,
        started=started,
        timings=timings,
        remote=hop.road.remote,
        reused=hop.road.reached is not None and not hop.road.opened,
        head=hop.head_out.decode("latin-1"),
    )


def timings_of(hop: Hop) -> Timings:
    """Milliseconds by our own clock."""
    road = hop.road
    ended = hop.ended if hop.ended is not None else hop.sent
    reached = road.reached if road.reached is not None else hop.sent
    connected = min(road.securing if road.securing is not None else reached, reached)
    resolved = road.resolved if road.resolved is not None else road.begun
    first = hop.first
    new = road.opened
    return Timings(
        name=_span(road.begun, resolved) if new else 0.0,
        connect=_span(resolved, connected) if new else 0.0,
        tls=_span(connected, reached) if new and road.securing is not None else 0.0,
        first_byte=_span(reached, first if first is not None else ended),
        download=_span(first, ended) if first is not None else 0.0,
        total=_span(road.begun, ended),
    )


def _span(start: float, end: float) -> float:
    return max(0.0, end - start) * 1000


def _url(hop: Hop, target: str) -> str:
    if hop.tunnel:
        return target
    if target.startswith("/"):
        return f"{origin(hop.road.url)}{target}"
    return target if "://" in target else f"{origin(hop.road.url)}/"


def _body(hop: Hop, headers: Headers, upload: FilePart | None) -> Body:
    if not hop.body_out:
        return ()
    if upload is not None and hop.size_out == upload.size:
        return (upload,)
    chunked = any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers)
    data = bytes(hop.body_out)
    return (BytesPart(data=without_chunks(data) if chunked else data),)


def _head(hop: Hop) -> Head:
    if not hop.lines:
        return ABSENT
    try:
        return read_head(hop.lines, lenient=True)
    except Malformed:  # libcurl was kinder
        fields = b"".join(hop.lines[1:]).decode("latin-1").replace("\n", "\r\n").replace("\r\r\n", "\r\n")
        return Head(status=hop.status, reason="", http_version="1.1", headers=read_fields(fields))


def _decoded(body: bytes, headers: Headers, keep: int, *, whole: bool, size: int) -> tuple[bytes, bool, int]:
    """The body for a reader: as far as it can be unpacked, and as it came where it cannot."""
    coding = ", ".join(value for name, value in headers if name.lower() == "content-encoding")
    decoder = decoder_for(coding) if coding else None
    if decoder is None:
        return body, whole, size
    unpacked = bytearray()
    try:
        for piece in decoder.feed(body):
            unpacked += piece
            if len(unpacked) > keep:
                return bytes(unpacked[:keep]), False, keep
        unpacked += decoder.finish() if whole else b""
    except Undecodable:
        return (bytes(unpacked), False, len(unpacked)) if unpacked else (body, whole, size)
    return bytes(unpacked), whole, len(unpacked)


def _is_missing(hop: Hop, head: Head) -> bool:
    """Whether there was a body that libcurl read over."""
    if not hop.ignored or hop.size_in or head.status in BODILESS:
        return False
    return any(
        (name.lower() == "content-length" and value.strip() != "0") or name.lower() == "transfer-encoding"
        for name, value in head.headers
    )
