"""The fixture `stub`: stubs by the names of dependencies, all of them gone with the test."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from assay.diverting.sending import Diversion, sent_to
from assay.interfaces.pytest_plugin.breaking.place import Place
from assay.interfaces.pytest_plugin.breaking.standing_in import FORWARDING, StandIn
from assay.interfaces.pytest_plugin.breaking.surroundings import Surroundings, told
from assay.model.errors import AssayError
from assay.stub.stub import Source, Stub

UNNAMED = "stub"


class Stubs:
    """`stub("billing")`; asked for anything but a name, it is a stub without one: `stub.answers(…)`."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._known: dict[str, StandIn] = {}
        self._lock = threading.RLock()
        self._stack = ExitStack()

    def __call__(
        self,
        name: str = UNNAMED,
        *sources: Source,
        instead_of: str | tuple[str, ...] = (),
        port: int | None = None,
        contract: str | Path | None = None,
        **settings: Any,
    ) -> StandIn:
        """The stub for this dependency, the same one within a test.

        Of [dependency.NAME] it takes the port of its `url`, its `stub` file and `contract`, and hands on to `real` what
        these do not answer; one that assay.toml does not know has a free port. `instead_of` names origins whose calls
        from this process are sent to it. Further settings are those of `assay.stub.Stub`. Raises UsageError.
        """
        __tracebackhide__ = True
        try:
            with self._lock:
                known = self._known.get(name)
                if known is None:
                    place = self._surroundings.place(name)
                    known = self._known[name] = self._opened(place, instead_of, port, contract, settings)
            for source in sources:
                known.add(source)
        except AssayError as problem:
            raise problem.with_traceback(None) from None
        return known

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self(), name)

    def all(self) -> tuple[StandIn, ...]:
        """Those that the test has asked for."""
        return tuple(self._known.values())

    def close(self) -> None:
        """Everything as it was before the test."""
        self._stack.close()

    def _opened(
        self, place: Place, instead_of: str | tuple[str, ...], port: int | None, contract: Any, settings: dict[str, Any]
    ) -> StandIn:
        wanted = place.port if port is None else port
        self._stack.enter_context(self._surroundings.holding(wanted))
        stub = Stub(*_sources(place), port=wanted, contract=contract or place.contract or None, **settings)
        stub.start()
        self._stack.callback(stub.stop)
        diversion = self._diverted(stub, instead_of or place.origin)
        known = StandIn(place.name, stub, place.path, diversion)
        self._stack.enter_context(told(place.variable, known.url))
        return known

    def _diverted(self, stub: Stub, instead_of: str | tuple[str, ...]) -> Diversion | None:
        origins = (instead_of,) if isinstance(instead_of, str) else instead_of
        if not any(origins):
            return None
        return self._stack.enter_context(sent_to(stub, *origins))


def _sources(place: Place) -> list[Source]:
    """What the stub answers: that of its file, else what the real one does."""
    if place.stub:
        return [place.stub]
    if place.real:
        return [{**FORWARDING, "response": {"proxyBaseUrl": place.real, "proxyUrlPrefixToRemove": place.path}}]
    return []
