"""One libcurl handle, set up again for each request that it carries."""

from __future__ import annotations

from typing import Any

import pycurl

from assay.model.http import BytesPart, Delivery, Request
from assay.transport.fields import header_lines
from assay.transport.kept import Ends, Kept
from assay.transport.options import set_delivery
from assay.transport.reception import Reception
from assay.transport.refusal import Refusal
from assay.transport.target import Target
from assay.transport.upload import Upload, size_of

NOTHING = Reception(most=0, lenient=False, ends_at_head=True)
"""What an idle handle receives."""


class Easy:
    """A handle with its callbacks.

    A kept connection that has something to read before anything was asked is closed, or holds bytes that are no answer
    to us: it is `stale`, and the request leaves by another.

    When a kept connection is closed after the request has left, and before a byte of the answer came, libcurl would
    send again on another. It is not let: what was sent twice would stand once in the log. `--retry` is the way to ask.
    """

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.opened: list[int] = []
        self.curl = pycurl.Curl()
        self.reception = NOTHING
        self.upload: Upload | None = None
        self.multiplexed = False
        self.attempts = 0
        self.stale = False
        self.sent = bytearray()

    def prepare(self, request: Request, target: Target, *, trace: bool) -> None:
        """Set everything that `request` needs; raises Refusal for what cannot be sent."""
        try:
            self._prepare(request, target, trace=trace)
        except (ValueError, pycurl.error) as error:
            # A NUL in a file name, or an option that this build of libcurl lacks.
            raise Refusal("ERR_INVALID_ARG_VALUE", f"libcurl does not take this request: {error}") from error

    def _prepare(self, request: Request, target: Target, *, trace: bool) -> None:
        curl = self.curl
        self.sent.clear()
        self.opened.clear()
        self.attempts = 0
        self.stale = False
        self.multiplexed = request.delivery.http_version == "http2"
        set_delivery(curl, request.delivery, secure=target.secure)
        self._set_target(target, request.delivery)
        curl.setopt(pycurl.HTTPHEADER, header_lines(request))
        self._set_content(request)
        self._set_reception(request)
        curl.setopt(pycurl.SOCKOPTFUNCTION, self._on_socket)
        curl.setopt(pycurl.PREREQFUNCTION, self._before_request)
        if _breaks_framing(request):
            curl.setopt(pycurl.FORBID_REUSE, 1)
        if trace:
            self._set_trace()

    def take_another_connection(self) -> None:
        """Make ready to be sent again, by a connection of its own, after a stale one."""
        self.stale = False
        self.attempts = 0
        self.curl.setopt(pycurl.FRESH_CONNECT, 1)

    def finish(self) -> None:
        """Let go of what the transfer held: an idle handle must not keep bodies in memory."""
        self.curl.reset()
        self.reception = NOTHING
        if self.upload is not None:
            self.upload.close()
            self.upload = None

    def close(self) -> None:
        """The handle is of no more use."""
        self.finish()
        self.curl.close()

    def _set_target(self, target: Target, delivery: Delivery) -> None:
        # The origin alone goes through libcurl's URL parser; the target is sent as it is spelled.
        self.curl.setopt(pycurl.URL, target.origin)
        proxy = delivery.proxy
        absolute = proxy and proxy.scheme.startswith("http") and not proxy.tunnel and not target.secure
        origin = target.origin[:-1]
        spelled = f"{origin}{target.target}" if absolute else target.target
        self.curl.setopt(pycurl.REQUEST_TARGET, spelled.encode("latin-1"))

    def _set_content(self, request: Request) -> None:
        curl = self.curl
        if not request.body:
            if request.method == "HEAD":
                curl.setopt(pycurl.NOBODY, 1)
        elif all(isinstance(part, BytesPart) for part in request.body):
            curl.setopt(pycurl.POSTFIELDS, b"".join(part.data for part in request.body if isinstance(part, BytesPart)))
        else:
            self.upload = Upload(request.body)
            curl.setopt(pycurl.UPLOAD, 1)
            curl.setopt(pycurl.INFILESIZE_LARGE, size_of(request.body))
            curl.setopt(pycurl.READFUNCTION, self.upload.read)
            curl.setopt(pycurl.SEEKFUNCTION, self.upload.seek)
        curl.setopt(pycurl.CUSTOMREQUEST, request.method)

    def _set_reception(self, request: Request) -> None:
        delivery = request.delivery
        # Of these answers libcurl would await a body that never comes.
        ends_at_head = bool(request.body) and request.method == "HEAD"
        self.reception = Reception(most=delivery.max_body, lenient=delivery.lenient, ends_at_head=ends_at_head)
        self.curl.setopt(pycurl.HEADERFUNCTION, self.reception.take_line)
        self.curl.setopt(pycurl.WRITEFUNCTION, self.reception.take_body)

    def _set_trace(self) -> None:
        self.curl.setopt(pycurl.VERBOSE, 1)
        self.curl.setopt(pycurl.DEBUGFUNCTION, self._on_debug)

    def _on_debug(self, kind: int, data: bytes) -> None:
        if kind == pycurl.INFOTYPE_HEADER_OUT:
            if self.sent.endswith(b"\r\n\r\n"):  # sent again, or CONNECT before it
                self.sent.clear()
            self.sent += data

    def _on_socket(self, fd: int, _purpose: int) -> int:
        """SOCKOPTFUNCTION: a socket was made, for an address that is now tried."""
        self.opened.append(fd)
        return pycurl.SOCKOPT_OK

    def _before_request(self, *ends: Any) -> int:
        """PREREQFUNCTION: there is a connection, and nothing has been sent by it yet."""
        self.attempts += 1
        if self.attempts > 1:
            return pycurl.PREREQFUNC_ABORT
        if self.opened:
            self.kept.note(Ends(*ends), self.opened)
            self.opened.clear()
        elif not self.multiplexed:
            self.stale = not self.kept.is_clean(Ends(*ends))
        return pycurl.PREREQFUNC_ABORT if self.stale else pycurl.PREREQFUNC_OK


def _breaks_framing(request: Request) -> bool:
    """Whether the server may count the end of this request otherwise than we do: its connection is not kept."""
    if request.method == "CONNECT" or "content-length" in request.delivery.omit:
        return True
    length = request.header("content-length")
    if length is not None and length.strip() != str(size_of(request.body)):
        return True
    return request.header("transfer-encoding") is not None or request.header("upgrade") is not None
