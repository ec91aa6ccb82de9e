"""Sends the requests of this process for some origins to a stand-in, with no change to whoever makes them.

with sent_to(stub, "https://billing.example"):
    application.pay()
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

from assay.diverting.clients.registry import actions
from assay.diverting.imports import Watcher
from assay.diverting.origin import Origin, origin
from assay.diverting.patching import Patches
from assay.diverting.routes import ROUTES, Route
from assay.diverting.target import Target
from assay.model.errors import UsageError


class HasUrl(Protocol):
    """A stub or a proxy."""

    @property
    def url(self) -> str:
        """Its base URL over plain HTTP."""
        ...


class Diversion:
    """A context manager, with or without `async`, or `start` and `stop`; it can fail before anything is sent."""

    def __init__(self, to: HasUrl | str, origins: tuple[Origin, ...]) -> None:
        self._to = to
        self._route = Route(origins, self._aim)
        self._unresolvable = False
        self._closed: socket.socket | None = None

    def start(self) -> Self:
        """Requests that begin from now on go to the stand-in; twice is once."""
        if not self._route.on:
            _LIBRARIES.open(self._route)
        return self

    def stop(self) -> None:
        """They go where they say again, and client libraries are as they were."""
        self.well()
        _LIBRARIES.close(self._route)

    def unresolvable(self) -> Self:
        """The names of the origins do not resolve."""
        self._unresolvable = True
        return self

    def refused(self) -> Self:
        """The system refuses connections to the origins."""
        if self._closed is None:
            self._closed = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self._closed.bind(("127.0.0.1", 0))  # and nobody listens there
        return self

    def well(self) -> Self:
        """The stand-in answers again."""
        self._unresolvable = False
        closed, self._closed = self._closed, None
        if closed is not None:
            closed.close()
        return self

    def _aim(self, instead_of: Origin) -> Target:
        closed = self._closed
        if closed is not None:
            return Target(instead_of, "127.0.0.1", closed.getsockname()[1])
        parts = urlsplit(self._to if isinstance(self._to, str) else self._to.url)
        return Target(instead_of, parts.hostname or "", parts.port or 80, self._unresolvable)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.stop()


def sent_to(to: HasUrl | str, *instead_of: str) -> Diversion:
    """Requests for these origins (`https://billing.example`) go to a stub, a proxy or a URL of plain HTTP.

    Raises UsageError for what is no origin, and where none is named.
    """
    if not instead_of:
        raise UsageError("which origins are sent to it?", remedy='Name them: sent_to(stub, "https://billing.example").')
    if isinstance(to, str) and not to.startswith("http://"):
        raise UsageError(f"{to[:200]!r} is no URL of plain HTTP", remedy="Write http://127.0.0.1:9001.")
    return Diversion(to, tuple(origin(one) for one in instead_of))


class _Libraries:
    """The client libraries, wrapped as long as something is diverted."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._undo: list[Callable[[], None]] = []

    def open(self, route: Route) -> None:
        with self._lock:
            if ROUTES.open(route):
                patches = Patches()
                watcher = Watcher(actions(ROUTES, patches))
                self._undo = [watcher.stop, patches.undo]
                watcher.start()

    def close(self, route: Route) -> None:
        with self._lock:
            if ROUTES.close(route):
                for step in self._undo:
                    step()
                self._undo = []


_LIBRARIES = _Libraries()
