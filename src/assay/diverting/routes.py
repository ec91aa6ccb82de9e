"""What is diverted now. Of several for one origin, that of the thread or task that asks; else the latest."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar

from assay.diverting.origin import Origin, origin_of
from assay.diverting.target import Target


class Route:
    """One diversion of some origins; `aim` tells where to, anew for each request."""

    def __init__(self, origins: tuple[Origin, ...], aim: Callable[[Origin], Target]) -> None:
        self.origins = frozenset(origins)
        self.aim = aim
        self.on = False


_MINE: ContextVar[tuple[Route, ...]] = ContextVar("assay_routes", default=())
"""Those that this thread or task, or the one that started it, has opened; some may be closed since."""


class Routes:
    """All of this process. `any` is false as long as nothing is diverted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._routes: tuple[Route, ...] = ()

    @property
    def any(self) -> bool:
        """Whether something is diverted."""
        return bool(self._routes)

    def open(self, route: Route) -> bool:
        """From now on; True where it is the first."""
        with self._lock:
            route.on = True
            first = not self._routes
            self._routes = (*self._routes, route)
        _MINE.set((*(one for one in _MINE.get() if one.on), route))
        return first

    def close(self, route: Route) -> bool:
        """No longer; True where it was the last."""
        with self._lock:
            was_on, route.on = route.on, False
            self._routes = tuple(one for one in self._routes if one is not route)
            return was_on and not self._routes

    def of(self, url: str) -> Target | None:
        """Where a request for this URL is sent instead; None: where it says."""
        if not self._routes:
            return None
        wanted = origin_of(url)
        if wanted is None:
            return None
        mine = (one for one in reversed(_MINE.get()) if one.on)
        for route in (*mine, *reversed(self._routes)):
            if wanted in route.origins:
                return route.aim(wanted)
        return None


ROUTES = Routes()
"""Those of this process: client libraries are of the process, too."""
