"""What arrives for one exchange, gathered within bounds."""

from __future__ import annotations

from io import BytesIO

from assay.model.http import Response, Sizes
from assay.transport.coding import Decoder, Undecodable, decoder_for
from assay.transport.parsing import Head, Malformed, read_head, status_of

MOST_HEAD_BYTES = 256 * 1024
MOST_HEAD_LINES = 5_000
MOST_INTERIM = 100
"""Interim answers (1xx) before the final one."""
STOP = -1
"""Told to libcurl, it ends the transfer and closes the connection."""
FRAMING = frozenset({"content-length", "transfer-encoding"})
NO_BODY = frozenset({204, 304})


class Reception:
    """libcurl's header and write callbacks for one transfer.

    `over` says that the answer is complete although libcurl was told to stop; `failure` is (code, reason, phase)
    where what arrived is no answer.
    """

    __slots__ = (
        "body",
        "bytes_in_head",
        "decoded",
        "decoder",
        "ends_at_head",
        "failure",
        "head",
        "interim",
        "lenient",
        "lines",
        "most",
        "over",
        "truncated",
        "wire",
    )

    def __init__(self, *, most: int, lenient: bool, ends_at_head: bool) -> None:
        self.most = most
        self.lenient = lenient
        self.ends_at_head = ends_at_head
        self.lines: list[bytes] = []
        self.bytes_in_head = 0
        self.interim = 0
        self.head: Head | None = None
        self.body = BytesIO()
        self.wire = 0
        self.decoded = 0
        self.decoder: Decoder | None = None
        self.over = False
        self.truncated = False
        self.failure: tuple[str, str, str] | None = None

    def take_line(self, line: bytes) -> int | None:
        """HEADERFUNCTION: a status line, a field line, the empty line, or a trailer."""
        self.bytes_in_head += len(line)
        if self.bytes_in_head > MOST_HEAD_BYTES or len(self.lines) > MOST_HEAD_LINES:
            return self._fail("HPE_HEADER_OVERFLOW", "Parse Error: Header overflow")
        if self.head is not None:
            return None  # a trailer: counted, not kept
        if line in (b"\r\n", b"\n"):
            return self._end_head()
        self.lines.append(line)
        return None

    def take_body(self, data: bytes) -> int | None:
        """WRITEFUNCTION: a stretch of the body as it was transferred."""
        self.wire += len(data)
        if self.decoder is None:
            return self._keep(data)
        try:
            for piece in self.decoder.feed(data):
                if self._keep(piece) is not None:
                    return STOP
        except Undecodable as error:
            return self._fail(error.code, error.reason, "download")
        return None

    @property
    def ends_with_connection(self) -> bool:
        """Whether the end of the connection is what ends the body (RFC 9112 section 6.3, case 8)."""
        return self.head is not None and not any(name.lower() in FRAMING for name, _ in self.head.headers)

    def finish(self) -> None:
        """The transfer ended well: take what the decoder holds back."""
        if self.decoder is None or self.truncated:
            return
        try:
            self._keep(self.decoder.finish())
        except Undecodable as error:
            self._fail(error.code, error.reason, "download")

    def response(self) -> Response | None:
        """The answer, where its head has arrived."""
        if self.head is None:
            return None
        head = self.head
        return Response(
            status=head.status,
            reason=head.reason,
            headers=head.headers,
            body=self.body.getvalue(),
            http_version=head.http_version,
            truncated=self.truncated,
            sizes=Sizes(head=self.bytes_in_head, body=self.wire, decoded=self.decoded),
        )

    def _end_head(self) -> int | None:
        try:
            status = status_of(self.lines[0]) if self.lines else 0
            if 100 <= status < 200 and status != 101:
                return self._end_interim()
            self.head = read_head(self.lines, lenient=self.lenient)
        except Malformed as error:
            return self._fail(error.code, f"Parse Error: {error.reason}")
        if status == 101 or self.ends_at_head:
            self.over = True
            return STOP
        if status not in NO_BODY:
            self.decoder = self._decoder(self.head)
        return None

    def _end_interim(self) -> int | None:
        self.interim += 1
        self.lines.clear()
        if self.interim > MOST_INTERIM:
            return self._fail("HPE_HEADER_OVERFLOW", f"Parse Error: more than {MOST_INTERIM} interim answers (1xx)")
        return None

    @staticmethod
    def _decoder(head: Head) -> Decoder | None:
        codings = [value for name, value in head.headers if name.lower() == "content-encoding"]
        return decoder_for(", ".join(codings)) if codings else None

    def _keep(self, data: bytes) -> int | None:
        room = self.most - self.decoded
        if len(data) > room:
            self.body.write(data[:room])
            self.decoded = self.most
            self.truncated = self.over = True
            return STOP
        self.body.write(data)
        self.decoded += len(data)
        return None

    def _fail(self, code: str, reason: str, phase: str = "first byte") -> int:
        self.failure = (code, reason, phase)
        return STOP
