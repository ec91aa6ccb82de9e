"""The fixture `proxy`: proxies before the real dependencies, all of them gone with the test."""

from __future__ import annotations

import threading
from contextlib import ExitStack

from assay.diverting.sending import sent_to
from assay.interfaces.pytest_plugin.breaking.place import Place
from assay.interfaces.pytest_plugin.breaking.proxied import Proxied
from assay.interfaces.pytest_plugin.breaking.surroundings import Surroundings, told
from assay.model.errors import UsageError


class Proxies:
    """`proxy("redis")`."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._known: dict[str, Proxied] = {}
        self._lock = threading.RLock()
        self._stack = ExitStack()

    def __call__(
        self,
        name: str,
        *,
        to: str = "",
        instead_of: str | tuple[str, ...] = (),
        port: int | None = None,
        seed: int | None = None,
    ) -> Proxied:
        """The proxy before this dependency, the same one within a test.

        It stands before `to`, else before `real` of [dependency.NAME], and listens at the port of its `url`. Raises
        UsageError.
        """
        __tracebackhide__ = True
        try:
            with self._lock:
                known = self._known.get(name)
                if known is None:
                    place = self._surroundings.place(name)
                    place = place._replace(real=to or place.real)
                    known = self._known[name] = self._opened(place, instead_of, port, seed)
        except UsageError as problem:
            raise problem.with_traceback(None) from None
        return known

    def close(self) -> None:
        """Everything as it was before the test."""
        self._stack.close()

    def _opened(self, place: Place, instead_of: str | tuple[str, ...], port: int | None, seed: int | None) -> Proxied:
        if not place.real:
            raise UsageError(
                "where is the real one?",
                where=f"proxy {place.name}",
                remedy=f'Write real = "…" in [dependency.{place.name}], or proxy("{place.name}", to="127.0.0.1:6379").',
            )
        wanted = place.port if port is None else port
        self._stack.enter_context(self._surroundings.holding(wanted))
        made = Proxied(place.name, place.real, port=wanted, seed=seed)
        made.path = place.path if place.real.startswith(("http://", "https://")) else _path(place.real)
        made.start()
        self._stack.callback(made.stop)
        origins = instead_of or place.origin
        if origins and made.url.startswith("http://"):
            named = (origins,) if isinstance(origins, str) else origins
            made.diversion = self._stack.enter_context(sent_to(made, *named))
        self._stack.enter_context(told(place.variable, made.url))
        return made


def _path(url: str) -> str:
    """What follows host and port: the number of a database."""
    rest = url.partition("://")[2]
    return "/" + rest.partition("/")[2] if "/" in rest else ""
