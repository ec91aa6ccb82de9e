"""One libcurl handle, set up again for each request that it carries."""

from __future__ import annotations

import pycurl

from assay.model.http import BytesPart, Delivery, Request
from assay.transport.fields import header_lines
from assay.transport.options import set_delivery
from assay.transport.reception import Reception
from assay.transport.refusal import Refusal
from assay.transport.target import Target
from assay.transport.upload import Upload, size_of

SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
"""Idempotent methods (RFC 9110 section 9.2.2)."""


class Easy:
    """A handle with its callbacks.

    When a kept connection turns out to be closed before a byte of the answer came, libcurl opens another and sends
    again. That is let happen for an idempotent method only: RFC 9110 section 9.2.2 forbids the rest.
    """

    def __init__(self) -> None:
        self.curl = pycurl.Curl()
        self.reception = Reception(most=0, lenient=False, ends_at_head=False)
        self.upload: Upload | None = None
        self.attempts = 0
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
        curl.reset()
        self.attempts = 0
        set_delivery(curl, request.delivery, secure=target.secure)
        self._set_target(target, request.delivery)
        curl.setopt(pycurl.HTTPHEADER, header_lines(request))
        self._set_content(request)
        self._set_reception(request)
        if request.method not in SAFE_TO_REPEAT:
            curl.setopt(pycurl.PREREQFUNCTION, self._before_request)
        if _breaks_framing(request):
            curl.setopt(pycurl.FORBID_REUSE, 1)
        if trace:
            self._set_trace()

    def finish(self) -> None:
        """Let go of what the transfer held."""
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
        self.curl.setopt(pycurl.REQUEST_TARGET, f"{origin}{target.target}" if absolute else target.target)

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
        self.sent.clear()
        self.curl.setopt(pycurl.VERBOSE, 1)
        self.curl.setopt(pycurl.DEBUGFUNCTION, self._on_debug)

    def _on_debug(self, kind: int, data: bytes) -> None:
        if kind == pycurl.INFOTYPE_HEADER_OUT:
            if self.sent.endswith(b"\r\n\r\n"):  # sent again, or CONNECT before it
                self.sent.clear()
            self.sent += data

    def _before_request(self, *_addresses: object) -> int:
        self.attempts += 1
        return pycurl.PREREQFUNC_OK if self.attempts == 1 else pycurl.PREREQFUNC_ABORT


def _breaks_framing(request: Request) -> bool:
    """Whether the server may count the end of this request otherwise than we do: its connection is not kept."""
    if request.method == "CONNECT" or "content-length" in request.delivery.omit:
        return True
    length = request.header("content-length")
    if length is not None and length.strip() != str(size_of(request.body)):
        return True
    return request.header("transfer-encoding") is not None or request.header("upgrade") is not None
