"""One transfer that was sent by hand, as it was kept: every secret in it is a stand-in."""

from __future__ import annotations

import msgspec

from assay.model.exchange import Exchange
from assay.model.explanation import Explanation
from assay.model.http import Response
from assay.model.transfer import Data, Form, Transfer, Upload


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer, its exchanges in order, and what was told of it."""

    n: int
    """Its number in the history: given once, never to another."""
    at: float
    """Seconds since the epoch at which it began."""
    transfer: Transfer
    exchanges: tuple[Exchange, ...] = ()
    """Challenges, redirects, retries, and the last one, which stands."""
    code: int = 0
    """curl's exit number."""
    error: str = ""
    explanations: tuple[Explanation, ...] = ()

    @property
    def first(self) -> Exchange | None:
        """The exchange that asked for what the person asked for."""
        return self.exchanges[0] if self.exchanges else None

    @property
    def last(self) -> Exchange | None:
        """The exchange whose answer stands."""
        return self.exchanges[-1] if self.exchanges else None

    @property
    def response(self) -> Response | None:
        """The answer that stands, where there is one."""
        return self.last.response if self.last else None

    @property
    def method(self) -> str:
        """The method that was asked for."""
        return self.first.request.method if self.first else method_of(self.transfer)

    @property
    def url(self) -> str:
        """The URL that was asked for, as it was sent where it was."""
        return self.first.request.url if self.first else self.transfer.url


def method_of(transfer: Transfer) -> str:
    """The method that curl uses for a transfer."""
    if transfer.method:
        return transfer.method
    if transfer.head:
        return "HEAD"
    if isinstance(transfer.content, Upload):
        return "PUT"
    return "POST" if isinstance(transfer.content, Data | Form) else "GET"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What the index knows of an entry."""

    n: int
    started: float
    """Seconds since the epoch."""
    method: str
    url: str
    host: str
    """host:port as in the URL."""
    path: str
    status: int
    """0 where nobody answered."""
    code: int
    """curl's exit number."""
    seconds: float
    sent: int
    """Bytes of the request's body."""
    received: int
    """Bytes of the answer's body, decoded."""
    content_type: str
    identity: str
    log: str
    """The name of its log."""
    start: int
    end: int
    """Where its lines stand in the log, in bytes."""
