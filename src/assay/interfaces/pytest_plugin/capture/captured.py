"""One exchange as a client carried it: references to the client's own objects, read only where somebody looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from assay.interfaces.pytest_plugin.capture.sent import kept
from assay.interfaces.pytest_plugin.capture.tee import Tee

Pairs = tuple[tuple[str, str], ...]


class Answer(NamedTuple):
    """What came back, in plain values."""

    status: int
    reason: str
    headers: Pairs
    body: bytes
    truncated: bool = False
    version: str = "1.1"
    encoded: bool = False
    """Whether the body is still as Content-Encoding made it."""
    note: str = ""
    """Why there is no body, or not all of it."""


class Reader(Protocol):
    """Reads the response objects of one client library."""

    def weigh(self, response: Any) -> int:
        """Bytes of body that the response holds in memory; costs next to nothing."""
        ...

    def answer(self, response: Any, tee: Tee | None) -> Answer:
        """What it says; never reads on where the test has stopped."""
        ...


class Captured:
    """One exchange, from the moment when it was asked for. Most is as it stands here: making one must be cheap."""

    number = 0
    seconds = 0.0
    fixture = ""
    """The fixture that was being made."""
    scope = ""
    """That fixture's scope."""
    in_process = False
    """Whether the application was called without a socket."""
    mocked = ""
    """What stood in for the network, where something did: `responses`, `recording`."""
    response: Any = None
    reader: Reader | None = None
    tee: Tee | None = None
    error: BaseException | None = None
    _answer: Answer | None = None

    def __init__(self, client: str, method: str, url: str, headers: Any, body: Any, started: float, phase: str) -> None:
        self.client = client
        self.method = method
        self.url = url
        self._headers = tuple(headers.items()) if type(headers) is dict else headers
        self.body = body if body is None or isinstance(body, bytes | str) else kept(body)
        """Bytes, text, or whatever the client takes for a body; never consumed here."""
        self.started = started
        self.phase = phase
        """setup, call or teardown."""

    @property
    def headers(self) -> Pairs:
        """As they were sent: a client makes its own mapping for each request, and leaves it as it is."""
        headers = self._headers
        if hasattr(headers, "raw"):  # httpx's, which otherwise loses the case of names
            return texts(headers.raw)
        return texts(headers.items() if hasattr(headers, "items") else headers)

    @property
    def answer(self) -> Answer | None:
        """What came back so far; None where nothing did."""
        if self._answer is None and self.response is not None and self.reader is not None:
            return self.reader.answer(self.response, self.tee)
        return self._answer

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self._answer = answer

    def lighten(self, most: int) -> None:
        """Let go of a response whose body is longer than this, and keep its beginning."""
        if self.response is None or self.reader is None or self.reader.weigh(self.response) <= most:
            return
        answer = self.reader.answer(self.response, self.tee)
        cut = len(answer.body) > most
        self._answer = answer._replace(body=answer.body[:most], truncated=answer.truncated or cut)
        self.response = self.tee = None


def texts(headers: Iterable[tuple[Any, Any]]) -> Pairs:
    """Header fields as texts; clients hold them as bytes or texts."""
    return tuple((_text(name), _text(value)) for name, value in headers)


def _text(value: Any) -> str:
    return value if type(value) is str else value.decode("latin-1") if isinstance(value, bytes) else str(value)
